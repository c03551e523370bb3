package org.ixpqos.daemon.round;

import java.time.Instant;
import org.ixpqos.config.lists.ScheduleEntry;
import org.ixpqos.model.ClockState;

/**
 * One firing of a schedule entry: the data that its rounds have in common.
 *
 * @param entry the entry as it was when it fired
 * @param time when it fired, UTC, microseconds: the time of all its rounds
 * @param clock the host's clock at that moment; null when the kernel does not report it
 * @param nanos when it fired by the monotonic clock
 * @param dated whether {@code time} is a date: the clock was set when it fired
 */
public record Firing(
    ScheduleEntry entry, Instant time, ClockState clock, long nanos, boolean dated) {
  /** A firing by a clock that is set. */
  public Firing(ScheduleEntry entry, Instant time, ClockState clock) {
    this(entry, time, clock, 0, true);
  }
}
