package org.ixpqos.daemon.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ixpqos.wire.Gap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A disk that does not answer keeps nobody waiting who measures. */
@Timeout(60)
class BufferWriterTest extends BufferTesting {
  private final CountDownLatch disk = new CountDownLatch(1);
  private final CountDownLatch asked = new CountDownLatch(1);
  private final List<Entry> written = new ArrayList<>();

  private final Buffer stuck =
      new Buffer() {
        @Override
        public void append(Additions additions) {
          asked.countDown();
          try {
            assertTrue(disk.await(50, TimeUnit.SECONDS));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          written.addAll(additions.entries);
        }

        @Override
        public Optional<Batch> next(String collector, boolean backlogFirst, int most) {
          return Optional.empty();
        }

        @Override
        public void acknowledge(Batch batch, List<Refused> refused, List<Numbered> postponed) {}

        @Override
        public void release(String collector) {}

        @Override
        public void fellBehind(String collector) {}

        @Override
        public Status status() {
          return new Status("", 0, 0, Optional.empty(), 0, 0, 0, Map.of(), Map.of(), "");
        }

        @Override
        public void awaitAppend(long wait) {}

        @Override
        public void close() {}
      };

  @Test
  void whatIsHandedInWaitsInMemoryUpToABoundAndIsWrittenLater() throws Exception {
    BufferWriter writer = new BufferWriter(stuck);
    writer.start();
    writer.write(entries(clock.instant(), 0, 0));
    assertTrue(asked.await(10, TimeUnit.SECONDS));
    int rounds = 120_000;
    for (int i = 1; i < rounds; i++) {
      writer.write(entries(clock.instant(), i, i));
    }
    assertTrue(writer.writingNanos() > 0);
    long dropped = writer.dropped();
    assertTrue(dropped > 0 && dropped < rounds, dropped + " of " + rounds);
    disk.countDown();
    writer.close();
    assertEquals(rounds, dropped + rows(written).size());
    long told = gaps(written).stream().mapToLong(gap -> gap.get("rounds").getAsLong()).sum();
    assertEquals(dropped, told);
    assertEquals(Gap.DROPPED, gaps(written).get(0).get("reason").getAsString());
  }
}
