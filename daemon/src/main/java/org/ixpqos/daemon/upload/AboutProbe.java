package org.ixpqos.daemon.upload;

import java.time.Instant;
import org.ixpqos.model.ProbeHealth;

/** What a probe tells of itself with its uploads. */
@FunctionalInterface
public interface AboutProbe {
  /**
   * How it is at a moment.
   *
   * @param collector whom it is told to, by the name in the configuration
   */
  ProbeHealth health(String collector, Instant now);

  /** Its name; empty while it has none. */
  default String source() {
    return "";
  }
}
