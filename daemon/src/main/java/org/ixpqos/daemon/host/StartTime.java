package org.ixpqos.daemon.host;

import java.time.Instant;
import java.util.function.Supplier;
import org.ixpqos.model.clock.Timekeeper;

/** When the daemon started; right also when the clock was set after that. Safe for any thread. */
public final class StartTime implements Supplier<Instant> {
  private final Timekeeper time;
  private final long nanos;
  private Instant started; // guarded by this

  /** It starts now. */
  public StartTime(Timekeeper time) {
    this.time = time;
    this.nanos = time.nanoTime();
    this.started = time.now();
  }

  @Override
  public synchronized Instant get() {
    if (!time.isPossible(started) && time.isSet()) {
      started = time.at(nanos);
    }
    return started;
  }
}
