package org.ixpqos.engine.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TickPolicyTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(100);

  /** After two seconds of so many packets a second, a turn every 10 ms. */
  private static TickPolicy at(int packetsPerSecond, long interval) {
    TickPolicy tick = new TickPolicy(LONGEST, 0);
    long sent = 0;
    for (long now = SECOND / 100; now <= 2 * SECOND; now += SECOND / 100) {
      long due = packetsPerSecond * now / SECOND;
      tick.turned(now, (int) (due - sent), interval);
      sent = due;
    }
    return tick;
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }

  @Test
  void fewPacketsGoOutOnTheDot() {
    assertEquals(0, at(10, SECOND).least());
  }

  @Test
  void manyPacketsShareATurnOfSomeThirty() {
    assertEquals(32, millis(at(1_000, SECOND).least()), 0.5);
    assertEquals(3.2, millis(at(10_000, SECOND).least()), 0.1);
  }

  @Test
  void atTheHighestRatesATurnIsNoShorterThanTwoMilliseconds() {
    assertEquals(2, millis(at(100_000, SECOND).least()), 0.001);
  }

  @Test
  void aHundredPeersWaitForTheLongestTick() {
    assertEquals(LONGEST, at(100, SECOND).least());
  }

  @Test
  void aShortIntervalIsKeptToATenth() {
    assertEquals(2, millis(at(1_000, SECOND / 50).least()), 0.001);
  }

  @Test
  void withoutRepliesToAwaitTheLoopSleepsLong() {
    TickPolicy tick = at(100, SECOND);
    assertEquals(SECOND, tick.most(false));
    assertTrue(tick.most(true) < tick.most(false));
  }

  @Test
  void whatDoesNotComeSoonIsAwaitedLessOften() {
    TickPolicy tick = at(100, SECOND);
    long eager = tick.most(true);
    for (long now = 2 * SECOND; now < 3 * SECOND; now += SECOND / 10) {
      tick.turned(now, 0, SECOND);
    }
    assertEquals(5 * eager, tick.most(true));
  }
}
