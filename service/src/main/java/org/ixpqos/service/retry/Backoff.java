package org.ixpqos.service.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a failure: twice as long after each, up to a cap, and then a random
 * fraction of that, so that clients that failed together do not come back together. Owned by one
 * thread.
 */
public final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration CAP = Duration.ofSeconds(60);

  /** The minimum: a wait of zero would be a busy loop. */
  private static final Duration LEAST = Duration.ofMillis(200);

  private final RandomGenerator random;
  private int failures;

  /** Begins without a failure; {@code random} gives the fractions. */
  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The wait after another failure. */
  public Duration next() {
    Duration limit = CAP;
    if (failures < 6) {
      limit = FIRST.multipliedBy(1L << failures);
    }
    failures++;
    return jitter(limit);
  }

  /** A wait that the other end requested for, and up to a tenth more. */
  public Duration requested(Duration wait) {
    failures++;
    return wait.plusNanos((long) (wait.toNanos() * 0.1 * random.nextDouble()));
  }

  /** The next failure is the first. */
  public void succeeded() {
    failures = 0;
  }

  /** Spreads the part above the minimum, so that not all wait for just the minimum. */
  private Duration jitter(Duration limit) {
    long over = limit.minus(LEAST).toNanos();
    return LEAST.plusNanos((long) (over * random.nextDouble()));
  }
}
