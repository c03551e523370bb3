package org.ixpqos.model.clock;

import java.time.Duration;
import java.time.Instant;

/**
 * The wall clock was set.
 *
 * @param from the time that the wall clock would show if it had not been set
 * @param to the time that it shows
 */
public record ClockStep(Instant from, Instant to) {
  /** By how much the clock was set; negative when it was set back. */
  public Duration by() {
    return Duration.between(from, to);
  }

  public boolean isForward() {
    return to.isAfter(from);
  }
}
