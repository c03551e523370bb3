package org.ixpqos.service.retry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
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

  /** However long the collector was away, its 200 probes come back over seconds. */
  @Test
  void theFirstRetryAfterAnOutageIsSpread() {
    int[] most = {60, 60, 45, 25, 15};
    double[] outageSeconds = {0.1, 1, 5, 30, 600};
    for (int i = 0; i < most.length; i++) {
      int[] byFifth = new int[700 * 5];
      for (int probe = 0; probe < 200; probe++) {
        Backoff backoff = new Backoff(new Random(probe * 7919L));
        double at = 0;
        while (at <= outageSeconds[i]) {
          at += backoff.next().toNanos() / 1e9;
        }
        byFifth[(int) (at * 5)]++;
      }
      int crowd = Arrays.stream(byFifth).max().orElseThrow();
      assertTrue(crowd <= most[i], outageSeconds[i] + " s: " + crowd + " within 0.2 s");
    }
  }

  @Test
  void aWaitThatWasAskedForIsNeverShortened() {
    Duration wait = new Backoff(new Random(1)).requested(Duration.ofSeconds(100));
    assertTrue(wait.toSeconds() >= 100 && wait.toSeconds() <= 110, wait::toString);
  }
}
