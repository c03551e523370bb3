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

  /** The maximum of an interval; a longer one is a pause in measuring. */
  public static final Duration LONGEST = Duration.ofDays(1);

  /** The interval of this pair's rounds; the original's five minutes where it is not known. */
  public Duration interval() {
    if (previous == null) {
      return USUAL;
    }
    Duration interval = Duration.between(previous, row.time());
    return interval.compareTo(LONGEST) > 0 ? LONGEST : interval;
  }
}
