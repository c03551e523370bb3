package org.ixpqos.engine.loop;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.socket.IcmpSocket;
import org.ixpqos.engine.socket.IcmpSockets;

/** Fake sockets for a loop with a thread of its own: its sleep is real, and ends when woken. */
final class BlockingSockets implements IcmpSockets {
  private final Semaphore wakeUps = new Semaphore(0);
  private final String refusal;
  private volatile boolean closed;
  private volatile boolean failing;

  /**
   * @param refusal why no socket can be opened; empty when they can
   */
  BlockingSockets(String refusal) {
    this.refusal = refusal;
  }

  boolean closed() {
    return closed;
  }

  /** Makes the loop's next sleep throw. */
  void fail() {
    failing = true;
    wakeUp();
  }

  @Override
  public IcmpSocket open(AddressFamily family, boolean dontFragment) throws IOException {
    if (!refusal.isEmpty()) {
      throw new IOException(refusal);
    }
    return new FakeIcmpSocket(family, true);
  }

  @Override
  public void await(long nanos, boolean untilReceipt) {
    if (failing) {
      throw new IllegalStateException("the kernel went mad");
    }
    try {
      if (wakeUps.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
        wakeUps.drainPermits();
      }
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts the loop", e);
    }
  }

  @Override
  public void wakeUp() {
    wakeUps.release();
  }

  @Override
  public void close() {
    closed = true;
  }
}
