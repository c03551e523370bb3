package org.ixpqos.collector.incident;

import java.time.Duration;
import java.time.Instant;
import org.ixpqos.model.wire.WireTime;

/**
 * Successive rounds of a pair that stood out, with at most {@link #MAX_GOOD} good ones in between;
 * or the part of them in one hour. A gap ends it.
 *
 * @param first when the first of them started, microseconds since 1970
 * @param last when the last of them started
 * @param step from the round before the last to it, microseconds
 * @param before good rounds in the first hour ahead of it
 * @param after good rounds in the last hour behind it
 * @param rounds how many stood out
 * @param sent packets of those rounds; 0 where an original client does not report them
 * @param lost of those, lost or late
 * @param worst the largest loss, a ratio; or the largest median, milliseconds
 * @param baseline the pair's baseline, milliseconds; null for losses
 */
public record Incident(
    int pairId,
    Kind kind,
    long first,
    long last,
    long step,
    int before,
    int after,
    long rounds,
    long sent,
    long lost,
    double worst,
    Double baseline) {
  /** The maximum of good rounds within an incident. */
  static final int MAX_GOOD = 2;

  /** The minimum of slow rounds: single ones are ignored. */
  private static final int LEAST_SLOW = 3;

  private static final long MINUTE = 60_000_000;

  /** Why the rounds stood out. */
  public enum Kind {
    LOSS,
    LATENCY
  }

  /** The maximum time from one round to the next, microseconds; a longer one is a gap. */
  static long patience(long step) {
    return 3 * Math.max(step, MINUTE);
  }

  /** Whether the incident of the next hour is a part of this one. */
  public boolean reaches(Incident next) {
    int good = after + next.before;
    return pairId == next.pairId
        && kind == next.kind
        && good <= MAX_GOOD
        && next.first - last <= (good + 1) * patience(step);
  }

  /** This incident, joined with the next hour's. */
  public Incident with(Incident next) {
    return new Incident(
        pairId,
        kind,
        first,
        next.last,
        next.step,
        before,
        next.after,
        rounds + next.rounds,
        sent + next.sent,
        lost + next.lost,
        Math.max(worst, next.worst),
        baseline == null ? next.baseline : baseline);
  }

  public boolean isWorthTelling() {
    return kind == Kind.LOSS || rounds >= LEAST_SLOW;
  }

  /** Whether it may be going on. */
  public boolean isOpen(Instant now) {
    return after <= MAX_GOOD && WireTime.micros(now) - last <= (after + 1) * patience(step);
  }

  public Instant begin() {
    return WireTime.ofMicros(first);
  }

  /** The end of the last round's time. */
  public Instant end() {
    return begin().plus(Duration.ofNanos((last - first + step) * 1_000));
  }
}
