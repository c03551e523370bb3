package org.ixpqos.daemon.buffer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A buffer on a disk that does not answer: a caller waits, also when it is interrupted. */
public final class StuckBuffer implements Buffer {
  /** The disk answers from zero on. */
  public final CountDownLatch disk = new CountDownLatch(1);

  /** Zero once it was called. */
  public final CountDownLatch asked = new CountDownLatch(1);

  final List<BufferEntry> written = Collections.synchronizedList(new ArrayList<>());

  private void answer() {
    asked.countDown();
    boolean interrupted = false;
    while (disk.getCount() > 0) {
      try {
        disk.await();
      } catch (InterruptedException e) {
        interrupted = true; // a thread in a system call does not hear of it
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void append(Additions additions) {
    answer();
    written.addAll(additions.entries);
  }

  @Override
  public Optional<Batch> next(String collector, boolean backlogFirst, int most) {
    answer();
    return Optional.empty();
  }

  @Override
  public void acknowledge(Batch batch, List<Refused> refused, List<Numbered> postponed) {
    answer();
  }

  @Override
  public void release(String collector) {
    answer();
  }

  @Override
  public void fellBehind(String collector) {
    answer();
  }

  @Override
  public Status status() {
    return new Status("", 0, 0, Optional.empty(), 0, 0, 0, Map.of(), Map.of(), "");
  }

  @Override
  public void awaitAppend(long wait) {}

  @Override
  public void close() {}
}
