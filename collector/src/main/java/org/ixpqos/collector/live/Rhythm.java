package org.ixpqos.collector.live;

import java.time.Duration;
import java.util.Arrays;

/**
 * How often a pair has a round, by its last few distances: their median, so that neither the
 * partial round of a restart nor the hole of an outage stands for it. Not thread-safe.
 */
final class Rhythm {
  private static final int KEPT = 5;

  /** So many are needed for one not to be all. */
  private static final int ENOUGH = 3;

  /** Until then no less: the distance that is known may be a restart's. */
  private static final long LEAST_MS = 60_000;

  private final long[] last = new long[KEPT];
  private int count;

  /** What the interval is with one more distance. */
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
