package org.ixpqos.collector.live;

import java.time.Duration;
import java.util.Arrays;

/**
 * The interval of a pair's rounds: the median of the last few, so that neither the partial round of
 * a restart nor an outage changes it. Not thread-safe.
 */
final class Rhythm {
  private static final int KEPT = 5;

  /** The minimum of intervals for their median to be trusted. */
  private static final int ENOUGH = 3;

  /** The minimum until then: the known interval may be that of a restart. */
  private static final long LEAST_MS = 60_000;

  private final long[] last = new long[KEPT];
  private int count;

  /** Adds an interval; returns the median. */
  Duration after(Duration distance) {
    last[count++ % KEPT] = distance.toMillis();
    long[] known = Arrays.copyOf(last, Math.min(count, KEPT));
    Arrays.sort(known);
    long interval =
        known.length < ENOUGH
            ? Math.max(known[known.length - 1], LEAST_MS)
            : known[known.length / 2];
    return Duration.ofMillis(interval);
  }
}
