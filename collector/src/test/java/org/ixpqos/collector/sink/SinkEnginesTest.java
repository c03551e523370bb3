package org.ixpqos.collector.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ixpqos.collector.TestingCollector;
import org.ixpqos.collector.TestingResults;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.wire.WireTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real databases have every point once, with its values, after replays, restarts and outages. */
@Timeout(120)
class SinkEnginesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Instant START = Instant.parse("2026-11-22T09:00:00.123Z");

  @TempDir private Path directory;
  private final List<String> expected = new ArrayList<>();

  @Test
  void victoriaMetrics() throws Exception {
    everyPointOnce(new TestingVictoriaMetrics(directory.resolve("engine")));
  }

  @Test
  void influxDb1() throws Exception {
    everyPointOnce(new TestingInfluxd(directory.resolve("engine")));
  }

  @Test
  void questDb() throws Exception {
    everyPointOnce(new TestingQuestDb(directory.resolve("engine")));
  }

  private void everyPointOnce(TestingEngine engine) throws Exception {
    assumeTrue(engine.missing().isEmpty(), () -> engine.missing().get());
    try {
      engine.start();
      engine.prepare();
      String sinks = "\"sinks\": [{\"name\": \"main\", " + engine.sink() + "}]";
      Path home = directory.resolve("one");
      try (TestingCollector collector = new TestingCollector(home, sinks)) {
        for (int again = 0; again < 3; again++) {
          upload(collector, "p1", 0, 20, again == 0);
          upload(collector, "p2", 0, 20, again == 0);
        }
        upload(collector, "p1", 10, 20, false);
        expect("p1", 20, 30);
        await(engine);
      }
      try (TestingCollector collector = new TestingCollector(home, sinks)) {
        upload(collector, "p1", 0, 35, false);
        expect("p1", 30, 35);
        await(engine);
        engine.stop();
        for (int i = 35; i < 50; i++) {
          upload(collector, "p1", i, 1, true);
        }
        copyStore(home, directory.resolve("two"));
        engine.start();
        await(engine);
      }
      // the position of before the outage: what the engine has got since comes a second time
      try (TestingCollector collector = new TestingCollector(directory.resolve("two"), sinks)) {
        upload(collector, "p3", 0, 5, true);
        await(engine);
        awaitMetric(collector, "ixpqos_sink_points_total{outcome=\"written\",sink=\"main\"} 20.0");
      }
    } finally {
      engine.stop();
    }
  }

  private void upload(TestingCollector collector, String source, int from, int count, boolean fresh)
      throws Exception {
    List<RoundResult> rows = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      rows.add(row(i));
    }
    Instant now = collector.clock.instant();
    assertEquals(200, collector.post(TestingResults.upload(source, now, rows)).statusCode());
    if (fresh) {
      expect(source, from, from + count);
    }
  }

  /** Each seventh with all lost, and others with a share that no decimal has. */
  private static RoundResult row(int number) {
    RoundResult row =
        TestingResults.row(START.plusSeconds(number), "t", number % 7 == 6 ? 60 : number % 7);
    return row.rtt() == null ? row : TestingResults.slower(row, 1 + number);
  }

  private void expect(String source, int from, int until) {
    for (int i = from; i < until; i++) {
      RoundResult row = row(i);
      for (RoundField field : RoundFields.ALL) {
        Number value = field.isInSeries() ? field.of(row) : null;
        if (value != null) {
          long time = WireTime.micros(row.time());
          expected.add(TestingEngine.value(source, "t", time, field.name(), value.doubleValue()));
        }
      }
    }
    Collections.sort(expected);
  }

  private void await(TestingEngine engine) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<String> found = engine.values();
    while (found.size() < expected.size() && System.nanoTime() < end) {
      engine.waitFor(100);
      found = engine.values();
    }
    assertEquals(expected, found);
  }

  /** The engine has the points before the sink has its answer. */
  private static void awaitMetric(TestingCollector collector, String line) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String metrics = collector.get("/metrics").body();
    while (!metrics.contains(line) && System.nanoTime() < end) {
      Thread.onSpinWait();
      metrics = collector.get("/metrics").body();
    }
    assertTrue(metrics.contains(line), metrics);
  }

  private static void copyStore(Path from, Path to) throws Exception {
    Files.createDirectories(to.resolve("store"));
    for (String file : List.of(SqliteStore.FILE, SqliteStore.FILE + "-wal")) {
      Files.copy(from.resolve("store").resolve(file), to.resolve("store").resolve(file));
    }
  }
}
