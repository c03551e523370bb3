package org.ixpqos.daemon.notice;

import org.ixpqos.model.clock.ClockStanding;
import org.ixpqos.model.clock.ClockStanding.State;
import org.ixpqos.model.clock.Timekeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that the host's clock can't be believed, and that it can again.
 *
 * <p>Used by one thread, the watchdog's.
 */
public final class ClockNotice {
  private static final Logger log = LoggerFactory.getLogger(ClockNotice.class);

  private final Timekeeper time;
  private State said = State.CONFIRMED;

  public ClockNotice(Timekeeper time) {
    this.time = time;
  }

  /** Looks how far the clock can be believed. */
  public void look() {
    ClockStanding standing = time.standing();
    State now = standing.state();
    if (now == said || now == State.UNCONFIRMED) {
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
    said = now;
  }
}
