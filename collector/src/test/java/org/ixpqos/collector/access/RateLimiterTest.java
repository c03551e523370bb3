package org.ixpqos.collector.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private long now;
  private final RateLimiter rates = new RateLimiter(2, 3, () -> now);

  private int taken(String who, int tries) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += rates.take(who) ? 1 : 0;
    }
    return taken;
  }

  @Test
  void aBurstPassesAndThenTheRate() {
    assertEquals(3, taken("a", 10));
    assertFalse(rates.take("a"));
    assertEquals(1, rates.secondsUntil("a"));
    now += Duration.ofSeconds(1).toNanos();
    assertEquals(2, taken("a", 10));
    now += Duration.ofDays(400).toNanos();
    assertEquals(3, taken("a", 10));
  }

  @Test
  void oneDoesNotHoldBackAnother() {
    assertEquals(3, taken("a", 10));
    assertEquals(3, taken("b", 10));
  }

  @Test
  void whoWasAskedForLongestAgoIsForgotten() {
    assertEquals(3, taken("a", 10));
    for (int i = 0; i < 10_000; i++) {
      assertTrue(rates.take("other-" + i));
    }
    assertEquals(3, taken("a", 10));
  }
}
