package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboards ask: PromQL is run by a real VictoriaMetrics, Flux is held to the schema. */
@Timeout(90)
class GrafanaTest {
  private static final Path DASHBOARDS = Path.of("../grafana/dashboards");
  private static final Path VICTORIA_METRICS = Path.of("/usr/bin/victoria-metrics");

  private static final Set<String> FIELDS =
      Set.of(
          "min",
          "max",
          "avg",
          "jitter",
          "loss",
          "median",
          "ipdv",
          "pdv95",
          "sent",
          "received",
          "lost",
          "late",
          "send_errors",
          "not_sent",
          "local_drops",
          "duplicates",
          "reordered");

  private static final Set<String> TAGS = Set.of("source", "target", "status", "proto", "schedule");
  private static final Pattern FIELD = Pattern.compile("r\\._field == \"([^\"]*)\"");
  private static final Pattern COLUMN = Pattern.compile("\\br\\.([a-z_]+)");
  private static final Pattern SERIES = Pattern.compile("\\bPing_([a-z0-9_]+)");

  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir private Path directory;

  private record Query(String panel, String text, boolean range) {}

  private static List<Query> queries(String language, String key) throws IOException {
    List<Query> queries = new ArrayList<>();
    try (Stream<Path> files = Files.list(DASHBOARDS)) {
      for (Path file : files.sorted().toList()) {
        if (file.getFileName().toString().startsWith(language + "-")) {
          JsonObject board = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
          for (JsonElement panel : board.getAsJsonArray("panels")) {
            add(queries, file.getFileName() + ": ", panel.getAsJsonObject(), key);
          }
        }
      }
    }
    return queries;
  }

  private static void add(List<Query> queries, String file, JsonObject panel, String key) {
    for (JsonElement element : panel.getAsJsonArray("targets")) {
      JsonObject target = element.getAsJsonObject();
      boolean instant = target.has("instant") && target.get("instant").getAsBoolean();
      queries.add(
          new Query(
              file + panel.get("title").getAsString(), target.get(key).getAsString(), !instant));
    }
  }

  @Test
  void fluxAsksForWhatTheSchemaHas() throws IOException {
    List<Query> queries = queries("flux", "query");
    assertTrue(queries.size() >= 15);
    for (Query query : queries) {
      String text = query.text();
      assertTrue(text.contains("r._measurement == \"Ping\""), query.panel());
      Matcher field = FIELD.matcher(text);
      assertTrue(field.find(), query.panel());
      do {
        assertTrue(FIELDS.contains(field.group(1)), query.panel() + ": " + field.group(1));
      } while (field.find());
      Set<String> known = new HashSet<>(TAGS);
      known.addAll(
          Set.of("_measurement", "_field", "_value", "_time", "_value_now", "_value_usual"));
      Matcher column = COLUMN.matcher(text);
      while (column.find()) {
        assertTrue(known.contains(column.group(1)), query.panel() + ": " + column.group(1));
      }
      for (String pair : List.of("()", "{}", "[]")) {
        long open = text.chars().filter(c -> c == pair.charAt(0)).count();
        assertEquals(open, text.chars().filter(c -> c == pair.charAt(1)).count(), query.panel());
      }
    }
  }

  @Test
  void promqlAsksForWhatTheSchemaHas() throws IOException {
    for (Query query : queries("promql", "expr")) {
      Matcher series = SERIES.matcher(query.text());
      while (series.find()) {
        assertTrue(FIELDS.contains(series.group(1)), query.panel() + ": " + series.group(1));
      }
    }
  }

  @Test
  void everyPromqlFindsSomethingInARealVictoriaMetrics() throws Exception {
    assumeTrue(
        Files.isExecutable(VICTORIA_METRICS),
        "skipped: no VictoriaMetrics; apt install victoria-metrics");
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Process engine =
        new ProcessBuilder(
                VICTORIA_METRICS.toString(),
                "-httpListenAddr=127.0.0.1:" + port,
                "-storageDataPath=" + directory.resolve("engine"),
                "-memory.allowedBytes=64MB",
                "-search.latencyOffset=0s")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("engine.log").toFile())
            .start();
    try {
      URI uri = URI.create("http://127.0.0.1:" + port + "/");
      awaitHealth(uri, engine);
      fill(uri);
      for (Query query : queries("promql", "expr")) {
        assertFalse(ask(uri, query).isEmpty(), query + " finds nothing");
      }
    } finally {
      engine.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  private void awaitHealth(URI uri, Process engine) throws Exception {
    while (true) {
      try {
        client.send(HttpRequest.newBuilder(uri.resolve("health")).build(), BodyHandlers.ofString());
        return;
      } catch (IOException e) {
        assertTrue(engine.isAlive(), Files.readString(directory.resolve("engine.log")));
        engine.waitFor(50, TimeUnit.MILLISECONDS);
      }
    }
  }

  /**
   * Two probes over the last hour, one direction with loss, and the collector's metrics of them.
   */
  private void fill(URI uri) throws Exception {
    Instant now = Instant.now();
    StringBuilder lines = new StringBuilder();
    for (int minute = 0; minute < 60; minute++) {
      long time = now.minusSeconds(60L * minute).toEpochMilli();
      lines.append(line("p1", "p2", minute % 3, time)).append(line("p2", "p1", 1, time));
    }
    post(uri.resolve("write?precision=ms"), lines.toString());
    try (TestingCollector collector = new TestingCollector(directory)) {
      for (int minute = 3; minute >= 0; minute--) {
        Instant then = collector.clock.instant().minusSeconds(minute);
        collector.post(
            TestingResults.upload("p1", then, List.of(TestingResults.row(then, "p2", 1))));
        long at = now.minusSeconds(60L * minute).toEpochMilli();
        String metrics = collector.get("/metrics").body();
        post(uri.resolve("api/v1/import/prometheus?timestamp=" + at), metrics);
      }
    }
    client.send(
        HttpRequest.newBuilder(uri.resolve("internal/force_flush")).build(),
        BodyHandlers.discarding());
  }

  private static String line(String source, String target, int lost, long time) {
    return String.format(
        Locale.ROOT,
        "Ping,source=%s,target=%s,status=ok,proto=4,schedule=mesh min=0.4,max=0.7,avg=0.5,"
            + "jitter=0.05,loss=%s,median=0.5,ipdv=0.04,pdv95=0.2,sent=60,received=%d,lost=%d,"
            + "late=0,send_errors=0,not_sent=0,local_drops=0,duplicates=0,reordered=0 %d%n",
        source,
        target,
        lost / 60.0,
        60 - lost,
        lost,
        time);
  }

  private void post(URI uri, String body) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)).build(),
            BodyHandlers.ofString());
    assertEquals(204, answer.statusCode(), answer.body());
  }

  private JsonArray ask(URI uri, Query query) throws Exception {
    String text =
        query
            .text()
            .replace("$__interval", "60s")
            .replace("$__range", "3600s")
            .replace("$source", "p1")
            .replace("$target", "p2")
            .replace("$proto", ".*")
            .replace("$schedule", ".*");
    assertFalse(text.contains("$"), text);
    long now = Instant.now().getEpochSecond();
    String parameters = "query=" + URLEncoder.encode(text, StandardCharsets.UTF_8) + "&nocache=1";
    String path =
        query.range()
            ? "api/v1/query_range?step=60&start=" + (now - 3_600) + "&end=" + now + "&"
            : "api/v1/query?";
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(uri.resolve(path + parameters))
                .timeout(Duration.ofSeconds(20))
                .build(),
            BodyHandlers.ofString());
    assertEquals(200, answer.statusCode(), query + ": " + answer.body());
    return JsonParser.parseString(answer.body())
        .getAsJsonObject()
        .getAsJsonObject("data")
        .getAsJsonArray("result");
  }
}
