package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.ixpqos.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code thresholds} in {@code collector.json}: from where on a pair stands out. */
@Timeout(60)
class ThresholdsTest {
  private static final String LISTS =
      """
      {"probes": [{"name": "p1", "proto": 4, "address": "10.0.0.1", "groups": ["metro"]},
                  {"name": "p2", "proto": 4, "address": "10.0.0.2"},
                  {"name": "p3", "proto": 4, "address": "10.0.0.3", "labels": {"rack": "7"}}]}\
      """;

  @TempDir private Path directory;

  private static JsonObject json(TestingCollector collector, String what) throws Exception {
    return JsonParser.parseString(collector.get("/api/v1/data/" + what).body()).getAsJsonObject();
  }

  @Test
  void thePairsOfAGroupStandOutFromItsThresholdOn() throws Exception {
    try (TestingCollector collector =
        new TestingCollector(
            directory, "\"thresholds\": [{\"group\": \"metro\", \"lossPercent\": 10}]")) {
      collector.write("probes.json", LISTS);
      Instant now = collector.clock.instant();
      collector.post(
          TestingResults.upload(
              "p2",
              now,
              List.of(
                  TestingResults.row(now.minusSeconds(120), "p1", 6),
                  TestingResults.row(now.minusSeconds(60), "p1", 7),
                  TestingResults.row(now.minusSeconds(60), "p3", 1))));
      JsonObject events = json(collector, "events");
      assertEquals(2, events.get("total").getAsInt(), events.toString());
      assertTrue(events.toString().contains("\"sent\":60,\"lost\":7"), events.toString());
      collector.keepHouse();
      assertEquals(events, json(collector, "events"), "as it is stored");
      JsonObject mesh = json(collector, "mesh");
      assertEquals(
          "[{\"group\":\"metro\",\"loss\":0.1,\"times\":1.5,\"ms\":0.2}]",
          mesh.getAsJsonArray("thresholds").toString());
      assertTrue(mesh.toString().contains("\"groups\":[\"metro\"]"), mesh.toString());
      assertTrue(mesh.toString().contains("\"labels\":{\"rack\":\"7\"}"), mesh.toString());
    }
  }

  @Test
  void anEditIsTakenOver() throws Exception {
    try (TestingCollector collector = new TestingCollector(directory)) {
      collector.follow(Optional.empty());
      Instant now = collector.clock.instant();
      collector.post(
          TestingResults.upload(
              "p1", now, List.of(TestingResults.row(now.minusSeconds(60), "p2", 1))));
      assertEquals(1, json(collector, "events").get("total").getAsInt());
      collector.write(
          CollectorConfig.FILE,
          "{\"listen\": {\"port\": 0}, \"apiKeyFile\": \"key\","
              + " \"store\": {\"directory\": \"store\"},"
              + " \"thresholds\": [{\"schedule\": \"mesh\", \"lossPercent\": 5}]}");
      collector.applyConfigurationNow();
      assertEquals(0, json(collector, "events").get("total").getAsInt());
      assertTrue(json(collector, "mesh").toString().contains("\"loss\":0.05"));
    }
  }

  @Test
  void withoutThemTheUsualOnesAreNotWritten() throws Exception {
    try (TestingCollector collector = new TestingCollector(directory, "\"publicPage\": true")) {
      collector.write("probes.json", LISTS);
      assertFalse(json(collector, "mesh").has("thresholds"));
      String open = collector.get("/public/api/v1/data/mesh").body();
      assertTrue(open.contains("metro") && !open.contains("rack"), open);
    }
  }

  @Test
  void whatIsWrongIsNamed() {
    for (String wrong :
        List.of(
            "{\"lossPercent\": -1}",
            "{\"lossPercent\": 101}",
            "{\"lossPercent\": \"1\"}",
            "{\"slowerTimes\": 0.5}",
            "{\"slowerBy\": 5}",
            "{\"loss\": 1}")) {
      ConfigException e =
          assertThrows(
              ConfigException.class,
              () -> new TestingCollector(directory, "\"thresholds\": [" + wrong + "]").close(),
              wrong);
      assertTrue(e.getMessage().contains("thresholds[0]"), e.getMessage());
    }
  }
}
