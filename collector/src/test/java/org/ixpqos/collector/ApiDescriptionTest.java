package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.ixpqos.collector.http.Access;
import org.ixpqos.collector.http.Route;
import org.ixpqos.model.Gap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The document describes the API. {@link TestingCollector} checks each response of each test
 * against it.
 */
class ApiDescriptionTest {
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

  /** Operations as the document has them: {@code get /api/v1/data/matrix READ}. */
  private static Set<String> described() {
    Set<String> operations = new TreeSet<>();
    JsonNode paths = DescribedApi.root().get("paths");
    for (Iterator<String> names = paths.fieldNames(); names.hasNext(); ) {
      String path = names.next();
      for (Iterator<String> verbs = paths.get(path).fieldNames(); verbs.hasNext(); ) {
        String verb = verbs.next();
        String security = paths.get(path).get(verb).get("security").toString();
        Access reader = security.contains("{}") ? Access.READ : Access.ADMIN;
        Access access =
            security.contains("key")
                ? Access.KEY
                : security.contains("login") ? reader : Access.OPEN;
        operations.add(verb + " " + path + " " + access);
      }
    }
    return operations;
  }

  @Test
  void everyRouteIsDescribedAndEveryDescribedOneIsThere() {
    Set<String> routes = new TreeSet<>();
    List<String> unknown = new ArrayList<>();
    for (Route route : collector.routes()) {
      DescribedApi.template(route.path().replace("*", "any"))
          .ifPresentOrElse(
              path ->
                  routes.add(
                      route.method().toLowerCase(Locale.ROOT) + " " + path + " " + route.access()),
              () -> unknown.add(route.path()));
    }
    assertEquals(List.of(), unknown, "routes that openapi.json does not have");
    assertEquals(described(), routes);
  }

  @Test
  void itIsServed() throws Exception {
    assertEquals(
        DescribedApi.root().toString(),
        new ObjectMapper().readTree(collector.get("/api/v1/openapi.json").body()).toString());
  }

  @Test
  void whatProbesSendIsAsDescribed() throws Exception {
    Instant now = collector.clock.instant();
    String upload = "/components/schemas/Upload";
    String failed =
        """
        {"name": "p3-ixpqos", "proto": 4, "address": "10.0.0.3", "pinged": false, \
        "ping_min": null, "ping_max": null, "ping_avg": null, "ping_jitter": null, \
        "ping_loss": null}\
        """;
    String ours =
        TestingResults.upload(
            "p1",
            now,
            List.of(TestingResults.row(now, "p2", 0), TestingResults.row(now, "p3", 60)),
            new Gap(now.minusSeconds(90), now.minusSeconds(30), Gap.STOPPED, "", 1));
    for (String body :
        List.of(TestingResults.originalUpload("p1", TestingResults.ORIGINAL, failed), ours)) {
      assertEquals(Set.of(), DescribedApi.problems(upload, body), body);
      assertEquals(200, collector.post(body).statusCode());
    }
    assertFalse(DescribedApi.problems(upload, "{\"source\": \"p1\"}").isEmpty());
  }

  @Test
  void everyKindOfAnswerIsAskedForOnce() throws Exception {
    collector.write(
        "probes.json",
        "{\"probes\": [{\"name\": \"p1\", \"proto\": 4, \"address\": \"10.0.0.1\"}]}");
    collector.write("schedule.json", "{\"schedule\": [{\"name\": \"mesh\", \"every\": \"1m\"}]}");
    collector.post(
        TestingResults.upload(
            "p1",
            collector.clock.instant(),
            List.of(TestingResults.row(collector.clock.instant(), "p2", 3))));
    String series = "/api/v1/data/series?source=p1&target=p2";
    for (String path :
        List.of(
            "/",
            "/page.js",
            "/icon.svg",
            "/no-such-file",
            "/metrics",
            "/healthz",
            "/api/v1/data/matrix",
            "/api/v1/data/matrix?range=1x",
            "/api/v1/data/mesh",
            "/api/v1/data/sums?range=1d",
            "/api/v1/data/events?range=1d",
            "/api/v1/data/probes",
            "/backend/api/v1/data/matrix?range=1d",
            series,
            series + "&range=30d",
            series + "&range=400d",
            series + "&proto=5",
            "/api/v1/data/series?source=p1&target=nobody")) {
      assertTrue(collector.get(path).statusCode() > 0, path);
      assertTrue(
          collector
                  .send(collector.request(path).method("HEAD", BodyPublishers.noBody()))
                  .statusCode()
              > 0,
          path);
    }
    for (String list :
        List.of(
            "conf/probes", "conf/schedule", "conf/running", "conf/status", "data/probe/p1/last")) {
      assertEquals(200, collector.getKeyed("/api/v1/" + list).statusCode());
    }
    assertEquals(
        405, collector.send(collector.request("/api/v1/data/matrix").DELETE()).statusCode());
  }
}
