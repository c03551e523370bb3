package org.ixpqos.collector.api;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * When nothing new is too little: after three of the usual intervals and ten seconds, so that one
 * round's length, its last replies and one failed upload pass unremarked.
 */
final class Staleness {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration USUAL = Duration.ofMinutes(5);

  private final Map<String, Duration> intervals;

  /** Knows each probe's shortest interval. */
  Staleness(Map<String, Duration> shortest) {
    this.intervals = new HashMap<>(shortest);
  }

  /** Whether a probe should have sent something by now. */
  boolean isSilent(String source, Instant lastSeen, Instant now) {
    return isOver(intervals.getOrDefault(source, USUAL), lastSeen, now);
  }

  /** Whether something that comes at an interval should have come again by now. */
  static boolean isOver(Duration interval, Instant since, Instant now) {
    return since.plus(interval.multipliedBy(3)).plus(GRACE).isBefore(now);
  }
}
