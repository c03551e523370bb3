package org.ixpqos.daemon.schedule;

import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Tells when the clock was set: the distance between the time of day and the monotonic clock moved.
 * Safe for use by any thread.
 */
public final class ClockSteps {
  /** Slewing moves at most half a millisecond a second; this is more than any look apart. */
  private static final long STEP_MILLIS = 500;

  private final Clock clock;
  private final LongSupplier nanoTime;
  private final long originNanos;
  private final AtomicLong distance;

  public ClockSteps(Clock clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.originNanos = nanoTime.getAsLong();
    this.distance = new AtomicLong(distance());
  }

  private long distance() {
    return clock.millis() - TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - originNanos);
  }

  /** Whether the clock was set since {@link #look} last looked. */
  boolean steppedSinceLook() {
    return Math.abs(distance() - distance.get()) > STEP_MILLIS;
  }

  /**
   * By how much the clock was set since the last look, milliseconds; 0 when it was not. Slow drift
   * is followed and not told.
   */
  public long look() {
    long now = distance();
    long moved = now - distance.getAndSet(now);
    return Math.abs(moved) > STEP_MILLIS ? moved : 0;
  }
}
