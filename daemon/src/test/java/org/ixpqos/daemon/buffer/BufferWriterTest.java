package org.ixpqos.daemon.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.ixpqos.model.Gap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A disk that does not answer does not block measuring. */
@Timeout(60)
class BufferWriterTest extends BufferTesting {
  private final StuckBuffer stuck = new StuckBuffer();

  @Test
  void whatIsHandedInWaitsInMemoryUpToABoundAndIsWrittenLater() throws Exception {
    BufferWriter writer = new BufferWriter(stuck);
    writer.start();
    writer.write(entries(clock.instant(), 0, 0));
    assertTrue(stuck.asked.await(10, TimeUnit.SECONDS));
    int rounds = 120_000;
    for (int i = 1; i < rounds; i++) {
      writer.write(entries(clock.instant(), i, i));
    }
    assertTrue(writer.writingNanos() > 0);
    long dropped = writer.dropped();
    assertTrue(dropped > 0 && dropped < rounds, dropped + " of " + rounds);
    stuck.disk.countDown();
    writer.close();
    assertEquals(rounds, dropped + rows(stuck.written).size());
    long reported =
        gaps(stuck.written).stream().mapToLong(gap -> gap.get("rounds").getAsLong()).sum();
    assertEquals(dropped, reported);
    assertEquals(Gap.DROPPED, gaps(stuck.written).get(0).get("reason").getAsString());
  }

  @Test
  void anEndWaitsForTheDiskOnlySoLong() throws Exception {
    BufferWriter writer = new BufferWriter(stuck, Duration.ofMillis(100));
    writer.start();
    writer.write(entries(clock.instant(), 0, 0));
    assertTrue(stuck.asked.await(10, TimeUnit.SECONDS));
    writer.write(entries(clock.instant(), 1, 3));
    long began = System.nanoTime();
    writer.close();
    assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(5));
    assertEquals(3, writer.waiting(), "what it lost is counted");
    stuck.disk.countDown();
  }
}
