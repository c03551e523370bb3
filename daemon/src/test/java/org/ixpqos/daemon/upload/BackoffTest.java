package org.ixpqos.daemon.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void doublesUpToAMinuteAndStartsAnewAfterASuccess() {
    Backoff whole = new Backoff(() -> -1L); // a share of all but all
    long[] expected = {1, 2, 4, 8, 16, 32, 60, 60, 60};
    for (long seconds : expected) {
      assertEquals(seconds, Math.round(whole.next().toMillis() / 1e3));
    }
    whole.succeeded();
    assertEquals(1, Math.round(whole.next().toMillis() / 1e3));
  }

  @Test
  void neverLessThanAFifthOfASecond() {
    assertEquals(Duration.ofMillis(200), new Backoff(() -> 0L).next());
  }

  /**
   * 200 probes that lost their collector together: no second of the minute gets a fifth of them.
   */
  @Test
  void afterTheCapRetriesAreSpreadOverAMinute() {
    int[] bySecond = new int[61];
    for (int probe = 0; probe < 200; probe++) {
      Backoff backoff = new Backoff(new Random(probe * 7919L));
      for (int i = 0; i < 10; i++) {
        backoff.next();
      }
      bySecond[(int) backoff.next().toSeconds()]++;
    }
    for (int count : bySecond) {
      assertTrue(count < 20, "stampede of " + count);
    }
  }

  @Test
  void aWaitThatWasAskedForIsNeverShortened() {
    Duration wait = new Backoff(new Random(1)).asked(Duration.ofSeconds(100));
    assertTrue(wait.toSeconds() >= 100 && wait.toSeconds() <= 110, wait::toString);
  }
}
