package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.ixpqos.collector.api.ProbeWatch;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.Upload;
import org.ixpqos.model.wire.WireCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Silent probes, by the reported schedule, and by the observed interval. */
class SilenceTest {
  @TempDir private Path directory;

  private static void post(TestingCollector collector, boolean tells) throws Exception {
    RoundResult row = TestingResults.row(collector.clock.instant(), "p2", 0);
    ProbeHealth health =
        new ProbeHealth(
            collector.clock.instant(),
            collector.clock.instant().minusSeconds(600),
            0,
            0,
            0,
            "0123456789ab",
            tells ? Map.of("mesh", Duration.ofSeconds(60)) : Map.of(),
            "");
    Upload upload =
        new Upload("p1", UUID.randomUUID(), "e1", 1, "1", health, List.of(row), List.of());
    assertEquals(
        200,
        collector
            .post(WireCodec.encode(upload, List.of(WireCodec.encode(row)), List.of()))
            .statusCode());
  }

  private static String pair(TestingCollector collector) throws Exception {
    for (JsonElement one :
        JsonParser.parseString(collector.get("/api/v1/data/matrix").body())
            .getAsJsonObject()
            .getAsJsonArray("pairs")) {
      JsonObject pair = one.getAsJsonObject();
      if (pair.get("target").getAsString().equals("p2")) {
        return pair.get("state").getAsString();
      }
    }
    return "none";
  }

  /** 52 s after a round the daemon starts again, and ends a partial round 8 s later. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRestartMakesNobodySilent(boolean tells) throws Exception {
    try (TestingCollector collector = new TestingCollector(directory.resolve("c" + tells))) {
      for (int i = 0; i < 5; i++) {
        post(collector, tells);
        collector.clock.move(Duration.ofSeconds(60));
      }
      post(collector, tells);
      collector.clock.move(Duration.ofSeconds(8));
      post(collector, tells);
      for (int s = 0; s < 190; s += 10) {
        collector.clock.move(Duration.ofSeconds(10));
        assertEquals("reporting", ProbeLifeTest.state(collector, "p1"), s + " s");
        assertEquals("measured", pair(collector), s + " s");
        assertTrue(collector.get("/metrics/mesh").body().contains("target=\"p2\""), s + " s");
      }
      collector.clock.move(Duration.ofSeconds(10));
      assertEquals("silent", ProbeLifeTest.state(collector, "p1"));
    }
  }

  /** An outage of an hour is no interval either. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoComesBackAndGoesAgainIsSilentAsSoon(boolean tells) throws Exception {
    try (TestingCollector collector = new TestingCollector(directory.resolve("c" + tells))) {
      for (int i = 0; i < 5; i++) {
        post(collector, tells);
        collector.clock.move(Duration.ofSeconds(60));
      }
      collector.clock.move(Duration.ofHours(1));
      assertEquals("silent", ProbeLifeTest.state(collector, "p1"));
      post(collector, tells);
      collector.clock.move(Duration.ofSeconds(200));
      assertEquals("silent", ProbeLifeTest.state(collector, "p1"));
    }
  }

  @Test
  void aCollectorThatWasDownBlamesNobody() throws Exception {
    Path home = directory.resolve("c");
    TestingClock clock = new TestingClock();
    try (TestingCollector collector = new TestingCollector(home, "", clock)) {
      collector.post(
          TestingResults.upload(
              "gone", clock.instant(), List.of(TestingResults.row(clock.instant(), "p2", 0))));
      clock.move(Duration.ofHours(2));
      post(collector, true);
    }
    clock.move(Duration.ofMinutes(30));
    try (TestingCollector collector = new TestingCollector(home, "", clock)) {
      assertEquals("reporting", ProbeLifeTest.state(collector, "p1"), "until it had time to post");
      assertEquals("silent", ProbeLifeTest.state(collector, "gone"), "it was, before the stop");
      clock.move(Duration.ofSeconds(200));
      assertEquals("silent", ProbeLifeTest.state(collector, "p1"));
    }
  }

  @Test
  void theLogReportsWhoFallsSilentAndWhoIsBack() throws Exception {
    try (TestingCollector collector = new TestingCollector(directory.resolve("c"));
        TestingLog log = new TestingLog(ProbeWatch.class)) {
      post(collector, true);
      collector.watchProbes();
      assertEquals(List.of(), log.lines());
      collector.clock.move(Duration.ofSeconds(200));
      collector.watchProbes();
      collector.watchProbes();
      List<String> lines = log.lines();
      assertEquals(1, lines.size(), lines.toString());
      assertTrue(
          lines.get(0).startsWith("WARN probe p1 is silent: nothing came for 3m"), lines.get(0));
      post(collector, true);
      collector.watchProbes();
      assertTrue(log.lines().get(0).startsWith("INFO probe p1 is back"), "said once");
      assertFalse(collector.summary().isEmpty());
    }
  }
}
