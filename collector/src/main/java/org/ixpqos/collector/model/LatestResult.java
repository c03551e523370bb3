package org.ixpqos.collector.model;

import java.time.Duration;
import java.time.Instant;
import org.ixpqos.model.RoundResult;

/**
 * A pair's newest round.
 *
 * @param previous when the round before it started; null when it is the first
 */
public record LatestResult(Pair pair, RoundResult row, Instant previous) {
  /** The original's. */
  public static final Duration USUAL = Duration.ofMinutes(5);

  /** More is no interval, but an end and a new beginning. */
  public static final Duration LONGEST = Duration.ofDays(1);

  /** The time between this pair's rounds; where nothing tells it, the original's five minutes. */
  public Duration interval() {
    if (previous == null) {
      return USUAL;
    }
    Duration interval = Duration.between(previous, row.time());
    return interval.compareTo(LONGEST) > 0 ? LONGEST : interval;
  }
}
