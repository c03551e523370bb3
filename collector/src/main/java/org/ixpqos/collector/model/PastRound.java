package org.ixpqos.collector.model;

import java.time.Duration;
import java.time.Instant;

/**
 * The newest round of a pair at a moment of the past, as much of it as the mesh shows.
 *
 * @param previous when the round before it started; null when none is known
 * @param loss a share; null when nothing was measured
 * @param median milliseconds; null when no reply came
 * @param hindered whether the probe itself refused, dropped or never sent some of it
 */
public record PastRound(
    Instant time, Instant previous, Double loss, Double median, boolean hindered) {
  /** The time between this pair's rounds; where nothing tells it, the original's five minutes. */
  public Duration interval() {
    return previous == null ? LatestResult.USUAL : Duration.between(previous, time);
  }
}
