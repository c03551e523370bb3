package org.ixpqos.daemon.schedule;

import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.ixpqos.model.clock.ClockStep;
import org.quartz.Trigger;

/**
 * The firings of a trigger that were missed: those that were due while the clock showed their time.
 * What a step of the clock skipped was never due.
 *
 * @param first when the first was due
 * @param until when the host was able to fire again
 * @param firings their number
 */
@SuppressWarnings("JavaUtilDate") // Quartz uses java.util.Date
record MissedFirings(Instant first, Instant until, int firings) {
  /** The maximum of missed firings that are counted one by one. */
  private static final int COUNTED = 100_000;

  /** Counts from the trigger's next firing to now. */
  static Optional<MissedFirings> of(Trigger trigger, Instant now, ClockSteps steps) {
    Instant first = null;
    Instant until = now;
    int firings = 0;
    Date due = trigger.getNextFireTime();
    while (due != null && !due.toInstant().isAfter(now) && firings < COUNTED) {
      Optional<ClockStep> skipped = steps.skipping(due.toInstant());
      if (skipped.isPresent()) {
        until = first != null && firings > 0 ? skipped.get().from() : until;
        due = trigger.getFireTimeAfter(Date.from(skipped.get().to()));
        continue;
      }
      first = first == null ? due.toInstant() : first;
      until = now;
      firings++;
      due = trigger.getFireTimeAfter(due);
    }
    return firings == 0
        ? Optional.empty()
        : Optional.of(new MissedFirings(first, until.isBefore(first) ? first : until, firings));
  }
}
