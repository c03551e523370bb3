package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.ixpqos.model.Gap;
import org.ixpqos.model.RoundResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the page asks: mesh, sums, events, probes, live. */
@Timeout(60)
class PageReadsTest {
  @TempDir private Path directory;
  private TestingCollector collector;
  private Instant now;

  @BeforeEach
  void start() throws Exception {
    collector = new TestingCollector(directory, "\"publicPage\": true");
    now = collector.clock.instant();
    collector.write(
        "probes.json",
        """
        {"probes": [{"name": "p1", "proto": 4, "address": "10.0.0.1", "site": "ROM1"},
                    {"name": "p9", "proto": 4, "address": "10.0.0.9"}]}\
        """);
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private JsonObject json(String path) throws Exception {
    HttpResponse<String> answer = collector.get(path);
    assertEquals(200, answer.statusCode(), answer.body());
    return JsonParser.parseString(answer.body()).getAsJsonObject();
  }

  private void post(Instant sentAt, RoundResult... rows) throws Exception {
    assertEquals(
        200, collector.post(TestingResults.upload("p1", sentAt, List.of(rows))).statusCode());
  }

  private String stateOfFirstPair() throws Exception {
    JsonObject mesh = json("/api/v1/data/mesh");
    int state = mesh.getAsJsonArray("pairs").get(0).getAsJsonArray().get(4).getAsInt();
    return mesh.getAsJsonArray("states").get(state).getAsString();
  }

  @Test
  void theMeshHasTheNewestRoundOfEachPairAlsoAfterARestart() throws Exception {
    post(
        now,
        TestingResults.row(now.minusSeconds(120), "p2", 12),
        TestingResults.row(now.minusSeconds(60), "p2", 3),
        TestingResults.row(now.minusSeconds(180), "p2", 60));
    JsonArray pair = awaitMesh(1).getAsJsonArray("pairs").get(0).getAsJsonArray();
    assertEquals(4, pair.get(0).getAsInt());
    assertEquals(60_000, pair.get(5).getAsLong());
    assertEquals(50_000, pair.get(6).getAsLong());
    assertEquals(500, pair.get(7).getAsLong());
    collector.close();
    collector = new TestingCollector(directory, "\"publicPage\": true");
    JsonObject mesh = json("/api/v1/data/mesh");
    JsonArray again = mesh.getAsJsonArray("pairs").get(0).getAsJsonArray();
    for (int i = 0; i < 8; i++) {
      assertEquals(pair.get(i), again.get(i), "what is usual, the ninth, takes a moment");
    }
    assertEquals("[\"mesh\"]", mesh.getAsJsonArray("schedules").toString());
    assertEquals(3, mesh.getAsJsonArray("probes").size());
  }

  /** What was stored is in the mesh a moment later. */
  private JsonObject awaitMesh(int pairs) throws Exception {
    JsonObject mesh = json("/api/v1/data/mesh");
    while (mesh.getAsJsonArray("pairs").size() < pairs) {
      mesh = json("/api/v1/data/mesh");
    }
    return mesh;
  }

  @Test
  void aPairThatIsNoMoreConfiguredEndsAndIsForgotten() throws Exception {
    post(now, TestingResults.row(now.minusSeconds(60), "p2", 0), TestingResults.row(now, "p2", 0));
    awaitMesh(1);
    collector.clock.move(Duration.ofMinutes(5));
    collector.post(
        TestingResults.upload("p1", collector.clock.instant(), "0123456789ab", List.of()));
    assertEquals("stale", stateOfFirstPair());
    collector.post(
        TestingResults.upload("p1", collector.clock.instant(), "ba9876543210", List.of()));
    assertEquals("ended", stateOfFirstPair());
    JsonObject probe =
        json("/api/v1/data/probes").getAsJsonArray("probes").get(0).getAsJsonObject();
    assertEquals(2, probe.getAsJsonArray("configurations").size());
    collector.clock.move(Duration.ofHours(1));
    collector.post(
        TestingResults.upload("p1", collector.clock.instant(), "ba9876543210", List.of()));
    assertEquals(0, json("/api/v1/data/mesh").getAsJsonArray("pairs").size());
  }

  @Test
  void sumsAddUpTheRange() throws Exception {
    post(
        now,
        TestingResults.row(now.minusSeconds(120), "p2", 12),
        TestingResults.row(now.minusSeconds(60), "p2", 0));
    JsonArray pair =
        json("/api/v1/data/sums?range=10m").getAsJsonArray("pairs").get(0).getAsJsonArray();
    assertEquals(0.1, pair.get(4).getAsDouble());
    assertEquals(120, pair.get(7).getAsInt());
    assertEquals(12, pair.get(8).getAsInt());
  }

  @Test
  void statisticsHaveTheirOlderName() throws Exception {
    post(now, TestingResults.row(now.minusSeconds(60), "p2", 0));
    assertEquals(json("/api/v1/data/sums"), json("/api/v1/data/statistics"));
  }

  @Test
  void everyRangeMayBeginAndEndAnywhere() throws Exception {
    List<RoundResult> rounds =
        List.of(
            TestingResults.row(now.minusSeconds(7_260), "p2", 30),
            TestingResults.row(now.minusSeconds(7_200), "p2", 12),
            TestingResults.row(now.minusSeconds(60), "p2", 0));
    Gap gap = new Gap(now.minusSeconds(7_300), now.minusSeconds(7_250), Gap.CRASHED, "", 3);
    collector.post(TestingResults.upload("p1", now, rounds, gap));
    String past = "from=" + now.minusSeconds(7_320) + "&until=" + now.minusSeconds(7_200);
    JsonObject statistics = json("/api/v1/data/statistics?" + past);
    JsonArray pair = statistics.getAsJsonArray("pairs").get(0).getAsJsonArray();
    assertEquals(60, pair.get(7).getAsInt());
    assertEquals(30, pair.get(8).getAsInt());
    assertEquals("2m", statistics.get("range").getAsString());
    JsonObject sum =
        json("/api/v1/data/matrix?" + past)
            .getAsJsonArray("pairs")
            .get(0)
            .getAsJsonObject()
            .getAsJsonObject("sum");
    assertEquals(30, sum.get("lost").getAsInt());
    assertEquals(2, json("/api/v1/data/events?" + past).get("total").getAsInt());
    assertEquals(1, json("/api/v1/data/events?kind=loss&" + past).get("total").getAsInt());
    assertEquals(1, json("/api/v1/data/events?kind=gap&" + past).get("total").getAsInt());
    assertEquals(
        now.minusSeconds(10_800),
        Instant.parse(statistics.get("first").getAsString()),
        "the hour of the first round");
    assertEquals(1, gaps("/api/v1/data/probes?" + past));
    assertEquals(0, gaps("/api/v1/data/probes?range=1h"));
    for (String what : List.of("statistics", "sums", "matrix", "events", "probes")) {
      for (String wrong : List.of("from=" + now, "until=" + now, "from=soon&until=" + now)) {
        assertEquals(400, collector.get("/api/v1/data/" + what + "?" + wrong).statusCode(), what);
      }
    }
  }

  private int gaps(String path) throws Exception {
    JsonObject probe = json(path).getAsJsonArray("probes").get(0).getAsJsonObject();
    return probe.getAsJsonArray("gaps").size();
  }

  @Test
  void eventsAreFilteredAndSayWhetherTheyGoOn() throws Exception {
    post(
        now,
        TestingResults.row(now.minusSeconds(900), "p2", 12),
        TestingResults.row(now.minusSeconds(840), "p2", 0),
        TestingResults.row(now.minusSeconds(120), "p2", 6),
        TestingResults.row(now.minusSeconds(60), "p2", 12));
    JsonObject all = json("/api/v1/data/events?range=1h");
    assertEquals(2, all.get("total").getAsInt());
    JsonObject newest = all.getAsJsonArray("events").get(0).getAsJsonObject();
    assertTrue(newest.get("open").getAsBoolean());
    assertEquals(0.2, newest.get("worst").getAsDouble());
    assertEquals(18, newest.get("lost").getAsInt());
    assertEquals("2026-11-22T09:58:00.000000Z", newest.get("from").getAsString());
    assertEquals(1, json("/api/v1/data/events?open=true").get("total").getAsInt());
    assertEquals(1, json("/api/v1/data/events?least=2").get("total").getAsInt());
    assertEquals(2, json("/api/v1/data/events?probe=p2").get("total").getAsInt());
    assertEquals(0, json("/api/v1/data/events?probe=p3").get("total").getAsInt());
    assertEquals(0, json("/api/v1/data/events?kind=latency").get("total").getAsInt());
    assertEquals(400, collector.get("/api/v1/data/events?kind=noise").statusCode());
  }

  @Test
  void probesTellTheirHealthAndTheirGaps() throws Exception {
    Gap gap = new Gap(now.minusSeconds(300), now.minusSeconds(120), Gap.CRASHED, "", 3);
    collector.post(
        TestingResults.upload(
            "p1", now.plusMillis(30), List.of(TestingResults.row(now, "p2", 0)), gap));
    awaitMesh(1);
    JsonArray probes = json("/api/v1/data/probes").getAsJsonArray("probes");
    JsonObject p1 = probes.get(0).getAsJsonObject();
    assertEquals("reporting", p1.get("state").getAsString());
    assertEquals(30, p1.get("skew_ms").getAsDouble());
    assertEquals(150, p1.getAsJsonObject("clock").get("error_us").getAsLong());
    assertEquals("[\"10.0.0.1\"]", p1.getAsJsonArray("addresses").toString());
    assertEquals(
        "crashed", p1.getAsJsonArray("gaps").get(0).getAsJsonObject().get("reason").getAsString());
    assertEquals("never", probes.get(2).getAsJsonObject().get("state").getAsString());
    collector.clock.move(Duration.ofMinutes(20));
    probes = json("/api/v1/data/probes").getAsJsonArray("probes");
    assertEquals("silent", probes.get(0).getAsJsonObject().get("state").getAsString());
  }

  @Test
  void aSeriesMayBeOfAnyTime() throws Exception {
    post(
        now,
        TestingResults.row(now.minusSeconds(7_200), "p2", 12),
        TestingResults.row(now.minusSeconds(60), "p2", 0));
    String pair = "/api/v1/data/series?source=p1&target=p2";
    JsonObject answer = json(pair + "&from=2026-11-22T07:00:00Z&until=2026-11-22T09:00:00Z");
    JsonArray points =
        answer.getAsJsonArray("series").get(0).getAsJsonObject().getAsJsonArray("points");
    assertEquals(1, points.size());
    JsonObject round = points.get(0).getAsJsonObject();
    assertEquals("10.0.0.2", round.get("address").getAsString());
    assertEquals("kernel-rx", round.get("timestamps").getAsString());
    assertEquals(1, round.getAsJsonArray("reasons").size());
    for (String wrong :
        List.of(
            "&from=2026-11-22T07:00:00Z",
            "&until=2026-11-22T07:00:00Z",
            "&from=2026-11-22T07:00:00Z&until=2026-11-22T07:00:00Z",
            "&from=2020-11-22T07:00:00Z&until=2026-11-22T07:00:00Z",
            "&from=yesterday")) {
      assertEquals(400, collector.get(pair + wrong).statusCode(), wrong);
    }
  }

  @Test
  void whatIsForEverybodyHasNoAddressesAndNoHealth() throws Exception {
    Gap gap = new Gap(now.minusSeconds(300), now.minusSeconds(120), Gap.CRASHED, "", 3);
    collector.post(
        TestingResults.upload(
            "p1", now, List.of(TestingResults.row(now.minusSeconds(5), "p2", 3)), gap));
    awaitMesh(1);
    for (String path :
        List.of(
            "mesh",
            "mesh?at=" + now,
            "mesh?at=" + now.minusSeconds(200),
            "frames",
            "sums",
            "events",
            "series?source=p1&target=p2&range=10m&schedule=mesh")) {
      HttpResponse<String> answer = collector.get("/public/api/v1/data/" + path);
      assertEquals(200, answer.statusCode(), path);
      for (String secret : List.of("10.0.0.", "crashed", "host-unreachable", "backlog", "skew")) {
        assertFalse(answer.body().contains(secret), path + " tells " + secret + answer.body());
      }
    }
    assertTrue(collector.get("/public/api/v1/data/mesh").body().contains("\"public\":true"));
    for (String path :
        List.of("api/v1/data/probes", "api/v1/data/matrix", "api/v1/conf/probes", "metrics")) {
      assertEquals(404, collector.get("/public/" + path).statusCode(), path);
    }
    assertEquals(200, collector.get("/public/").statusCode());
  }

  @Test
  void whatIsStoredIsReportedAtOnceToWhoListens() throws Exception {
    HttpResponse<InputStream> stream =
        HttpClient.newHttpClient()
            .send(collector.request("/api/v1/data/live").build(), BodyHandlers.ofInputStream());
    assertEquals(200, stream.statusCode());
    assertEquals("text/event-stream", stream.headers().firstValue("Content-Type").orElse(""));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      assertEquals("retry: 1000", lines.readLine());
      post(
          now, TestingResults.row(now, "p2", 3), TestingResults.row(now.minusSeconds(60), "p2", 0));
      String line = lines.readLine();
      while (!line.equals("event: rounds")) {
        line = lines.readLine();
      }
      assertEquals(
          "data: {\"source\":\"p1\",\"rounds\":[[\"p2\",4,\"mesh\","
              + now.toEpochMilli()
              + ",0.05,0.5,false]]}",
          lines.readLine());
    }
  }

  @Test
  void aCollectorStopsWhileSomebodyListens() throws Exception {
    HttpResponse<InputStream> stream =
        HttpClient.newHttpClient()
            .send(collector.request("/api/v1/data/live").build(), BodyHandlers.ofInputStream());
    long started = System.nanoTime();
    collector.close();
    assertTrue(System.nanoTime() - started < Duration.ofSeconds(5).toNanos());
    assertTrue(new String(stream.body().readAllBytes(), StandardCharsets.UTF_8).contains("retry"));
    collector = new TestingCollector(directory, "\"publicPage\": true");
  }
}
