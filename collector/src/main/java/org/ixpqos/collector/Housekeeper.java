package org.ixpqos.collector;

import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.ixpqos.collector.CollectorConfig.Retention;
import org.ixpqos.collector.http.UnavailableException;
import org.ixpqos.collector.sink.Sinks;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.collector.store.StoreFullException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the store in order, twice a minute, on a thread of its own. */
final class Housekeeper {
  private static final Logger log = LoggerFactory.getLogger(Housekeeper.class);
  private static final long PERIOD_S = 30;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "housekeeper"));
  private final ScheduledFuture<?> work;
  private final SqliteStore store;
  private final Sinks sinks;
  private final Clock clock;
  private final Retention retention;

  Housekeeper(SqliteStore store, Sinks sinks, Clock clock, Retention retention) {
    this.store = store;
    this.sinks = sinks;
    this.clock = clock;
    this.retention = retention;
    this.work =
        thread.scheduleWithFixedDelay(this::keepHouse, PERIOD_S, PERIOD_S, TimeUnit.SECONDS);
  }

  /** Reads what is remembered once it was read. */
  interface Reading {
    void run() throws SQLException, UnavailableException;
  }

  /** Reads it now, so that the first who asks need not wait for it. */
  void warm(Reading reading) {
    thread.execute(
        () -> {
          try {
            reading.run();
          } catch (SQLException | UnavailableException | RuntimeException e) {
            if (!thread.isShutdown()) {
              log.warn("the first who asks for the matrix waits for it; see to the store", e);
            }
          }
        });
  }

  private void keepHouse() {
    try {
      sinks.keepHouse(clock.instant());
      store.keepHouse(clock.instant(), retention.raw(), retention.hourly());
    } catch (StoreFullException e) {
      log.info("uploads come first, sums of past hours wait: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException | RuntimeException e) {
      if (thread.isShutdown()) {
        return; // interrupted; what was not done is done at the next start
      }
      log.error("past hours were not summed or old rounds not deleted; see to the store's disk", e);
    }
  }

  /** Ends after the change that is being made. */
  void stop() {
    work.cancel(false);
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
        log.warn("the housekeeping did not end within 10 s; it goes on at the next start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
