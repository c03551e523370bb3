package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.RoundResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two collectors behind one address, each with a store of its own and a part of the uploads, and a
 * real VictoriaMetrics behind both; a third collector that got everything and reads its own store
 * has the right result.
 */
@Timeout(90)
class SharedHistoryTest {
  private static final List<String> PROBES = List.of("p1", "p2", "p3");

  /** Of what both know, and define in the same way. */
  private static final List<String> SAME_SUMS =
      List.of("rounds", "unknown", "sent", "lost", "late", "loss", "min", "max");

  @TempDir private Path directory;
  private RealVictoriaMetrics engine;
  private TestingCollector whole;
  private List<TestingCollector> shared;
  private Instant now;
  private int turn;
  private int written;

  @BeforeEach
  void start() throws Exception {
    engine = new RealVictoriaMetrics(directory);
    String reads =
        "\"reads\": {\"type\": \"victoriametrics\", \"url\": \"%1$s\"}, \"sinks\": [{\"name\": \"main\", \"type\": \"influxdb2\", \"url\": \"%1$s\"}]"
            .formatted(engine.uri());
    whole = new TestingCollector(directory.resolve("whole"));
    shared =
        List.of(
            new TestingCollector(directory.resolve("a"), reads),
            new TestingCollector(directory.resolve("b"), reads));
    // the engine takes nothing from long ago and exports nothing of later: half past an hour of
    // yesterday
    now = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofMinutes(810));
    for (TestingCollector collector : all()) {
      collector.clock.move(Duration.between(collector.clock.instant(), now));
    }
  }

  private List<TestingCollector> all() {
    return shared == null ? List.of() : List.of(whole, shared.get(0), shared.get(1));
  }

  @AfterEach
  void stop() throws Exception {
    all().forEach(TestingCollector::close);
    if (engine != null) {
      engine.close();
    }
  }

  /**
   * Posts to one of the two in turn, whose sink writes to the engine, and to the one that has all.
   */
  private void post(String source, List<RoundResult> rows) throws Exception {
    written += rows.size();
    String body = TestingResults.upload(source, now, rows);
    for (TestingCollector collector : List.of(whole, shared.get(turn++ % 2))) {
      HttpResponse<String> answer = collector.post(body);
      assertEquals(200, answer.statusCode(), answer.body());
    }
  }

  private void awaitAll() throws Exception {
    engine.awaitValues("Ping_sent", written);
  }

  private static RoundResult notSent(Instant time, String target) {
    return new RoundResult(
        time,
        "mesh",
        target,
        4,
        "10.0.0.2",
        true,
        null,
        null,
        new PacketCounts(60, 0, 0, 0, 0, 60, 0, 0),
        "",
        0,
        null,
        56,
        0,
        List.of());
  }

  /** Ninety minutes of all pairs, a round a minute, some with loss, one target dead at the end. */
  private void measure() throws Exception {
    for (String source : PROBES) {
      for (int minute = 90; minute >= 0; ) {
        List<RoundResult> rows = new ArrayList<>();
        for (int end = minute - 9; minute >= 0 && minute > end; minute--) {
          measure(source, minute, rows);
        }
        post(source, rows);
      }
    }
    awaitAll();
  }

  private void measure(String source, int minute, List<RoundResult> rows) {
    Instant time = now.minusSeconds(60L * minute + 5);
    for (String target : PROBES) {
      if (!target.equals(source)) {
        long lost = target.equals("p3") && minute < 5 ? 60 : minute % 7;
        rows.add(minute % 11 == 3 ? notSent(time, target) : TestingResults.row(time, target, lost));
      }
    }
  }

  private static JsonObject json(TestingCollector collector, String path) throws Exception {
    HttpResponse<String> answer = collector.getKeyed(path);
    assertEquals(200, answer.statusCode(), answer.body());
    return JsonParser.parseString(answer.body()).getAsJsonObject();
  }

  private static Map<String, JsonObject> pairs(JsonObject matrix) {
    Map<String, JsonObject> pairs = new TreeMap<>();
    for (JsonElement pair : matrix.getAsJsonArray("pairs")) {
      JsonObject one = pair.getAsJsonObject();
      pairs.put(one.get("source").getAsString() + one.get("target").getAsString(), one);
    }
    return pairs;
  }

  private static void assertSame(
      String what, List<String> keys, JsonObject expected, JsonObject found) {
    for (String key : keys) {
      JsonElement right = expected.get(key);
      JsonElement one = found.get(key);
      if (right != null && right.isJsonPrimitive() && right.getAsJsonPrimitive().isNumber()) {
        assertEquals(right.getAsDouble(), one.getAsDouble(), 1e-6, what + " " + key);
      } else {
        assertEquals(right, one, what + " " + key);
      }
    }
  }

  @Test
  void bothServeTheWholeMatrix() throws Exception {
    measure();
    for (String range : List.of("10m", "90m", "24h", "7d", "90d")) {
      JsonObject right = json(whole, "/api/v1/data/matrix?range=" + range);
      for (TestingCollector collector : shared) {
        JsonObject found = json(collector, "/api/v1/data/matrix?range=" + range);
        assertFalse(found.has("partial"));
        assertEquals(pairs(right).keySet(), pairs(found).keySet());
        pairs(right)
            .forEach(
                (name, pair) -> {
                  JsonObject one = pairs(found).get(name);
                  List<String> keys = new ArrayList<>(List.of("state", "time", "interval_s"));
                  keys.addAll(List.of("loss", "min", "median", "max", "jitter", "sent"));
                  keys.addAll(List.of("received", "lost", "late", "send_errors", "not_sent"));
                  assertSame(range + " " + name, keys, pair, one);
                  JsonObject sum = one.getAsJsonObject("sum");
                  assertSame(range + " " + name, SAME_SUMS, pair.getAsJsonObject("sum"), sum);
                  assertEquals(0.5, sum.get("median").getAsDouble());
                  assertEquals(0.5, sum.get("p95").getAsDouble());
                });
        for (JsonElement probe : found.getAsJsonArray("probes")) {
          assertEquals("reporting", probe.getAsJsonObject().get("state").getAsString());
        }
      }
    }
  }

  @Test
  void bothServeTheWholeMeshAndWhatIsUsual() throws Exception {
    measure();
    for (TestingCollector collector : shared) {
      JsonObject mesh = json(collector, "/api/v1/data/mesh");
      assertEquals(6, mesh.getAsJsonArray("pairs").size());
      for (JsonElement element : mesh.getAsJsonArray("pairs")) {
        JsonArray pair = element.getAsJsonArray();
        assertEquals(0, pair.get(4).getAsInt(), "measured: " + pair);
        assertEquals(5_000, pair.get(5).getAsInt(), "age: " + pair);
        String target =
            mesh.getAsJsonArray("probes")
                .get(pair.get(3).getAsInt())
                .getAsJsonObject()
                .get("name")
                .getAsString();
        boolean dead = target.equals("p3");
        assertEquals(dead ? 1_000_000 : 0, pair.get(6).getAsInt(), "loss: " + pair);
        assertEquals(dead, pair.get(7).isJsonNull(), "no median at full loss: " + pair);
        assertEquals(0, pair.get(9).getAsInt(), "not hindered: " + pair);
      }
      for (JsonElement probe : mesh.getAsJsonArray("probes")) {
        assertEquals("reporting", probe.getAsJsonObject().get("state").getAsString());
      }
      assertEquals(
          json(whole, "/api/v1/data/sums?range=24h").getAsJsonArray("pairs").size(),
          json(collector, "/api/v1/data/sums?range=24h").getAsJsonArray("pairs").size());
      JsonArray last =
          json(collector, "/api/v1/data/probe/p1/last")
              .getAsJsonObject("result")
              .getAsJsonArray("probes");
      assertEquals(2, last.size());
      JsonObject events = json(collector, "/api/v1/data/events");
      assertTrue(events.get("partial").getAsBoolean(), "of what was posted here");
    }
  }

  @Test
  void aProbeThatPostsToTheOtherAloneIsNeitherSilentNorMissing() throws Exception {
    for (int minute = 3; minute >= 0; minute--) {
      Instant time = now.minusSeconds(60L * minute);
      turn = 0;
      post("p1", List.of(TestingResults.row(time, "p2", 0)));
      turn = 1;
      post("p2", List.of(TestingResults.row(time, "p1", 0)));
    }
    awaitAll();
    for (TestingCollector collector : shared) {
      for (String path : List.of("mesh", "matrix", "probes")) {
        JsonObject found = json(collector, "/api/v1/data/" + path);
        assertEquals(2, found.getAsJsonArray("probes").size());
        for (JsonElement probe : found.getAsJsonArray("probes")) {
          assertEquals("reporting", probe.getAsJsonObject().get("state").getAsString(), path);
        }
      }
      collector.clock.move(Duration.ofSeconds(191));
      assertTrue(collector.get("/api/v1/data/mesh").body().contains("\"silent\""));
    }
  }

  @Test
  void seriesAreWhatWasUploaded() throws Exception {
    measure();
    Instant daysAgo = now.minus(Duration.ofDays(3));
    post("p1", List.of(TestingResults.row(daysAgo, "p2", 6)));
    awaitAll();
    for (String range : List.of("10m", "90m", "24h", "7d", "90d")) {
      String path = "/api/v1/data/series?source=p1&target=p2&range=" + range;
      JsonObject right = json(whole, path);
      for (TestingCollector collector : shared) {
        JsonObject found = json(collector, path);
        assertEquals(right.get("resolution"), found.get("resolution"));
        JsonArray expected = points(right);
        JsonArray points = points(found);
        assertEquals(expected.size(), points.size(), range);
        for (int i = 0; i < points.size(); i++) {
          List<String> keys = new ArrayList<>(SAME_SUMS);
          keys.addAll(List.of("time", "received", "send_errors", "not_sent", "duplicates"));
          keys.addAll(List.of("local_drops", "jitter"));
          JsonObject point = points.get(i).getAsJsonObject();
          assertSame(range + " " + i, keys, expected.get(i).getAsJsonObject(), point);
          assertEquals(expected.get(i).getAsJsonObject().has("min"), point.has("min"));
        }
      }
    }
    assertFalse(json(whole, "/api/v1/data/events").has("partial"));
    assertEquals(404, shared.get(0).get("/api/v1/data/series?source=p1&target=p9").statusCode());
  }

  private static JsonArray points(JsonObject series) {
    return series.getAsJsonArray("series").get(0).getAsJsonObject().getAsJsonArray("points");
  }

  @Test
  void noRoundIsCountedTwiceOrDroppedAtABorder() throws Exception {
    Instant hour = now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));
    List<RoundResult> rows = new ArrayList<>();
    for (long micros : List.of(-1_000L, 0L, 1_000L, 3_599_999_000L, 3_600_000_000L)) {
      rows.add(TestingResults.row(hour.plus(micros, ChronoUnit.MICROS), "p2", 0));
    }
    post("p1", rows);
    awaitAll();
    for (String range : List.of("7d", "90d")) {
      String path = "/api/v1/data/series?source=p1&target=p2&range=" + range;
      JsonArray expected = points(json(whole, path));
      for (TestingCollector collector : shared) {
        JsonArray points = points(json(collector, path));
        assertEquals(expected.size(), points.size());
        for (int i = 0; i < points.size(); i++) {
          assertSame(
              range,
              List.of("time", "rounds", "sent"),
              expected.get(i).getAsJsonObject(),
              points.get(i).getAsJsonObject());
        }
      }
    }
    List<Integer> counts = new ArrayList<>();
    for (int i = -1; i <= 1; i++) {
      String path =
          "/api/v1/data/series?source=p1&target=p2&from="
              + hour.plus(Duration.ofHours(i))
              + "&until="
              + hour.plus(Duration.ofHours(i + 1));
      counts.add(points(json(shared.get(0), path)).size());
      assertEquals(points(json(whole, path)).size(), counts.get(i + 1), path);
    }
    assertEquals(List.of(1, 3, 1), counts);
    // the range of the matrix begins on the hour
    JsonObject right = json(whole, "/api/v1/data/matrix?range=2h");
    JsonObject found = json(shared.get(0), "/api/v1/data/matrix?range=2h");
    assertEquals(
        pairs(right).get("p1p2").getAsJsonObject("sum").get("rounds"),
        pairs(found).get("p1p2").getAsJsonObject("sum").get("rounds"));
  }

  /** Each pair of a mesh: state, age in seconds, and the rest as it is. */
  private static Map<String, String> past(TestingCollector collector, Instant moment)
      throws Exception {
    JsonObject mesh = json(collector, "/api/v1/data/mesh?at=" + moment);
    Map<String, String> pairs = new TreeMap<>();
    for (JsonElement element : mesh.getAsJsonArray("pairs")) {
      JsonArray pair = element.getAsJsonArray();
      pairs.put(
          mesh.getAsJsonArray("probes").get(pair.get(2).getAsInt())
              + " "
              + mesh.getAsJsonArray("probes").get(pair.get(3).getAsInt()),
          mesh.getAsJsonArray("states").get(pair.get(4).getAsInt())
              + " "
              + (pair.get(5).isJsonNull() ? "-" : pair.get(5).getAsLong() / 1_000)
              + " "
              + pair.get(6)
              + " "
              + pair.get(7));
    }
    return pairs;
  }

  /** The newest rounds at moments of the past are those of the store, lost, hindered or neither. */
  @Test
  void theMeshOfThePastIsTheSame() throws Exception {
    measure();
    for (long seconds : List.of(30L, 270L, 1_800L, 5_300L)) {
      Instant moment = now.minusSeconds(seconds);
      Map<String, String> right = past(whole, moment);
      assertEquals(6, right.size(), right.toString());
      for (TestingCollector collector : shared) {
        assertEquals(right, past(collector, moment), moment + " of " + now);
      }
    }
    Instant before = now.minus(Duration.ofDays(2));
    assertEquals(past(whole, before), past(shared.get(0), before), "before anything was measured");
    JsonObject frames =
        json(
            shared.get(1), "/api/v1/data/frames?from=" + now.minusSeconds(3_600) + "&until=" + now);
    JsonObject right =
        json(whole, "/api/v1/data/frames?from=" + now.minusSeconds(3_600) + "&until=" + now);
    assertEquals(right.get("pairs"), frames.get("pairs"));
  }
}
