package org.ixpqos.daemon.notice;

import org.ixpqos.model.clock.ClockStanding;
import org.ixpqos.model.clock.ClockStanding.State;
import org.ixpqos.model.clock.Timekeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs once that the host's clock can't be trusted, and once that it can again.
 *
 * <p>Used by one thread, the watchdog's.
 */
public final class ClockNotice {
  private static final Logger log = LoggerFactory.getLogger(ClockNotice.class);

  private final Timekeeper time;
  private State logged = State.CONFIRMED;

  public ClockNotice(Timekeeper time) {
    this.time = time;
  }

  /** Checks how far the clock can be trusted. */
  public void look() {
    ClockStanding standing = time.standing();
    State now = standing.state();
    if (now == logged || now == State.UNCONFIRMED) {
      return;
    }
    if (now == State.CONFIRMED) {
      log.info("the clock of this host and the collectors' show the same time");
    } else {
      log.warn(
          "{}. Until they agree nothing is dropped for its age, and what a collector refuses for"
              + " its time is kept",
          standing.text("collectors"));
    }
    logged = now;
  }
}
