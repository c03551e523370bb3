package org.ixpqos.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import okio.GzipSource;
import okio.Okio;
import org.ixpqos.config.ConfigException;
import org.ixpqos.daemon.round.FakeEchoEngine;
import org.ixpqos.engine.resolve.NameResolver;
import org.ixpqos.model.StopReason;
import org.ixpqos.model.Upload;
import org.ixpqos.model.UploadAnswer;
import org.ixpqos.model.wire.UploadReader;
import org.ixpqos.model.wire.WireCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole daemon, with an engine that needs no network and a collector that is a stand-in. */
class DaemonTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir private Path directory;
  private final FakeEchoEngine engine = new FakeEchoEngine();
  private final MockWebServer collector = new MockWebServer();
  private final List<String> delivered = new CopyOnWriteArrayList<>();
  private final List<Upload> reported = new CopyOnWriteArrayList<>();
  private Daemon daemon;

  @BeforeEach
  void write() throws IOException {
    collector.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return take(request);
          }
        });
    collector.start();
    Files.writeString(directory.resolve("key"), "secret\n");
    Files.writeString(
        directory.resolve("daemon.json"),
        String.format(
            Locale.ROOT,
            """
            {"name": "p1",
             "collectors": [{"url": "http://127.0.0.1:%d", "keyFile": "%s"}],
             "buffer": {"directory": "%s"}, "status": {"port": 0}}
            """,
            collector.getPort(),
            directory.resolve("key"),
            directory.resolve("buffer")));
    probes("p1", "p2", "p3");
    schedule("{\"name\": \"mesh\", \"every\": \"1s\", \"count\": 5, \"interval\": \"100ms\"}");
  }

  private MockResponse take(RecordedRequest request) {
    try {
      String text = Okio.buffer(new GzipSource(new Buffer().write(request.getBody()))).readUtf8();
      UploadReader.Reading reading =
          new UploadReader(Instant.now(), Duration.ofDays(30)).read(new StringReader(text));
      reading.upload().rows().forEach(row -> delivered.add(row.schedule() + "/" + row.target()));
      reading.upload().gaps().forEach(gap -> delivered.add("gap/" + gap.reason()));
      reported.add(reading.upload());
      int entries = reading.upload().rows().size() + reading.upload().gaps().size();
      return new MockResponse.Builder()
          .body(WireCodec.encode(new UploadAnswer(entries, 0, reading.rejected(), Instant.now())))
          .build();
    } catch (IOException e) {
      return new MockResponse.Builder().code(400).body(String.valueOf(e)).build();
    }
  }

  private void probes(String... names) throws IOException {
    StringBuilder list = new StringBuilder();
    for (String name : names) {
      list.append(list.isEmpty() ? "" : ",")
          .append("{\"name\": \"" + name + "\", \"proto\": 4, \"address\": \"127.0.0.1\"}");
    }
    replace("probes.json", "{\"probes\": [" + list + "]}");
  }

  private void schedule(String entries) throws IOException {
    replace("schedule.json", "{\"schedule\": [" + entries + "]}");
  }

  /** As an editor does: a new file is renamed over the old. */
  private void replace(String file, String text) throws IOException {
    Path next = Files.writeString(directory.resolve(file + "~"), text);
    Files.move(next, directory.resolve(file), StandardCopyOption.ATOMIC_MOVE);
  }

  private void start() throws Exception {
    daemon =
        new Daemon(
            directory, engine, new NameResolver(Duration.ofMinutes(1), Duration.ofSeconds(1)));
    daemon.start();
  }

  @AfterEach
  void stop() {
    if (daemon != null) {
      daemon.close();
    }
    collector.close();
  }

  private interface Check {
    boolean holds() throws Exception;
  }

  private void await(Check check) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!check.holds()) {
      assertTrue(System.nanoTime() < end, () -> delivered + " " + engine.started.size());
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private String get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + daemon.statusPort() + path))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private JsonObject status() throws Exception {
    return JsonParser.parseString(get("/status")).getAsJsonObject();
  }

  @Test
  void theScheduleIsMeasuredAndDelivered() throws Exception {
    start();
    await(() -> delivered.contains("mesh/p2") && delivered.contains("mesh/p3"));
    assertTrue(delivered.stream().noneMatch(row -> row.endsWith("/p1")), delivered::toString);
    JsonObject status = status();
    assertEquals("p1", status.get("name").getAsString());
    assertEquals(2, status.getAsJsonArray("peers").size());
    assertTrue(
        get("/metrics").contains("ixpqos_upload_accepted_total{collector=\"main\"}"),
        get("/metrics"));
    assertTrue(get("/metrics").contains("ixpqos_buffer_entries "), get("/metrics"));
  }

  @Test
  void anEditIsLiveWithinTwoSeconds() throws Exception {
    start();
    await(() -> delivered.contains("mesh/p2"));
    long edited = System.nanoTime();
    probes("p1", "p2", "p3", "p4");
    schedule(
        "{\"name\": \"mesh\", \"every\": \"1s\", \"count\": 5, \"interval\": \"100ms\"},"
            + "{\"name\": \"second\", \"every\": \"1m\", \"count\": 2, \"interval\": \"10ms\"}");
    await(
        () ->
            engine.started.stream()
                .anyMatch(round -> round.request().intervalNanos() == 10_000_000));
    assertTrue(System.nanoTime() - edited < TimeUnit.SECONDS.toNanos(2));
    await(() -> delivered.contains("mesh/p4") && delivered.contains("second/p4"));
  }

  @Test
  void aBrokenEditIsReportedAndChangesNothing() throws Exception {
    start();
    await(() -> delivered.contains("mesh/p2"));
    String version = status().getAsJsonObject("configuration").get("version").getAsString();
    schedule("{\"name\": \"mesh\", \"evry\": \"1s\"}");
    await(() -> !status().getAsJsonObject("configuration").getAsJsonArray("problems").isEmpty());
    String problems =
        status().getAsJsonObject("configuration").getAsJsonArray("problems").toString();
    assertTrue(problems.contains("did you mean"), problems);
    assertTrue(problems.contains("$.schedule[0].evry"), problems);
    assertEquals(version, status().getAsJsonObject("configuration").get("version").getAsString());
    int started = engine.started.size();
    await(() -> engine.started.size() > started);
  }

  @Test
  void aDaemonThatComesBackReportsThatItWasAway() throws Exception {
    start();
    await(() -> delivered.contains("mesh/p2"));
    daemon.close();
    start();
    await(() -> delivered.contains("gap/stopped"));
  }

  @Test
  void stoppingDeliversWhatWasInFlight() throws Exception {
    engine.answering = false;
    start();
    await(() -> !engine.started.isEmpty());
    daemon.close();
    assertTrue(delivered.contains("mesh/p2"), delivered::toString);
    daemon = null;
  }

  /** On no host of a test's is there a job of systemd's for this. */
  @Test
  void theLastUploadReportsThatTheDaemonEndsAndNoneBeforeIt() throws Exception {
    start();
    await(() -> delivered.contains("mesh/p2"));
    daemon.close();
    daemon = null;
    Upload last = reported.get(reported.size() - 1);
    assertEquals("p1", last.source());
    assertEquals(List.of(), last.rows());
    assertEquals(StopReason.SIGNAL, last.health().stopping());
    assertEquals(Map.of("mesh", Duration.ofSeconds(1)), last.health().periods());
    assertEquals("", reported.get(0).health().stopping());
    assertEquals(reported.get(0).epoch(), last.epoch());
  }

  @Test
  void anUnconfiguredDaemonWaitsAndReportsWhatIsMissing() throws Exception {
    replace(
        "daemon.json",
        "{\"buffer\": {\"directory\": \"%s\"}, \"status\": {\"port\": 0}}"
            .formatted(directory.resolve("buffer")));
    start();
    String state = status().get("state").getAsString();
    assertTrue(state.contains("set \"name\" in daemon.json"), state);
    assertTrue(engine.started.isEmpty());
  }

  @Test
  void aSecondDaemonDoesNotTouchTheBufferOfTheFirst() throws Exception {
    start();
    IOException refused =
        assertThrows(
            IOException.class,
            () ->
                new Daemon(
                    directory,
                    engine,
                    new NameResolver(Duration.ofMinutes(1), Duration.ofSeconds(1))));
    assertTrue(
        refused.getMessage().contains("another process has the buffer open"), refused.getMessage());
    daemon.close();
    start();
  }

  @Test
  void aConfigurationThatCannotBeUsedIsAllErrorsAtOnce() throws Exception {
    replace("daemon.json", "{\"name\": \"p9\", \"colectors\": []}");
    schedule("{\"name\": \"mesh\", \"every\": \"1x\", \"count\": 0}");
    ConfigException refused = assertThrows(ConfigException.class, this::start);
    String all = refused.getMessage();
    for (String part :
        new String[] {
          "$.colectors",
          "did you mean \"collectors\"",
          "\"p9\", which probes.json does not list",
          "$.schedule[0].every",
          "$.schedule[0].count"
        }) {
      assertTrue(all.contains(part), part + " in " + all);
    }
  }
}
