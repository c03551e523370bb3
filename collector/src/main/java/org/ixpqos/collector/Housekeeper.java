package org.ixpqos.collector;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.ixpqos.collector.CollectorConfig.Retention;
import org.ixpqos.collector.clock.ClockWatch;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.model.ClockTrust;
import org.ixpqos.collector.model.Pruned;
import org.ixpqos.collector.model.StoreException;
import org.ixpqos.collector.model.StoreFullException;
import org.ixpqos.collector.sink.Sinks;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.config.Durations;
import org.ixpqos.model.clock.ClockStanding;
import org.ixpqos.model.clock.Timekeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maintains the store twice a minute, on a thread of its own. */
final class Housekeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Housekeeper.class);
  private static final long PERIOD_S = 30;
  private static final long OFTEN_S = 2;

  /**
   * Of each period: an hour of 200 probes is sealed in some minutes, by a thirtieth of a core, and
   * rounds are sealed several times as fast as such a mesh makes them.
   */
  private static final Duration SEALING = Duration.ofSeconds(1);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "housekeeper"));
  private final ScheduledFuture<?> work;
  private final SqliteStore store;
  private final Sinks sinks;
  private final Timekeeper time;
  private final Supplier<Retention> retentions;
  private final Beside beside;

  /** Why nothing is deleted; null while deleting works. */
  private volatile String withheld;

  /** Work apart from the store. */
  interface Beside {
    void run() throws IOException;
  }

  /**
   * @param retentions the present configuration
   */
  Housekeeper(
      SqliteStore store,
      Sinks sinks,
      Timekeeper time,
      Supplier<Retention> retentions,
      Beside beside) {
    this.beside = beside;
    this.store = store;
    this.sinks = sinks;
    this.time = time;
    this.retentions = retentions;
    this.work =
        thread.scheduleWithFixedDelay(this::keepHouse, PERIOD_S, PERIOD_S, TimeUnit.SECONDS);
  }

  /** Adds periodic work, beside the maintenance that runs twice a minute. */
  void often(String failed, Step step) {
    var unused =
        thread.scheduleWithFixedDelay(() -> step(failed, step), 1, OFTEN_S, TimeUnit.SECONDS);
  }

  /** Fills a cache. */
  interface Reading {
    void run() throws HistoryException;
  }

  /** Fills the cache now, so that the first reader need not wait for it. */
  void warm(Reading reading) {
    thread.execute(
        () -> {
          try {
            reading.run();
          } catch (HistoryException | RuntimeException e) {
            if (!thread.isShutdown()) {
              log.warn("the first request for the matrix waits for it; check the store", e);
            }
          }
        });
  }

  /** Work that may fail, and is repeated then. */
  interface Step {
    void run() throws StoreException, IOException, StoreFullException, InterruptedException;
  }

  /** A step that fails does not stop the others. */
  void keepHouse() {
    ClockStanding standing = time.standing();
    Instant now = time.now();
    step("what sinks have got was not deleted", () -> keepSinks(now, standing));
    step("when keys were used was not written", beside::run);
    step("past hours were not summed or old rounds not deleted", () -> keepStore(now, standing));
  }

  private void step(String failed, Step step) {
    try {
      step.run();
    } catch (StoreFullException e) {
      log.info("uploads come first, the statistics of past hours wait: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (StoreException | IOException | RuntimeException | Error e) {
      // an uncaught error would end the housekeeping for good, without a log line
      if (!thread.isShutdown()) { // interrupted; the rest is done at the next start
        log.error("{}, that is tried again twice a minute; see to the store's disk", failed, e);
      }
    }
  }

  private void keepSinks(Instant now, ClockStanding standing)
      throws StoreException, StoreFullException, InterruptedException {
    sinks.keepHouse(now, ClockWatch.trust(standing));
  }

  private void keepStore(Instant now, ClockStanding standing)
      throws StoreException, StoreFullException, InterruptedException {
    ClockTrust trust = ClockWatch.trust(standing);
    Retention retention = retentions.get();
    Pruned pruned = store.keepHouse(now, retention.raw(), retention.hourly(), trust, SEALING);
    if (pruned.rounds() > 0) {
      log.info(
          "rounds older than retention.raw were deleted rounds={} from={} until={} retention={}",
          pruned.rounds(),
          pruned.from(),
          pruned.until(),
          Durations.format(retention.raw()));
    }
    logWithheld(pruned.withheld() ? standing.text("probes") : null);
  }

  private void logWithheld(String reason) {
    if (reason != null && withheld == null) {
      log.warn("nothing is deleted from the store, though it is too old by this clock: {}", reason);
    } else if (reason == null && withheld != null) {
      log.info("what is too old is deleted again: the clocks agree");
    }
    withheld = reason;
  }

  /** Logs why nothing is deleted, where rounds are too old by the clock. */
  Optional<String> withheld() {
    return Optional.ofNullable(withheld);
  }

  /** Ends after the change in progress. */
  @Override
  public void close() {
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
