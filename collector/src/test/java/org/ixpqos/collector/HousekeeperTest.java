package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ixpqos.collector.CollectorConfig.Retention;
import org.ixpqos.collector.api.CollectorMetrics;
import org.ixpqos.collector.sink.Sinks;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.model.clock.Timekeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HousekeeperTest {
  @Test
  void whatIsReadBeforehandDoesNotWaitForTheHousekeeping(@TempDir Path directory) throws Exception {
    Clock clock = Clock.systemUTC();
    CountDownLatch read = new CountDownLatch(1);
    try (SqliteStore store = SqliteStore.open(directory, System::nanoTime, nanos -> {});
        Sinks sinks =
            Sinks.start(
                List.of(), store.openOutbox(Set.of()), clock, new CollectorMetrics().sinks())) {
      Housekeeper housekeeper =
          new Housekeeper(
              store,
              sinks,
              new Timekeeper(clock, System::nanoTime, Instant.EPOCH),
              () -> Retention.USUAL,
              () -> {});
      housekeeper.warm(read::countDown);
      assertTrue(read.await(10, TimeUnit.SECONDS));
      housekeeper.close();
    }
  }
}
