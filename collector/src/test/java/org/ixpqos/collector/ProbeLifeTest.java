package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ixpqos.collector.access.ProbeKeyFile;
import org.ixpqos.collector.life.LifeChange;
import org.ixpqos.collector.life.LifeChange.Action;
import org.ixpqos.collector.life.LivesFile;
import org.ixpqos.collector.store.StoreView;
import org.ixpqos.model.Gap;
import org.ixpqos.model.RoundResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A probe's life on the collector: renamed, merged, retired, forgotten. */
class ProbeLifeTest {
  private static final String SCHEDULE =
      "{\"schedule\": [{\"name\": \"mesh\", \"every\": \"1m\", \"count\": 10,"
          + " \"interval\": \"1s\", \"timeout\": \"2s\", \"targets\": [\"*\"]}]}";

  @TempDir private Path directory;

  static String probes(String... names) {
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      entries.add(
          "{\"name\": \""
              + names[i]
              + "\", \"proto\": 4, \"address\": \"10.0.0."
              + (i + 1)
              + "\"}");
    }
    return "{\"probes\": [" + String.join(", ", entries) + "]}";
  }

  static void publish(TestingCollector collector, String... names) throws Exception {
    collector.write("probes.json", probes(names));
    collector.write("schedule.json", SCHEDULE);
  }

  private static void post(TestingCollector collector, String source, RoundResult... rows)
      throws Exception {
    String body = TestingResults.upload(source, collector.clock.instant(), List.of(rows));
    assertEquals(200, collector.post(body).statusCode());
  }

  private static void take(TestingCollector collector, Action action, String name, String to)
      throws Exception {
    new LivesFile(collector.storeDirectory())
        .take(new LifeChange(action, name, to), collector.clock.instant());
  }

  /** Until nothing is pending: an upload of before may come in meanwhile. */
  private static void settle(TestingCollector collector) throws Exception {
    collector.keepLives();
    collector.clock.move(Duration.ofSeconds(40));
    collector.keepLives();
    assertFalse(new LivesFile(collector.storeDirectory()).read().isPending());
  }

  static JsonObject probe(TestingCollector collector, String name) throws Exception {
    JsonArray all =
        JsonParser.parseString(collector.get("/api/v1/data/probes").body())
            .getAsJsonObject()
            .getAsJsonArray("probes");
    for (JsonElement one : all) {
      if (one.getAsJsonObject().get("name").getAsString().equals(name)) {
        return one.getAsJsonObject();
      }
    }
    return null;
  }

  static String state(TestingCollector collector, String name) throws Exception {
    JsonObject probe = probe(collector, name);
    return probe == null ? "gone" : probe.get("state").getAsString();
  }

  /** Every stored round, as source, target and time. */
  private static Set<String> rounds(TestingCollector collector) throws Exception {
    Set<String> rounds = new TreeSet<>();
    try (StoreView view = StoreView.open(collector.storeDirectory())) {
      view.rounds(
          pair -> true,
          Instant.EPOCH,
          Instant.parse("9999-01-01T00:00:00Z"),
          (pair, row) ->
              assertTrue(
                  rounds.add(
                      pair.source()
                          + " "
                          + pair.target()
                          + " "
                          + row.time()
                          + " "
                          + row.address())));
      assertEquals(List.of(), view.problems());
    }
    return rounds;
  }

  private static long sums(TestingCollector collector, String source, String target)
      throws Exception {
    JsonArray series =
        JsonParser.parseString(
                collector
                    .get("/api/v1/data/series?range=30d&source=" + source + "&target=" + target)
                    .body())
            .getAsJsonObject()
            .getAsJsonArray("series");
    long rounds = 0;
    for (JsonElement one : series) {
      for (JsonElement point : one.getAsJsonObject().getAsJsonArray("points")) {
        rounds += point.getAsJsonObject().get("rounds").getAsLong();
      }
    }
    return rounds;
  }

  private static RoundResult at(RoundResult row, String address) {
    return new RoundResult(
        row.time(),
        row.schedule(),
        row.target(),
        row.proto(),
        address,
        row.pinged(),
        row.loss(),
        row.rtt(),
        row.packets(),
        row.timestamps(),
        row.localDrops(),
        row.clock(),
        row.size(),
        row.dscp(),
        row.reasons());
  }

  @Test
  void aRenamedProbeKeepsItsHistoryAndWhatWaitsUnderTheOldName() throws Exception {
    try (TestingCollector collector = new TestingCollector(directory.resolve("c"))) {
      Instant start = collector.clock.instant();
      publish(collector, "p1", "p2", "p3");
      post(collector, "p3", TestingResults.row(start.minusSeconds(60), "p1", 0));
      post(collector, "p1", TestingResults.row(start.minusSeconds(60), "p3", 0));
      publish(collector, "p1", "p2", "p9");
      take(collector, Action.RENAME, "p3", "p9");
      // the new name's own key posts what waits under the old one, and others' rows to it come too
      String key = new ProbeKeyFile(collector.storeDirectory()).create("p9", start);
      String waiting =
          TestingResults.upload("p3", start, List.of(TestingResults.row(start, "p2", 1)));
      assertEquals(
          200,
          collector
              .send(
                  collector
                      .request("/api/v1/data/probe-result")
                      .header("X-API-Key", key)
                      .POST(java.net.http.HttpRequest.BodyPublishers.ofString(waiting)))
              .statusCode());
      post(collector, "p1", TestingResults.row(start, "p3", 0));
      settle(collector);
      assertEquals("gone", state(collector, "p3"));
      assertEquals("reporting", state(collector, "p9"));
      assertEquals("[\"p3\"]", probe(collector, "p9").getAsJsonArray("former_names").toString());
      Set<String> rounds = rounds(collector);
      assertEquals(4, rounds.size());
      assertTrue(rounds.stream().noneMatch(one -> one.contains("p3")), rounds.toString());
      assertFalse(collector.get("/api/v1/data/mesh").body().contains("p3"));
      assertFalse(collector.get("/api/v1/data/matrix").body().contains("p3"));
      assertFalse(collector.get("/metrics").body().contains("\"p3\""));
    }
    try (TestingCollector again = new TestingCollector(directory.resolve("c"))) {
      Instant start = again.clock.instant();
      assertEquals("reporting", state(again, "p9"));
      post(again, "p1", TestingResults.row(start.plusSeconds(1), "p3", 0));
      assertTrue(rounds(again).stream().noneMatch(one -> one.contains("p3")));
    }
  }

  /** Hot, sealed, summed and pruned rounds on both sides, some twice, at different addresses. */
  @Test
  void twoProbesAreMergedRoundByRound() throws Exception {
    for (boolean larger : new boolean[] {true, false}) {
      Path home = directory.resolve("c" + larger);
      try (TestingCollector collector = new TestingCollector(home)) {
        Instant start = collector.clock.instant().minus(Duration.ofDays(3));
        List<RoundResult> old = new ArrayList<>();
        List<RoundResult> recent = new ArrayList<>();
        for (int i = 0; i < (larger ? 300 : 60); i++) {
          old.add(TestingResults.row(start.plusSeconds(600L * i), "p2", i % 7));
        }
        for (int i = 0; i < (larger ? 60 : 300); i++) {
          Instant time = start.plusSeconds(600L * i + (i % 2 == 0 ? 0 : 1));
          recent.add(at(TestingResults.row(time, "p2", i % 7), "10.0.0.77"));
        }
        post(collector, "a", old.toArray(RoundResult[]::new));
        post(collector, "b", recent.toArray(RoundResult[]::new));
        Instant gap = start.plusSeconds(5);
        collector.post(
            TestingResults.upload(
                "a",
                collector.clock.instant(),
                List.of(),
                new Gap(gap, gap.plusSeconds(60), "stopped", "mesh", 1)));
        collector.keepHouse();
        Instant now = collector.clock.instant();
        post(collector, "a", TestingResults.row(now.minusSeconds(30), "p2", 2));
        post(collector, "b", TestingResults.row(now.minusSeconds(20), "p2", 3));
        post(collector, "a", TestingResults.row(start.plusSeconds(13), "p2", 2)); // late
        int both = 30; // times that both have
        Set<String> before = rounds(collector);
        take(collector, Action.MERGE, "a", "b");
        settle(collector);
        collector.keepHouse();
        Set<String> after = rounds(collector);
        assertEquals(before.size() - both, after.size());
        assertTrue(after.stream().allMatch(one -> one.startsWith("b p2 ")));
        assertTrue(after.stream().anyMatch(one -> one.endsWith(" 10.0.0.77")));
        assertTrue(after.stream().anyMatch(one -> one.endsWith(" 10.0.0.2")));
        assertEquals(after.size(), sums(collector, "b", "p2"));
        assertEquals(1, probe(collector, "b").getAsJsonArray("gaps").size());
      }
    }
  }

  @Test
  void whatIsNotListedIsRetiredAndWhatIsListedCounts() throws Exception {
    try (TestingCollector collector = new TestingCollector(directory.resolve("c"))) {
      Instant start = collector.clock.instant();
      publish(collector, "p1", "p2", "p3");
      for (int i = 0; i < 5; i++) {
        post(collector, "p1", TestingResults.row(start.plusSeconds(60L * i), "p2", 0));
        post(collector, "p3", TestingResults.row(start.plusSeconds(60L * i), "p2", 0));
        collector.clock.move(Duration.ofSeconds(60));
      }
      assertEquals("never", state(collector, "p2"));
      publish(collector, "p1", "p2");
      assertEquals("unknown", state(collector, "p3"));
      collector.clock.move(Duration.ofMinutes(10));
      assertEquals("silent", state(collector, "p1"));
      assertEquals("retired", state(collector, "p3"));
      String metrics = collector.get("/metrics").body();
      assertTrue(
          metrics.contains("ixpqos_probe_state{probe=\"p3\",state=\"retired\"} 1.0"), metrics);
      assertTrue(metrics.contains("ixpqos_probe_state{probe=\"p2\",state=\"never\"} 1.0"), metrics);
      assertTrue(metrics.contains("ixpqos_probe_listed{probe=\"p3\"} 0.0"), metrics);
      assertFalse(metrics.contains("ixpqos_probe_last_seen_seconds{probe=\"p3\"}"), metrics);
      publish(collector, "p1", "p2", "p3");
      assertEquals("silent", state(collector, "p3"));
    }
  }

  @Test
  void withoutPublishedListsTheCommandRetires() throws Exception {
    try (TestingCollector collector = new TestingCollector(directory.resolve("c"))) {
      Instant start = collector.clock.instant();
      post(collector, "p3", TestingResults.row(start, "p2", 0));
      collector.clock.move(Duration.ofHours(1));
      assertEquals("silent", state(collector, "p3"));
      take(collector, Action.RETIRE, "p3", "");
      assertEquals("retired", state(collector, "p3"));
      take(collector, Action.REINSTATE, "p3", "");
      assertEquals("silent", state(collector, "p3"));
    }
  }

  @Test
  void aForgottenProbeIsGoneFromEverythingAndOthersAreNot() throws Exception {
    Path home = directory.resolve("c");
    try (TestingCollector collector = new TestingCollector(home)) {
      Instant start = collector.clock.instant().minus(Duration.ofDays(1));
      List<RoundResult> rows = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        rows.add(TestingResults.row(start.plusSeconds(600L * i), "p2", i % 7));
        rows.add(TestingResults.row(start.plusSeconds(600L * i), "p3", i % 7));
      }
      post(collector, "p1", rows.toArray(RoundResult[]::new));
      post(collector, "p3", rows.toArray(RoundResult[]::new));
      collector.keepHouse();
      assertEquals(400, rounds(collector).size());
      take(collector, Action.FORGET, "p3", "");
      settle(collector);
      collector.keepHouse();
      Set<String> left = rounds(collector);
      assertEquals(100, left.size());
      assertTrue(left.stream().allMatch(one -> one.startsWith("p1 p2 ")));
      assertEquals("gone", state(collector, "p3"));
      assertFalse(collector.get("/api/v1/data/mesh").body().contains("p3"));
      assertFalse(collector.get("/api/v1/data/statistics?range=7d").body().contains("p3"));
      assertFalse(collector.get("/api/v1/data/events?range=7d").body().contains("p3"));
      // the ids of deleted probes are not reused
      post(collector, "p4", TestingResults.row(collector.clock.instant(), "p2", 0));
      assertEquals(1, sums(collector, "p4", "p2"));
      // it may begin anew
      post(collector, "p3", TestingResults.row(collector.clock.instant(), "p2", 0));
      assertEquals("reporting", state(collector, "p3"));
    }
  }

  /** Stopped between the change of names and the moving of rows, and at other places. */
  @Test
  void whatWasInterruptedIsFinishedAtTheNextStart() throws Exception {
    Path home = directory.resolve("c");
    try (TestingCollector collector = new TestingCollector(home)) {
      Instant now = collector.clock.instant();
      post(collector, "a", TestingResults.row(now.minusSeconds(90), "p2", 0));
      post(collector, "b", TestingResults.row(now.minusSeconds(30), "p2", 0));
    }
    new LivesFile(home.resolve("store"))
        .take(new LifeChange(Action.MERGE, "a", "b"), Instant.parse("2026-11-22T10:00:00Z"));
    assertTrue(Files.exists(home.resolve("store").resolve(LivesFile.NAME)));
    try (TestingCollector collector = new TestingCollector(home)) {
      collector.keepLives();
      assertEquals(2, rounds(collector).size());
      assertTrue(rounds(collector).stream().allMatch(one -> one.startsWith("b p2 ")));
      settle(collector);
    }
  }
}
