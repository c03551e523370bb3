package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.ixpqos.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is answered when the engine that history is read from is not well; a cluster's paths. */
@Timeout(60)
class EngineFaultsTest {
  private static final String LABELS =
      "\"proto\":\"4\",\"schedule\":\"mesh\",\"source\":\"p1\",\"target\":\"p2\"";

  private static final List<String> READS =
      List.of(
          "/api/v1/data/matrix",
          "/api/v1/data/mesh",
          "/api/v1/data/sums?range=1h",
          "/api/v1/data/series?source=p1&target=p2",
          "/api/v1/data/series?source=p1&target=p2&range=7d",
          "/api/v1/data/probe/p1/last",
          "/api/v1/data/probes");

  /** What the engine answers to a path. */
  private interface Engine {
    MockResponse to(String path);
  }

  @TempDir private Path directory;
  private final MockWebServer server = new MockWebServer();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private volatile Engine engine;
  private TestingCollector collector;

  @BeforeEach
  void start() throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            asked.add(
                request.getUrl().encodedPath() + " " + request.getHeaders().get("Authorization"));
            return engine.to(request.getUrl().encodedPath());
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    if (collector != null) {
      collector.close();
    }
    server.close();
  }

  private void collect(String more) throws Exception {
    collector =
        new TestingCollector(
            directory,
            "\"reads\": {\"type\": \"victoriametrics\", \"url\": \""
                + server.url("/select/7/prometheus")
                + "\""
                + more
                + "}");
  }

  private static MockResponse status(int code, String body) {
    return new MockResponse.Builder().code(code).body(body).build();
  }

  /** As a cluster of which one storage node is down. */
  private MockResponse part(String path) {
    String now = String.format(Locale.ROOT, "%d", collector.clock.instant().getEpochSecond());
    String sample = "\"metric\":{" + LABELS + ",\"field\":\"%s\"},\"%s\":%s";
    if (path.endsWith("/series")) {
      return status(200, "{\"status\":\"success\",\"isPartial\":true,\"data\":[{" + LABELS + "}]}");
    }
    if (path.endsWith("/query_range")) {
      String values = "[[" + now + ",\"60\"]]";
      return answer("matrix", "{" + sample.formatted("sent", "values", values) + "}");
    }
    List<String> samples = new ArrayList<>();
    for (String field : List.of("last", "last_loss", "last_sent")) {
      String value = "[" + now + ",\"" + now + "\"]";
      samples.add("{" + sample.formatted(field, "value", value) + "}");
    }
    for (String field : List.of("sent", "lost", "loss")) {
      samples.add("{" + sample.formatted(field, "value", "[" + now + ",\"0\"]") + "}");
    }
    return answer("vector", String.join(",", samples));
  }

  private static MockResponse answer(String type, String results) {
    return status(
        200,
        "{\"status\":\"success\",\"isPartial\":true,\"data\":{\"resultType\":\""
            + type
            + "\",\"result\":["
            + results
            + "]}}");
  }

  @Test
  void asksAClusterByItsPathsAndReportsWhenAPartOfItIsMissing() throws Exception {
    Files.writeString(directory.resolve("token"), "the-token\n");
    engine = this::part;
    collect(", \"tokenFile\": \"token\"");
    for (String path :
        List.of("matrix", "mesh", "sums?range=1h", "series?source=p1&target=p2&range=7d")) {
      HttpResponse<String> answer = collector.get("/api/v1/data/" + path);
      assertEquals(200, answer.statusCode(), answer.body());
      JsonObject found = JsonParser.parseString(answer.body()).getAsJsonObject();
      assertTrue(found.get("partial").getAsBoolean(), path);
    }
    for (String what : List.of("query", "query_range", "series")) {
      assertTrue(
          asked.contains("/select/7/prometheus/api/v1/" + what + " Bearer the-token"),
          asked.toString());
    }
    assertFalse(asked.toString().contains("null"), "each is asked with the token");
  }

  @Test
  void manyPagesThatAskForTheSameRangeAreOneQuestion() throws Exception {
    engine = this::part;
    collect("");
    for (int page = 0; page < 5; page++) {
      collector.clock.move(Duration.ofSeconds(1));
      assertEquals(200, collector.get("/api/v1/data/sums?range=24h").statusCode());
    }
    // what is usual is asked for by itself, as a range
    assertEquals(1, asked.stream().filter(one -> one.contains("/query ")).count());
  }

  @Test
  void asksAsAUser() throws Exception {
    Files.writeString(directory.resolve("password"), "pass:word\n");
    engine = this::part;
    collect(", \"user\": \"ixp\", \"passwordFile\": \"password\"");
    collector.get("/api/v1/data/sums");
    String user =
        Base64.getEncoder().encodeToString("ixp:pass:word".getBytes(StandardCharsets.US_ASCII));
    assertTrue(asked.contains("/select/7/prometheus/api/v1/query Basic " + user), asked::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "500 | cannot open /secret/path | fails",
        "401 | cannot open /secret/path | refuses the query",
        "422 | {\"status\":\"error\",\"error\":\"/secret/path: -search.maxUniqueTimeseries\"} |"
            + " refuses",
        "200 | <html>/secret/path</html> | sends responses that can't be read",
        "200 | {\"status\":\"error\",\"error\":\"/secret/path\"} | sends responses that can't be"
            + " read",
        "200 | {\"status\":\"success\",\"data\":{\"result\":[{\"metric\":{},\"value\":[1,2 |"
            + " responses that can't be read",
        "200 |"
            + " {\"status\":\"success\",\"data\":{\"result\":[{\"metric\":{},\"value\":[1,\"/secret/path\"]}]}}"
            + " | responses that can't be read",
      })
  void aFaultIsReportedWithoutWhatIsInsideAndResultsAreTaken(int code, String body, String said)
      throws Exception {
    engine = path -> status(code, body);
    collect("");
    String first = collector.get(READS.get(0)).body();
    // one that fails is left alone for some seconds
    assertTrue(first.contains(said) || first.contains("can't be reached"), first);
    for (String path : READS) {
      HttpResponse<String> answer = collector.getKeyed(path);
      assertEquals(503, answer.statusCode(), path + ": " + answer.body());
      assertTrue(answer.headers().firstValue("Retry-After").isPresent());
      assertFalse(answer.body().contains("secret"), answer.body());
    }
    assertPostsAreTaken();
  }

  private void assertPostsAreTaken() throws Exception {
    assertEquals(200, collector.get("/healthz").statusCode());
    String body =
        TestingResults.upload(
            "p1",
            collector.clock.instant(),
            List.of(TestingResults.row(collector.clock.instant(), "p2", 0)));
    assertEquals(200, collector.post(body).statusCode());
    assertEquals(200, collector.get("/metrics/mesh").statusCode());
  }

  @Test
  void aTokenThatIsNotThereIsReported() throws Exception {
    engine = this::part;
    collect(", \"tokenFile\": \"token\"");
    HttpResponse<String> answer = collector.get("/api/v1/data/sums");
    assertEquals(503, answer.statusCode());
    assertTrue(answer.body().contains("can't log in"), answer.body());
    assertEquals(List.of(), asked);
    assertPostsAreTaken();
  }

  @Test
  void anEngineThatIsDownIsReportedAndResultsAreTaken() throws Exception {
    collect("");
    server.close();
    for (String path : READS) {
      HttpResponse<String> answer = collector.getKeyed(path);
      assertEquals(503, answer.statusCode(), path);
      assertTrue(answer.body().contains("can't be reached"), answer.body());
    }
    assertPostsAreTaken();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"victoriametrics\" | $.reads: found \"victoriametrics\"; allowed: an object, {…}",
        "{\"url\": \"http://a\"} | $.reads.type: found nothing",
        "{\"type\": \"influxdb2\", \"url\": \"http://a\"} | $.reads.type: found \"influxdb2\";"
            + " allowed: \"victoriametrics\"",
        "{\"type\": \"victoriametrics\"} | $.reads.url: found nothing",
        "{\"type\": \"victoriametrics\", \"url\": \"ftp://a\"} | $.reads.url: found \"ftp://a\","
            + " which is no URL",
        "{\"type\": \"victoriametrics\", \"url\": \"http://u:p@a\"} | $.reads.url: found"
            + " \"http://u:p@a\", which has a user in it",
        "{\"type\": \"victoriametrics\", \"url\": \"http://a\", \"tokenfile\": \"x\"} |"
            + " $.reads.tokenfile: found an unknown key (did you mean \"tokenFile\"?)",
        "{\"type\": \"victoriametrics\", \"url\": \"http://a/api/v1\"} | $.reads.url: found"
            + " \"http://a/api/v1\"",
        "{\"type\": \"victoriametrics\", \"url\": \"http://a\", \"user\": \"y\"} |"
            + " $.reads.passwordFile: found nothing; allowed: \"user\" and",
        "{\"type\": \"victoriametrics\", \"url\": \"http://a\", \"tokenFile\": \"x\", \"user\":"
            + " \"y\", \"passwordFile\": \"z\"} | $.reads.tokenFile: found \"x\" and a \"user\";"
            + " allowed: either",
        "{\"type\": \"victoriametrics\", \"url\": \"http://a\", \"caFile\": \"none.pem\"} |"
            + " $.reads.caFile: found \"none.pem\", which can't be used",
      })
  void aWrongConfigurationIsReportedWithWhatIsAllowed(String reads, String problem)
      throws Exception {
    Files.writeString(directory.resolve("key"), "the-key");
    Files.writeString(
        directory.resolve(CollectorConfig.FILE),
        "{\"apiKeyFile\": \"key\", \"reads\": " + reads + "}");
    ConfigException e =
        Assertions.assertThrows(ConfigException.class, () -> CollectorConfig.read(directory));
    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }
}
