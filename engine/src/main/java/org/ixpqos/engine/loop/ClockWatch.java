package org.ixpqos.engine.loop;

import org.ixpqos.engine.socket.EngineClock;

/**
 * Turns the kernel's CLOCK_REALTIME stamps into monotonic time, and sees when that clock is
 * stepped. On Linux the two clocks run at the same rate, slewing included, so that their distance
 * is constant between steps: one measured anew is a step. Owned by the loop's thread.
 */
final class ClockWatch {
  /** A stamp that could not be turned into monotonic time. */
  static final long NONE = Long.MIN_VALUE;

  /** Rounding of the two clocks, and the uncertainty of their distance. */
  private static final long SLACK_NANOS = 2_000;

  private static final int ANCHOR_ATTEMPTS = 8;

  private final EngineClock clock;
  private long distance;
  private long lastStep;
  private boolean everStepped;
  private long steps;

  ClockWatch(EngineClock clock) {
    this.clock = clock;
    anchor();
  }

  /**
   * Checks for a step. One that happened before a stamp was taken is seen if this is called after
   * the stamp was read.
   */
  void check() {
    long before = clock.monotonicNanos();
    long realtime = clock.realtimeNanos();
    long after = clock.monotonicNanos();
    if (distance < realtime - after - SLACK_NANOS || distance > realtime - before + SLACK_NANOS) {
      steps++;
      everStepped = true;
      lastStep = after;
      anchor();
    }
  }

  /** Takes the narrowest of a few measurements: a thread may be interrupted between two clocks. */
  private void anchor() {
    long narrowest = Long.MAX_VALUE;
    for (int i = 0; i < ANCHOR_ATTEMPTS; i++) {
      long before = clock.monotonicNanos();
      long realtime = clock.realtimeNanos();
      long after = clock.monotonicNanos();
      if (after - before < narrowest) {
        narrowest = after - before;
        distance = realtime - before - narrowest / 2;
      }
    }
  }

  /** A stamp of CLOCK_REALTIME as monotonic time; {@link #NONE} for the absent stamp 0. */
  long monotonic(long realtimeNanos) {
    return realtimeNanos == 0 ? NONE : realtimeNanos - distance;
  }

  /** Whether the clock was stepped since {@code monotonicNanos}: stamps of then and now differ. */
  boolean steppedSince(long monotonicNanos) {
    return everStepped && monotonicNanos - lastStep <= 0;
  }

  long steps() {
    return steps;
  }
}
