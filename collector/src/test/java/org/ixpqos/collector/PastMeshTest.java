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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ixpqos.model.Gap;
import org.ixpqos.model.RoundResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The mesh as it was at a moment, and played over a time. */
@Timeout(60)
class PastMeshTest {
  @TempDir private Path directory;
  private TestingCollector collector;
  private Instant now;

  @BeforeEach
  void start() throws Exception {
    collector =
        new TestingCollector(
            directory,
            "\"publicPage\": true, \"retention\": {\"raw\": \"2d\", \"hourly\": \"9d\"}");
    now = collector.clock.instant();
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private JsonObject json(String path) throws Exception {
    HttpResponse<String> answer = collector.get("/api/v1/data/" + path);
    assertEquals(200, answer.statusCode(), answer.body());
    return JsonParser.parseString(answer.body()).getAsJsonObject();
  }

  /** A round a minute, with what was lost of 60 in each. */
  private void post(String source, String target, Instant first, int... lost) throws Exception {
    List<RoundResult> rows = new ArrayList<>();
    for (int i = 0; i < lost.length; i++) {
      rows.add(TestingResults.row(first.plusSeconds(60L * i), target, lost[i]));
    }
    Instant sent = collector.clock.instant();
    assertEquals(200, collector.post(TestingResults.upload(source, sent, rows)).statusCode());
  }

  /** The pairs of a mesh: state, age in seconds and lost of a million. */
  private static Map<String, String> pairs(JsonObject mesh) {
    Map<String, String> pairs = new TreeMap<>();
    for (JsonElement element : mesh.getAsJsonArray("pairs")) {
      JsonArray pair = element.getAsJsonArray();
      String age = pair.get(5).isJsonNull() ? "-" : "" + pair.get(5).getAsLong() / 1_000;
      pairs.put(
          probe(mesh, pair.get(2)) + " " + probe(mesh, pair.get(3)),
          mesh.getAsJsonArray("states").get(pair.get(4).getAsInt()).getAsString()
              + " "
              + age
              + " "
              + pair.get(6));
    }
    return pairs;
  }

  private static String probe(JsonObject mesh, JsonElement place) {
    JsonElement probe = mesh.getAsJsonArray("probes").get(place.getAsInt());
    return probe.isJsonObject()
        ? probe.getAsJsonObject().get("name").getAsString()
        : probe.getAsString();
  }

  private static JsonObject probe(JsonObject mesh, String name) {
    for (JsonElement probe : mesh.getAsJsonArray("probes")) {
      if (probe.getAsJsonObject().get("name").getAsString().equals(name)) {
        return probe.getAsJsonObject();
      }
    }
    throw new AssertionError(name + " is not there");
  }

  @Test
  void eachPairHasTheRoundThatWasItsNewest() throws Exception {
    Instant three = now.minusSeconds(7 * 3_600);
    post("p1", "p2", three, 0, 0, 30, 60, 0);
    post("p2", "p1", three, 0, 0, 0, 0, 0);
    JsonObject mesh = json("mesh?at=" + three.plusSeconds(185));
    assertEquals(Map.of("p1 p2", "measured 5 1000000", "p2 p1", "measured 5 0"), pairs(mesh));
    assertEquals(three.plusSeconds(185), Instant.parse(mesh.get("at").getAsString()));
    assertEquals("round", mesh.get("resolution").getAsString());
    assertEquals(
        Map.of("p1 p2", "measured 0 500000", "p2 p1", "measured 0 0"),
        pairs(json("mesh?at=" + three.plusSeconds(120))),
        "a round that starts at the moment is its newest");
    assertEquals(
        Map.of(), pairs(json("mesh?at=" + three.minusSeconds(1))), "before the first round");
  }

  @Test
  void whatWasNotMeasuredThenIsNoLossAndHasItsReason() throws Exception {
    Instant three = now.minusSeconds(7 * 3_600);
    post("p1", "p2", three, 0, 0, 0, 60);
    post("p2", "p1", three, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    post("p2", "p3", three, 0, 0, 0, 0);
    Gap gap = new Gap(three.plusSeconds(200), three.plusSeconds(3_000), Gap.CRASHED, "", 3);
    collector.post(TestingResults.upload("p1", now, List.of(), gap));
    Instant moment = three.plusSeconds(700);
    JsonObject mesh = json("mesh?at=" + moment);
    assertEquals("silent 520 1000000", pairs(mesh).get("p1 p2"));
    assertEquals("stale 520 0", pairs(mesh).get("p2 p3"), "its probe measures others");
    assertEquals("measured 40 0", pairs(mesh).get("p2 p1"));
    assertEquals("silent", probe(mesh, "p1").get("state").getAsString());
    assertEquals("crashed", probe(mesh, "p1").get("reason").getAsString());
    assertEquals("reporting", probe(mesh, "p2").get("state").getAsString());
    assertEquals("reporting", probe(mesh, "p3").get("state").getAsString(), "it measures nobody");
    String open = collector.get("/public/api/v1/data/mesh?at=" + moment).body();
    assertFalse(open.contains("crashed") || open.contains("age_s"), open);
    JsonObject later = json("mesh?at=" + three.plusSeconds(3 * 3_600));
    assertEquals("silent - null", pairs(later).get("p1 p2"), "measured that day, and not then");
  }

  @Test
  void whatCameInLateWasMeasured() throws Exception {
    post("p2", "p1", now.minusSeconds(600), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    collector.clock.move(Duration.ofHours(2));
    post("p1", "p2", now.minusSeconds(600), 0, 0, 6, 0, 0, 0, 0, 0, 0, 0);
    JsonObject mesh = json("mesh?at=" + now.minusSeconds(480));
    assertEquals("measured 0 100000", pairs(mesh).get("p1 p2"));
  }

  @Test
  void whereRoundsAreKeptNoMoreTheHourIsShown() throws Exception {
    Instant first = now.minusSeconds(1_800);
    post("p1", "p2", first, 0, 60, 0, 0);
    collector.keepHouse();
    for (int day = 1; day <= 4; day++) {
      collector.clock.move(Duration.ofDays(1));
      post("p1", "p2", collector.clock.instant(), 0);
      collector.keepHouse();
    }
    JsonObject mesh = json("mesh?at=" + first.plusSeconds(60));
    assertEquals("1h", mesh.get("resolution").getAsString());
    assertTrue(pairs(mesh).get("p1 p2").startsWith("measured"), pairs(mesh).toString());
    assertTrue(pairs(mesh).get("p1 p2").endsWith(" 250000"), pairs(mesh).toString());
  }

  @Test
  void aMomentIsNotOfTheFuture() throws Exception {
    for (String wrong :
        List.of(now.plusSeconds(60).toString(), "yesterday", "2026-11-22", "2026-11-22T03:00")) {
      assertEquals(400, collector.get("/api/v1/data/mesh?at=" + wrong).statusCode(), wrong);
    }
  }

  @Test
  void anHourIsPlayed() throws Exception {
    post("p1", "p2", now.minusSeconds(600), 0, 30, 60, 0);
    post("p2", "p1", now.minusSeconds(600), 0, 0, 0, 0);
    String time = "from=" + now.minusSeconds(660) + "&until=" + now.minusSeconds(240);
    JsonObject frames = json("frames?" + time);
    assertEquals(8, frames.get("moments").getAsInt());
    assertEquals(60, frames.get("step_s").getAsInt());
    for (JsonElement element : frames.getAsJsonArray("pairs")) {
      JsonArray pair = element.getAsJsonArray();
      if (probe(frames, pair.get(2)).equals("p1")) {
        assertEquals(
            "[null,0,500000,1000000,0,0,0,0]",
            pair.get(4).toString(),
            "a round stands for a while");
        assertEquals("[null,500,500,null,500,500,500,500]", pair.get(5).toString());
      }
    }
    JsonObject whole = json("frames?from=" + now.minusSeconds(660) + "&until=" + now);
    String losses = whole.getAsJsonArray("pairs").get(0).getAsJsonArray().get(4).toString();
    assertTrue(losses.endsWith("null,null,null]"), losses);
    assertEquals(0, json("frames?proto=6&" + time).getAsJsonArray("pairs").size());
    assertEquals(400, collector.get("/api/v1/data/frames?range=7h").statusCode());
    assertEquals(400, collector.get("/api/v1/data/frames?step=1s").statusCode());
  }

  @Test
  void whatIsPlayedHasABound() throws Exception {
    List<RoundResult> rows = new ArrayList<>();
    for (int i = 0; i < 1_400; i++) {
      rows.add(TestingResults.row(now, "t" + i, 0));
    }
    assertEquals(200, collector.post(TestingResults.upload("p1", now, rows)).statusCode());
    HttpResponse<String> answer = collector.get("/api/v1/data/frames?range=6h");
    assertEquals(400, answer.statusCode(), "1,400 pairs and 361 moments");
    assertTrue(answer.body().contains("a longer step"), answer.body());
    assertEquals(200, collector.get("/api/v1/data/frames?range=6h&step=5m").statusCode());
  }
}
