package org.ixpqos.collector.history.victoriametrics;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the database answers. One that does not is not queried for some seconds, so that waiting
 * requests do not take every thread; repeated failures are logged once. Thread-safe.
 */
final class DatabaseState {
  private static final Logger log = LoggerFactory.getLogger(DatabaseState.class);

  private static final long REST = Duration.ofSeconds(5).toNanos();

  /** The time without a failure after which it counts as recovered. */
  private static final long CALM = Duration.ofMinutes(1).toNanos();

  private final String engine;
  private final LongSupplier nanoClock;

  // guarded by this
  private boolean logged;
  private boolean resting;
  private long failed;

  /**
   * @param engine its name in the log
   */
  DatabaseState(String engine, LongSupplier nanoClock) {
    this.engine = engine;
    this.nanoClock = nanoClock;
  }

  /** Whether it failed a moment ago. */
  synchronized boolean isResting() {
    return resting && nanoClock.getAsLong() - failed < REST;
  }

  /** Records that it could not be reached. */
  synchronized void down(String why) {
    resting = true;
    failed(why);
  }

  /** Records a query that it did not answer. */
  synchronized void failed(String why) {
    failed = nanoClock.getAsLong();
    if (!logged) {
      logged = true;
      log.error(
          "history can't be read from {}: {}; see to it and to \"reads\" in collector.json. Results"
              + " are taken and stored meanwhile",
          engine,
          why);
    }
  }

  synchronized void answered() {
    resting = false;
    if (logged && nanoClock.getAsLong() - failed >= CALM) {
      logged = false;
      log.info("history is read from {} again", engine);
    }
  }
}
