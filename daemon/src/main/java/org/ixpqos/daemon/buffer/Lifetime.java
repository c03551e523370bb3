package org.ixpqos.daemon.buffer;

import java.time.Instant;
import java.util.OptionalLong;
import org.ixpqos.model.clock.Timekeeper;

/**
 * The daemon's life as the file records it: it ends with the last possible firing, not when the
 * file is closed. Safe for use by any thread.
 */
final class Lifetime {
  private final Timekeeper time;
  private volatile OptionalLong end = OptionalLong.empty();

  Lifetime(Timekeeper time) {
    this.time = time;
  }

  /** The end has come, monotonic. */
  void endsAt(long nanos) {
    end = OptionalLong.of(nanos);
  }

  /** The latest moment of the life: now, or its end. */
  Instant latest() {
    OptionalLong its = end;
    return its.isPresent() ? time.at(its.getAsLong()) : time.now();
  }
}
