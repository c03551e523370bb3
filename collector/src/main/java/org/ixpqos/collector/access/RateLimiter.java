package org.ixpqos.collector.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Limits how often each client may do something, by a token bucket each. An absent bucket counts as
 * full, so that the one used longest ago is removed when there are too many.
 */
final class RateLimiter {
  private static final int MAX_BUCKETS = 10_000;

  private final double perSecond;
  private final double burst;
  private final LongSupplier nanoClock;
  private final Map<String, Bucket> buckets; // guarded by this

  private static final class Bucket {
    private double tokens;
    private long filledAt;
  }

  /**
   * Begins with full buckets.
   *
   * @param burst how many calls may come at once
   */
  RateLimiter(double perSecond, double burst, LongSupplier nanoClock) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.nanoClock = nanoClock;
    this.buckets =
        new LinkedHashMap<>(64, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MAX_BUCKETS;
          }
        };
  }

  /** Whether {@code who} may do it once more; counts the call. */
  synchronized boolean take(String who) {
    Bucket bucket = fill(who);
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens--;
    return true;
  }

  /** Undoes the count of {@code who}'s last call. */
  synchronized void giveBack(String who) {
    Bucket bucket = fill(who);
    bucket.tokens = Math.min(burst, bucket.tokens + 1);
  }

  /** Seconds, rounded up, until {@code who} may again, at least one. */
  synchronized long secondsUntil(String who) {
    return Math.max(1, (long) Math.ceil((1 - fill(who).tokens) / perSecond));
  }

  private Bucket fill(String who) {
    long now = nanoClock.getAsLong();
    Bucket bucket = buckets.get(who);
    if (bucket == null) {
      bucket = new Bucket();
      bucket.tokens = burst;
      buckets.put(who, bucket);
    } else {
      bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.filledAt) / 1e9 * perSecond);
    }
    bucket.filledAt = now;
    return bucket;
  }
}
