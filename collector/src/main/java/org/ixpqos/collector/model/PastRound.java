package org.ixpqos.collector.model;

import java.time.Duration;
import java.time.Instant;

/**
 * The newest round of a pair at a past moment, as far as the mesh shows it.
 *
 * @param previous when the round before it started; null when none is known
 * @param loss a ratio, 0 to 1; null when nothing was measured
 * @param median milliseconds; null when no reply came
 * @param hindered whether the probe itself refused, dropped or never sent some of it
 */
public record PastRound(
    Instant time, Instant previous, Double loss, Double median, boolean hindered) {
  /** The interval of this pair's rounds; the original's five minutes where it is not known. */
  public Duration interval() {
    return previous == null ? LatestResult.USUAL : Duration.between(previous, time);
  }
}
