package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.ixpqos.model.Gap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the page asks. */
class ReadsTest {
  @TempDir private Path directory;
  private TestingCollector collector;
  private Instant now;

  @BeforeEach
  void start() throws Exception {
    collector = new TestingCollector(directory);
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

  private static JsonObject named(JsonArray array, String key, String value) {
    for (JsonElement element : array) {
      if (element.getAsJsonObject().get(key).getAsString().equals(value)) {
        return element.getAsJsonObject();
      }
    }
    throw new AssertionError("no " + key + " " + value + " in " + array);
  }

  private JsonObject probe(String name) throws Exception {
    return named(json("/api/v1/data/matrix").getAsJsonArray("probes"), "name", name);
  }

  private JsonObject pair(String target) throws Exception {
    return named(json("/api/v1/data/matrix").getAsJsonArray("pairs"), "target", target);
  }

  @Test
  void theMatrixHasTheNewestRoundAndTheSumOfTheRange() throws Exception {
    collector.post(
        TestingResults.upload(
            "p1",
            now.plusMillis(20),
            List.of(
                TestingResults.row(now.minusSeconds(120), "p2", 12),
                TestingResults.row(now.minusSeconds(60), "p2", 0),
                TestingResults.row(now.minusSeconds(6_000), "p2", 30))));
    JsonObject pair = pair("p2");
    assertEquals("measured", pair.get("state").getAsString());
    assertEquals(60, pair.get("age_s").getAsDouble());
    assertEquals(0, pair.get("loss").getAsDouble());
    assertEquals(0.5, pair.get("median").getAsDouble());
    JsonObject sum = pair.getAsJsonObject("sum");
    assertEquals(120, sum.get("sent").getAsLong());
    assertEquals(0.1, sum.get("loss").getAsDouble());
    assertEquals(0.5, sum.get("median").getAsDouble(), 0.5 * 0.026);
    JsonObject hour =
        named(json("/api/v1/data/matrix?range=2h").getAsJsonArray("pairs"), "target", "p2");
    assertEquals(180, hour.getAsJsonObject("sum").get("sent").getAsLong());

    assertEquals("reporting", probe("p1").get("state").getAsString());
    assertEquals("ROM1", probe("p1").get("site").getAsString());
    assertEquals(20, probe("p1").get("skew_ms").getAsDouble());
    assertEquals("never", probe("p9").get("state").getAsString());
  }

  @Test
  void aSilentProbeIsSilentAndItsPairsAreNoLoss() throws Exception {
    collector.post(
        TestingResults.upload(
            "p1",
            now,
            List.of(
                TestingResults.row(now.minusSeconds(120), "p2", 60),
                TestingResults.row(now.minusSeconds(60), "p2", 60))));
    assertEquals("measured", pair("p2").get("state").getAsString());
    collector.clock.move(Duration.ofSeconds(191));
    assertEquals("silent", probe("p1").get("state").getAsString());
    assertEquals("silent", pair("p2").get("state").getAsString());
  }

  @Test
  void aPairWithoutNewRoundsIsStaleWhileItsProbeTalks() throws Exception {
    collector.post(
        TestingResults.upload(
            "p1",
            now,
            List.of(
                TestingResults.row(now.minusSeconds(120), "p2", 0),
                TestingResults.row(now.minusSeconds(60), "p2", 0))));
    collector.clock.move(Duration.ofSeconds(131));
    collector.post(
        TestingResults.upload(
            "p1", now, List.of(TestingResults.row(collector.clock.instant(), "p3", 0))));
    assertEquals("stale", pair("p2").get("state").getAsString());
    assertEquals("measured", pair("p3").get("state").getAsString());
  }

  @Test
  void whatWasNotMeasuredIsUnknownAndHasNoLoss() throws Exception {
    collector.post(
        TestingResults.originalUpload(
            "p1", "{\"name\": \"p2\", \"proto\": 4, \"address\": \"a\", \"pinged\": false}"));
    JsonObject pair = pair("p2");
    assertEquals("unknown", pair.get("state").getAsString());
    assertFalse(pair.has("loss") && !pair.get("loss").isJsonNull());
  }

  @Test
  void aSeriesHasItsRoundsInOrderAndItsGapsApart() throws Exception {
    Gap gap = new Gap(now.minusSeconds(300), now.minusSeconds(120), Gap.CRASHED, "", 3);
    collector.post(
        TestingResults.upload(
            "p1",
            now,
            List.of(
                TestingResults.row(now.minusSeconds(60), "p2", 60),
                TestingResults.row(now.minusSeconds(360), "p2", 3)),
            gap));
    JsonObject answer =
        json("/api/v1/data/series?source=p1&target=p2&range=10m&proto=4&schedule=mesh");
    JsonArray points =
        answer.getAsJsonArray("series").get(0).getAsJsonObject().getAsJsonArray("points");
    assertEquals(2, points.size());
    JsonObject first = points.get(0).getAsJsonObject();
    assertEquals("2026-11-22T09:54:00.000000Z", first.get("time").getAsString());
    assertEquals(0.05, first.get("loss").getAsDouble());
    assertEquals(11, first.getAsJsonArray("quantiles").size());
    JsonObject second = points.get(1).getAsJsonObject();
    assertEquals(1, second.get("loss").getAsDouble());
    assertFalse(second.has("median"));
    JsonObject found = answer.getAsJsonArray("gaps").get(0).getAsJsonObject();
    assertEquals("crashed", found.get("reason").getAsString());
    assertEquals(
        404, collector.get("/api/v1/data/series?source=p1&target=p2&proto=6").statusCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "matrix?range=soon | 400 | range: found \"soon\"; allowed: a whole number with s, m, h or"
            + " d, from 10s to",
        "matrix?range=1s | 400 | range: found \"1s\"",
        "matrix?rnge=1h | 400 | rnge: found an unknown parameter (did you mean \"range\"?);"
            + " allowed: range",
        "matrix?range=1h&range=2h | 400 | range: found twice",
        "matrix?range=%ff | 400 | the query can't be decoded",
        "series | 400 | source: found nothing; allowed: the name",
        "series?source=a | 400 | target: found nothing",
        "series?source=a&target=b&proto=5 | 400 | proto: found \"5\"; allowed: 4 or 6",
        "series?source=a&target=b | 404 | nothing was measured",
      })
  void reportsWhatMayBeAsked(String question, int status, String error) throws Exception {
    HttpResponse<String> answer = collector.get("/api/v1/data/" + question);
    assertEquals(status, answer.statusCode());
    String said =
        JsonParser.parseString(answer.body()).getAsJsonObject().get("error").getAsString();
    assertTrue(said.startsWith(error), said);
  }

  @Test
  void servesThePageWithHeadersThatKeepItToItself() throws Exception {
    for (String file : List.of("", "page.css", "page.js", "smoke.js", "format.js", "icon.svg")) {
      HttpResponse<String> answer = collector.get("/" + file);
      assertEquals(200, answer.statusCode(), file);
      assertTrue(
          answer
              .headers()
              .firstValue("Content-Security-Policy")
              .orElse("")
              .startsWith("default-src 'none'"));
      assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
      assertEquals("no-cache", answer.headers().firstValue("Cache-Control").orElse(""));
      assertFalse(answer.body().contains("https://"), file + " names another host");
      HttpResponse<String> again =
          collector.send(
              collector
                  .request("/" + file)
                  .header("If-None-Match", answer.headers().firstValue("ETag").orElseThrow()));
      assertEquals(304, again.statusCode());
    }
    assertEquals(
        "text/html; charset=utf-8",
        collector.get("/").headers().firstValue("Content-Type").orElse(""));
  }

  /** What the page loads is kept by a browser for good, and never across an upgrade. */
  @Test
  void thePageNamesItsFilesByTheirVersion() throws Exception {
    String page = collector.get("/").body();
    assertEquals("no-cache", collector.get("/").headers().firstValue("Cache-Control").orElse(""));
    Matcher named = Pattern.compile("(?:href|src)=\"(v/[0-9a-f]{16}/[^\"]+)\"").matcher(page);
    List<String> files = named.results().map(found -> found.group(1)).toList();
    assertTrue(files.size() > 20, files.toString());
    assertFalse(page.matches("(?s).*(?:href|src)=\"[^\"/]+\\.(?:js|css|svg)\".*"), page);
    for (String file : files) {
      HttpResponse<String> answer = collector.get("/" + file);
      assertEquals(200, answer.statusCode(), file);
      assertEquals(
          "max-age=31536000, immutable",
          answer.headers().firstValue("Cache-Control").orElse(""),
          file);
    }
    String other = "/v/0000000000000000/page.js";
    assertEquals(collector.get("/page.js").body(), collector.get(other).body());
    assertEquals("no-cache", collector.get(other).headers().firstValue("Cache-Control").orElse(""));
    assertEquals(404, collector.get("/v/0000000000000000/nothing.js").statusCode());
  }

  @Test
  void whoTakesGzipGetsThePageSmaller() throws Exception {
    HttpRequest.Builder request =
        collector.request("/uPlot.iife.min.js").header("Accept-Encoding", "gzip, deflate, br");
    HttpResponse<byte[]> small =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    assertEquals("gzip", small.headers().firstValue("Content-Encoding").orElse(""));
    HttpResponse<String> plain = collector.get("/uPlot.iife.min.js");
    assertEquals("Accept-Encoding", plain.headers().firstValue("Vary").orElse(""));
    String text =
        new String(
            new GZIPInputStream(new ByteArrayInputStream(small.body())).readAllBytes(),
            StandardCharsets.UTF_8);
    assertEquals(plain.body(), text);
    assertTrue(small.body().length * 2 < text.length());
    String etag = small.headers().firstValue("ETag").orElseThrow();
    assertNotEquals(plain.headers().firstValue("ETag").orElseThrow(), etag);
    assertEquals(304, collector.send(request.header("If-None-Match", etag)).statusCode());
  }

  @Test
  void uplotIsTheVersionOfItsNote() throws Exception {
    String note = collector.get("/uPlot-LICENSE.txt").body();
    for (String file : List.of("uPlot.iife.min.js", "uPlot.min.css")) {
      byte[] bytes = collector.get("/" + file).body().getBytes(StandardCharsets.UTF_8);
      String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      assertTrue(note.contains(hash + "  " + file), file);
    }
  }

  @Test
  void reportsItsHealthAndWhatItCounts() throws Exception {
    assertEquals("{\"status\":\"ok\"}", collector.get("/healthz").body());
    collector.post(
        TestingResults.upload("p1", now.plusSeconds(2), List.of(TestingResults.row(now, "p2", 0))));
    collector.get("/api/v1/none");
    String metrics = collector.get("/metrics").body();
    for (String line :
        List.of(
            "ixpqos_collector_rows_total{outcome=\"accepted\"} 1.0",
            "ixpqos_collector_requests_total{code=\"404\",method=\"GET\"} 1.0",
            "ixpqos_collector_commit_seconds_count 1",
            "ixpqos_collector_queue_depth 0.0",
            "ixpqos_probe_clock_skew_seconds{probe=\"p1\"} 2.0",
            "ixpqos_probe_last_seen_seconds{probe=\"p1\"} " + now.getEpochSecond() / 1e9 + "E9")) {
      assertTrue(metrics.contains(line), line + " is not in\n" + metrics);
    }
  }

  @Test
  void reportsTheNewestRoundOfEachPairToPrometheusOnce() throws Exception {
    Instant old = now.minusSeconds(3_600);
    collector.post(TestingResults.upload("p1", now, List.of(TestingResults.row(old, "gone", 0))));
    collector.post(TestingResults.upload("p1", now, List.of(TestingResults.row(now, "p2", 3))));
    collector.post(TestingResults.upload("p1", now, List.of(TestingResults.row(now, "down", 60))));
    String metrics = collector.get("/metrics/mesh").body();
    assertEquals(metrics, collector.get("/metrics/mesh").body());
    String labels = "{proto=\"4\",schedule=\"mesh\",source=\"p1\",status=\"ok\",target=\"%s\"} ";
    for (String line :
        List.of(
            "Ping_loss" + labels.formatted("p2") + "0.05 " + now.toEpochMilli(),
            "Ping_median" + labels.formatted("p2") + "0.5 " + now.toEpochMilli(),
            "Ping_lost" + labels.formatted("p2") + "3.0 " + now.toEpochMilli(),
            "Ping_loss" + labels.formatted("down") + "1.0 " + now.toEpochMilli())) {
      assertTrue(metrics.contains(line), line + " is not in\n" + metrics);
    }
    assertFalse(metrics.contains("Ping_median" + labels.formatted("down")), "no reply, no time");
    assertFalse(metrics.contains("gone"), "what is of the past is told no more");
  }
}
