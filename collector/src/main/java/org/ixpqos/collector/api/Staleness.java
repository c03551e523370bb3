package org.ixpqos.collector.api;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ixpqos.collector.model.LatestResult;

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

  /** Learns each probe's shortest interval. */
  Staleness(List<LatestResult> latest) {
    intervals = new HashMap<>();
    for (LatestResult row : latest) {
      intervals.merge(row.pair().source(), row.interval(), (a, b) -> a.compareTo(b) < 0 ? a : b);
    }
  }

  /** Whether a probe should have sent something by now. */
  boolean isSilent(String source, Instant lastSeen, Instant now) {
    return isOver(intervals.getOrDefault(source, USUAL), lastSeen, now);
  }

  /** Whether a pair should have had a newer round by now. */
  static boolean isStale(LatestResult row, Instant now) {
    return isOver(row.interval(), row.row().time(), now);
  }

  /** Whether something that comes at an interval should have come again by now. */
  static boolean isOver(Duration interval, Instant since, Instant now) {
    return since.plus(interval.multipliedBy(3)).plus(GRACE).isBefore(now);
  }
}
