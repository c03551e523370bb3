package org.ixpqos.service.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a failure: twice as long after each, up to a cap, and then a random share
 * of that, so that those who failed together do not come back together. Owned by one thread.
 */
public final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration CAP = Duration.ofSeconds(60);

  /** A share of nothing would be a busy loop. */
  private static final Duration LEAST = Duration.ofMillis(200);

  private final RandomGenerator random;
  private int failures;

  /** Begins without a failure; {@code random} gives the shares. */
  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The wait after another failure. */
  public Duration next() {
    Duration whole = CAP;
    if (failures < 6) {
      whole = FIRST.multipliedBy(1L << failures);
    }
    failures++;
    return jitter(whole);
  }

  /** A wait that somebody asked for, and up to a tenth more. */
  public Duration asked(Duration wait) {
    failures++;
    return wait.plusNanos((long) (wait.toNanos() * 0.1 * random.nextDouble()));
  }

  /** The next failure is the first. */
  public void succeeded() {
    failures = 0;
  }

  /** Never a crowd at the least: what is over it is spread. */
  private Duration jitter(Duration whole) {
    long over = whole.minus(LEAST).toNanos();
    return LEAST.plusNanos((long) (over * random.nextDouble()));
  }
}
