package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.ixpqos.model.wire.UploadAnswerReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The original's API: its paths, status codes and error bodies. */
class OriginalApiTest {
  private static final String PROBES =
      """
      {"probes": [{"name": "p1-ixpqos", "proto": 4, "address": "10.0.0.1"}]}
      """;

  @TempDir private Path directory;
  private TestingCollector collector;

  @BeforeEach
  void start() throws Exception {
    collector = new TestingCollector(directory);
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private static void assertAnswer(int status, String body, HttpResponse<String> answer) {
    assertEquals(body, answer.body());
    assertEquals(status, answer.statusCode());
    assertEquals("application/json", answer.headers().firstValue("Content-Type").orElse(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/conf/probes",
        "/backend/api/v1/conf/probes",
        "/api/v1/conf/schedule",
        "/api/v1/data/probe/p1-ixpqos/last"
      })
  void asksForAKey(String path) throws Exception {
    assertAnswer(400, "{\"error\":\"Please provide an API key\"}", collector.get(path));
    assertAnswer(
        403,
        "{\"error\":\"The provided API key is not valid\"}",
        collector.send(collector.request(path).header("X-API-Key", "wrong")));
  }

  @Test
  void asksAPosterForAKey() throws Exception {
    assertAnswer(
        400,
        "{\"error\":\"Please provide an API key\"}",
        collector.send(
            collector
                .request("/api/v1/data/probe-result")
                .POST(BodyPublishers.ofString("not even JSON"))));
    assertAnswer(
        403,
        "{\"error\":\"The provided API key is not valid\"}",
        collector.send(
            collector
                .request("/backend/api/v1/data/probe-result")
                .header("X-API-Key", TestingCollector.KEY + "x")
                .POST(BodyPublishers.ofString("{}"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1", "/backend/api/v1"})
  void handsOutTheListOfProbes(String api) throws Exception {
    String path = api + "/conf/probes";
    assertAnswer(
        404, "{\"error\":\"unable to retrieve list of probes\"}", collector.getKeyed(path));
    collector.write("probes.json", PROBES);
    assertAnswer(200, PROBES, collector.getKeyed(path));
  }

  @Test
  void handsOutTheLastGoodListAndReportsWhenItIsTheSame() throws Exception {
    collector.write("probes.json", PROBES);
    HttpResponse<String> first = collector.getKeyed("/api/v1/conf/probes");
    collector.write("probes.json", "{\"probes\": [{\"nmae\": 1}]}");
    HttpResponse<String> second =
        collector.send(
            collector
                .request("/api/v1/conf/probes")
                .header("X-API-Key", TestingCollector.KEY)
                .header("If-None-Match", first.headers().firstValue("ETag").orElseThrow()));
    assertEquals(304, second.statusCode());
    assertEquals(PROBES, collector.getKeyed("/api/v1/conf/probes").body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1", "/backend/api/v1"})
  void takesAnOriginalClientsRound(String api) throws Exception {
    String failed =
        """
        {"name": "p3-ixpqos", "proto": 4, "address": "10.0.0.3", "pinged": false, \
        "ping_min": null, "ping_max": null, "ping_avg": null, "ping_jitter": null, \
        "ping_loss": null}\
        """;
    HttpResponse<String> answer =
        collector.send(
            collector
                .request(api + "/data/probe-result")
                .header("X-API-Key", TestingCollector.KEY)
                .POST(
                    BodyPublishers.ofString(
                        TestingResults.originalUpload(
                            "p1-ixpqos", TestingResults.ORIGINAL, failed))));
    assertEquals(200, answer.statusCode());
    assertTrue(answer.body().startsWith("{\"status\":\"ok\","), answer.body());
    assertEquals(2, UploadAnswerReader.read(answer.body()).accepted());

    String last = collector.getKeyed(api + "/data/probe/p1-ixpqos/last").body();
    assertTrue(last.startsWith("{\"result\":{\"source\":\"p1-ixpqos\""), last);
    assertTrue(last.contains("\"ping_avg\":0.455"), last);
    assertTrue(last.contains("\"ping_loss\":null"), last);
  }

  @Test
  void knowsNoLastResultOfAStranger() throws Exception {
    assertAnswer(
        404,
        "{\"error\":\"no result of this probe\"}",
        collector.getKeyed("/api/v1/data/probe/nobody/last"));
  }

  @Test
  void refusesWhatIsNoUpload() throws Exception {
    assertAnswer(400, "{\"error\":\"broken JSON: it ends too early, at $\"}", collector.post(""));
    assertEquals(400, collector.post("{\"source\": \"p1\", \"probes\": [").statusCode());
    assertAnswer(
        400,
        "{\"error\":\"no source: the name of the probe that measured\"}",
        collector.post("{\"probes\": []}"));
  }

  @Test
  void reportsWhatIsNotThere() throws Exception {
    assertAnswer(
        404, "{\"error\":\"there is nothing at this path\"}", collector.get("/api/v1/nothing"));
    HttpResponse<String> wrong = collector.getKeyed("/api/v1/data/probe-result");
    assertAnswer(405, "{\"error\":\"allowed: POST\"}", wrong);
    assertEquals("POST", wrong.headers().firstValue("Allow").orElse(""));
  }

  @Test
  void showsNothingInternalForWhatIsNoRequest() throws Exception {
    HttpResponse<String> answer = collector.get("/api/v1/%2e%2e/%00");
    assertEquals(400, answer.statusCode());
    assertAnswer(400, "{\"error\":\"this is not a request that can be answered\"}", answer);
    assertTrue(answer.headers().firstValue("Server").isEmpty());
  }
}
