package org.ixpqos.daemon.buffer;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that rounds were dropped and the reason, at most once a minute. Guarded by its owner's lock.
 */
final class DropNotice {
  private static final Logger log = LoggerFactory.getLogger(DropNotice.class);
  private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(60);

  private long logAt;
  private long logged;
  private long byAgeLogged;

  /** Rounds that were dropped before were logged before. */
  DropNotice(long before, long nanos) {
    logged = before;
    logAt = nanos;
  }

  /**
   * Logs new drops.
   *
   * @param byAge rounds that were too old, since the file was opened: the count may restart
   */
  void look(long dropped, long byAge, long nanos) {
    byAgeLogged = Math.min(byAgeLogged, byAge);
    if (dropped <= logged || nanos - logAt < 0) {
      return;
    }
    long old = Math.min(byAge - byAgeLogged, dropped - logged);
    if (old > 0) {
      log.warn(
          "rounds are older than buffer.maxAge and were dropped: mend the way to the collector or"
              + " raise buffer.maxAge in daemon.json dropped={} since_start={}",
          old,
          dropped);
    }
    if (dropped - logged - old > 0) {
      log.warn(
          "the buffer is full and drops the oldest rounds: mend the way to the collector or raise"
              + " buffer.maxSize in daemon.json dropped={} since_start={}",
          dropped - logged - old,
          dropped);
    }
    logged = dropped;
    byAgeLogged = byAge;
    logAt = nanos + LOG_NANOS;
  }
}
