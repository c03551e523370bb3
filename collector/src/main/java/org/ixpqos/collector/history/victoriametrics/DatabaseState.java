package org.ixpqos.collector.history.victoriametrics;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the engine answers. One that does not is left alone for some seconds, so that those who
 * wait for it do not take every thread; one that comes and goes is told once. Thread-safe.
 */
final class DatabaseState {
  private static final Logger log = LoggerFactory.getLogger(DatabaseState.class);

  private static final long REST = Duration.ofSeconds(5).toNanos();

  /** So long without a failure it is well again. */
  private static final long CALM = Duration.ofMinutes(1).toNanos();

  private final String engine;
  private final LongSupplier nanoClock;

  // guarded by this
  private boolean told;
  private boolean resting;
  private long failed;

  /**
   * @param engine what it is called in the log
   */
  DatabaseState(String engine, LongSupplier nanoClock) {
    this.engine = engine;
    this.nanoClock = nanoClock;
  }

  /** Whether it failed only just. */
  synchronized boolean isResting() {
    return resting && nanoClock.getAsLong() - failed < REST;
  }

  /** Notes that it could not be used at all. */
  synchronized void down(String why) {
    resting = true;
    failed(why);
  }

  /** Notes a question that it did not answer. */
  synchronized void failed(String why) {
    failed = nanoClock.getAsLong();
    if (!told) {
      told = true;
      log.error(
          "history can't be read from {}: {}; see to it and to \"reads\" in collector.json. Results"
              + " are taken and stored meanwhile",
          engine,
          why);
    }
  }

  synchronized void answered() {
    resting = false;
    if (told && nanoClock.getAsLong() - failed >= CALM) {
      told = false;
      log.info("history is read from {} again", engine);
    }
  }
}
