package org.ixpqos.daemon.upload;

import java.time.Instant;
import org.ixpqos.model.ProbeHealth;

/** The state that a probe reports with its uploads. */
@FunctionalInterface
public interface AboutProbe {
  /**
   * The state at a moment.
   *
   * @param collector the receiver, by its name in the configuration
   */
  ProbeHealth health(String collector, Instant now);

  /** Its name; empty while it has none. */
  default String source() {
    return "";
  }
}
