package org.ixpqos.collector;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.ixpqos.collector.store.SqliteStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the store while nothing is posted, on a thread of its own. */
final class StoreWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoreWatch.class);
  private static final long PERIOD_S = 5;

  private final SqliteStore store;
  private final Runnable beside;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "store-watch"));

  /**
   * @param beside further checks that read the store
   */
  StoreWatch(SqliteStore store, Runnable beside) {
    this.store = store;
    this.beside = beside;
    var unused = thread.scheduleWithFixedDelay(this::look, PERIOD_S, PERIOD_S, TimeUnit.SECONDS);
  }

  private void look() {
    try {
      store.lookAfter();
      beside.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      log.error("how the store is could not be found out, that is tried again", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
        log.warn("a look at the store did not end within 10 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
