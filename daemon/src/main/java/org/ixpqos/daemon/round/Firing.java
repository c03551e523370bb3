package org.ixpqos.daemon.round;

import java.time.Instant;
import org.ixpqos.wire.ClockState;
import org.ixpqos.wire.ScheduleEntry;

/**
 * One firing of a schedule entry: what its rounds have in common.
 *
 * @param entry the entry as it was when it fired
 * @param time when it fired, UTC, microseconds: the time of all its rounds
 * @param clock the host's clock at that moment; null when the kernel does not tell
 */
public record Firing(ScheduleEntry entry, Instant time, ClockState clock) {}
