package org.ixpqos.collector.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ixpqos.collector.TestingClock;
import org.ixpqos.collector.TestingCollector;
import org.ixpqos.collector.TestingResults;
import org.ixpqos.collector.database.DatabaseAccess;
import org.ixpqos.collector.model.ClockTrust;
import org.ixpqos.collector.model.Outbox;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.Upload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SinksTest {
  @TempDir private Path directory;

  /** Nobody answers at the discard port. */
  private static final URI NOWHERE = URI.create("http://127.0.0.1:9");

  @Test
  void whatWaitsForAWeekIsDroppedAndCounted() throws Exception {
    SinkConfig gone =
        new SinkConfig("gone", SinkConfig.Type.INFLUXDB2, NOWHERE, Map.of(), DatabaseAccess.OPEN);
    Map<SinkListener.Points, Long> ended = new ConcurrentHashMap<>();
    SinkListener listener =
        new SinkListener() {
          @Override
          public void requested(String sink, String outcome) {
            assertEquals("try_again", outcome);
          }

          @Override
          public void ended(String sink, Points how, long count) {
            ended.merge(how, count, Long::sum);
          }
        };
    TestingClock clock = new TestingClock();
    try (SqliteStore store = SqliteStore.open(directory, System::nanoTime, nanos -> {});
        Sinks sinks =
            Sinks.start(List.of(gone), store.openOutbox(Set.of("gone")), clock, listener)) {
      List<RoundResult> rows = List.of(TestingResults.row(clock.instant(), "p2", 1));
      Upload upload = new Upload("p1", null, "", 0, "", null, rows, List.of());
      store.store(new ReceivedUpload(upload, clock.instant())).get();
      sinks.keepHouse(clock.instant().plus(Duration.ofDays(6)), ClockTrust.CONFIRMED);
      assertEquals(Map.of("gone", new Outbox.Behind(1, clock.instant())), sinks.behind());
      sinks.keepHouse(clock.instant().plus(Duration.ofDays(8)), ClockTrust.CONFIRMED);
      assertEquals(Map.of("gone", new Outbox.Behind(0, null)), sinks.behind());
      assertEquals(Map.of(SinkListener.Points.DROPPED, 1L), ended);
    }
  }

  @Test
  void theMetricsTellWhatIsBehind() throws Exception {
    String sinks =
        "\"sinks\": [{\"name\": \"gone\", \"type\": \"influxdb2\", \"url\": \"" + NOWHERE + "\"}]";
    try (TestingCollector collector = new TestingCollector(directory, sinks)) {
      List<RoundResult> rows = List.of(TestingResults.row(collector.clock.instant(), "p2", 1));
      collector.post(TestingResults.upload("p1", collector.clock.instant(), rows));
      collector.clock.move(Duration.ofMinutes(3));
      String metrics = collector.get("/metrics").body();
      for (String line :
          List.of(
              "ixpqos_sink_behind_seconds{sink=\"gone\"} 180.0",
              "ixpqos_sink_waiting_uploads{sink=\"gone\"} 1.0",
              "ixpqos_sink_points_total{outcome=\"dropped\",sink=\"gone\"} 0.0",
              "ixpqos_sink_points_total{outcome=\"written\",sink=\"gone\"} 0.0")) {
        assertTrue(metrics.contains(line), () -> line + " is not in " + metrics);
      }
      assertEquals(200, collector.get("/healthz").statusCode());
    }
  }
}
