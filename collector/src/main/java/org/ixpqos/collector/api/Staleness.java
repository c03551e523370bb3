package org.ixpqos.collector.api;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides when a probe or a pair is stale: after three of its intervals and ten seconds, so that
 * one round's length, its last replies and one failed upload do not count.
 */
final class Staleness {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration USUAL = Duration.ofMinutes(5);

  private final Map<String, Duration> intervals;

  /** Returns each probe's shortest interval. */
  Staleness(Map<String, Duration> shortest) {
    this.intervals = new HashMap<>(shortest);
  }

  /** Whether an upload of a probe is overdue. */
  boolean isSilent(String source, Instant lastSeen, Instant now) {
    return isOver(intervals.getOrDefault(source, USUAL), lastSeen, now);
  }

  /** Whether an event with a known interval is overdue. */
  static boolean isOver(Duration interval, Instant since, Instant now) {
    return since.plus(interval.multipliedBy(3)).plus(GRACE).isBefore(now);
  }
}
