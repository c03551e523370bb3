package org.ixpqos.collector.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.collector.TestingCertificate;
import org.ixpqos.collector.TestingCollector;
import org.ixpqos.collector.TestingResults;
import org.ixpqos.collector.access.ProbeKeyFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** One screen about a collector that runs, and its exit code. */
@Timeout(60)
class StatusCommandTest {
  private static final String LISTS =
      """
      {"probes": [{"name": "p1", "proto": 4, "address": "10.0.0.1"},
                  {"name": "p2", "proto": 4, "address": "10.0.0.2"},
                  {"name": "p3", "proto": 4, "address": "10.0.0.3"}]}
      """;

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Path config, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] all = new String[arguments.length + 2];
    all[0] = "status";
    all[1] = "--config=" + config;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return new CommandLine(new CollectorCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(
            (failure, line, parsed) -> {
              if (failure instanceof CommandFailure known) {
                err.append(known.getMessage());
                return known.exitCode();
              }
              throw failure;
            })
        .execute(all);
  }

  private static String port(TestingCollector collector) {
    return "--port=" + collector.uri().getPort();
  }

  private static void publish(TestingCollector collector) throws IOException {
    collector.write("probes.json", LISTS);
    collector.write("schedule.json", "{\"schedule\": [{\"name\": \"mesh\", \"every\": \"1m\"}]}");
  }

  private static void post(TestingCollector collector, String source, String lists)
      throws Exception {
    Instant now = collector.clock.instant();
    String body =
        TestingResults.upload(
            source,
            now,
            "0123456789ab-" + lists,
            List.of(TestingResults.row(now.minusSeconds(1), "p2", 0)));
    assertEquals(200, collector.post(body).statusCode());
  }

  private static String digest(TestingCollector collector) throws Exception {
    return JsonParser.parseString(collector.getKeyed("/api/v1/conf/running").body())
        .getAsJsonObject()
        .get("lists")
        .getAsString();
  }

  private List<String> lines() {
    return out.toString().lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
  }

  private void shows(String line) {
    assertTrue(lines().stream().anyMatch(one -> one.contains(line)), line + " in\n" + out);
  }

  @Test
  void aScreenReportsHowTheCollectorAndItsProbesAre() throws Exception {
    Path home = directory.resolve("c");
    try (TestingCollector collector = new TestingCollector(home)) {
      publish(collector);
      post(collector, "p2", "000000000000");
      collector.clock.move(Duration.ofMinutes(20));
      post(collector, "p1", digest(collector));
      assertEquals(0, run(home, port(collector)), err.toString());
      assertTrue(lines().get(0).startsWith("collector at http://127.0.0.1:"), out.toString());
      assertTrue(lines().get(0).contains(": ready, ixpqos "), out.toString());
      shows("store: ");
      shows(" kB, last commit 0s ago");
      shows("clock: ");
      shows("lists: published, digest " + digest(collector) + "; 1 probe runs others");
      shows("sinks: none");
      shows("probes: 1 never, 1 reporting, 1 silent");
      shows("p2 silent 20m ago other 0 nothing comes; on its host: systemctl status");
      shows("p3 never never - - listed, and never posted; on its host: ixpqos setup");
      assertFalse(lines().stream().anyMatch(line -> line.startsWith("p1 ")), out.toString());
      assertEquals(0, run(home, port(collector), "--all"));
      shows("p1 reporting 0s ago published 0");
    }
  }

  @Test
  void whatIsWrongStandsThereAndScriptsGetTheJson() throws Exception {
    Path home = directory.resolve("c");
    try (TestingCollector collector = new TestingCollector(home)) {
      publish(collector);
      assertEquals(0, run(home, port(collector)));
      collector.write("schedule.json", "{\"schedule\": [{\"name\": \"mesh\", \"evry\": \"1m\"}]}");
      assertEquals(0, run(home, port(collector)), "probes and edits change no exit code");
      shows("! an edit of the lists is not published");
      assertEquals(0, run(home, port(collector), "--json"));
      JsonObject json = JsonParser.parseString(out.toString()).getAsJsonObject();
      assertTrue(json.get("ready").getAsBoolean());
      assertTrue(json.getAsJsonObject("lists").get("problem").getAsString().contains("every"));
      assertEquals(3, json.getAsJsonArray("probes").size());
    }
  }

  @Test
  void aCollectorThatDoesNotStoreIsNotReady() throws Exception {
    Path home = directory.resolve("c");
    try (TestingCollector collector = new TestingCollector(home)) {
      Path store = collector.storeDirectory().resolve("collector.db");
      Files.move(store, store.resolveSibling("moved"));
      assertEquals(1, run(home, port(collector)), err.toString());
      assertTrue(lines().get(0).contains("NOT READY, uploads are not stored"), out.toString());
      assertTrue(lines().get(1).startsWith("! "), out.toString());
      assertEquals(1, run(home, port(collector), "--json"));
      Files.move(store.resolveSibling("moved"), store);
    }
  }

  @Test
  void aRefusedProbeIsShownWithWhoSends() throws Exception {
    Path home = directory.resolve("c");
    try (TestingCollector collector = new TestingCollector(home)) {
      publish(collector);
      new ProbeKeyFile(collector.storeDirectory()).create("p1", collector.clock.instant());
      String body =
          TestingResults.upload(
              "p1",
              collector.clock.instant(),
              List.of(TestingResults.row(collector.clock.instant(), "p2", 0)));
      assertEquals(403, collector.post(body).statusCode());
      assertEquals(0, run(home, port(collector)));
      shows("p1 refused never - - uploads in its name are refused (shared_key), from 127.0.0.1");
    }
  }

  @Test
  void aProbesOwnKeyIsNotEnough() throws Exception {
    Path home = directory.resolve("c");
    try (TestingCollector collector = new TestingCollector(home)) {
      String key =
          new ProbeKeyFile(collector.storeDirectory()).create("p1", collector.clock.instant());
      HttpResponse<String> answer =
          collector.send(collector.request("/api/v1/conf/status").header("X-API-Key", key));
      assertEquals(403, answer.statusCode());
      assertTrue(answer.body().contains("apiKeyFile"), answer.body());
      assertEquals(400, collector.get("/api/v1/conf/status").statusCode());
      assertEquals(404, collector.getKeyed("/backend/api/v1/conf/status").statusCode());
      collector.write("key", "another");
      assertEquals(1, run(home, port(collector)));
      assertTrue(err.toString().contains("systemctl restart ixpqos-collector"), err.toString());
    }
  }

  @Test
  void theOwnCertificateIsBelievedWhateverItsName() throws Exception {
    Path home = Files.createDirectories(directory.resolve("c"));
    TestingCertificate certificate = new TestingCertificate(directory, "collector.example");
    TestingCertificate other = new TestingCertificate(directory, "other.example");
    Files.writeString(home.resolve("crt"), certificate.certificatePem());
    Files.writeString(home.resolve("pem"), certificate.keyPem());
    String tls = "\"tls\": {\"certificateFile\": \"crt\", \"keyFile\": \"pem\"}";
    try (TestingCollector collector = new TestingCollector(home, tls)) {
      assertEquals(0, run(home, port(collector)), err.toString());
      assertTrue(lines().get(0).startsWith("collector at https://"), out.toString());
      HttpResponse<String> page =
          TestingCertificate.anonymous(certificate)
              .send(
                  HttpRequest.newBuilder(collector.uri().resolve("/readyz")).build(),
                  BodyHandlers.ofString());
      assertEquals(200, page.statusCode());
      Files.writeString(home.resolve("crt"), other.certificatePem());
      assertEquals(1, run(home, port(collector)));
      assertTrue(err.toString().contains("no collector answers"), err.toString());
      Files.writeString(home.resolve("crt"), "none");
      assertEquals(1, run(home, port(collector)));
      assertTrue(err.toString().contains("TLS certificate can't be used"), err.toString());
    }
  }

  @Test
  void withAnErrorInTheFileTheLastGoodOneHasTheAddress() throws Exception {
    Path home = directory.resolve("c");
    try (TestingCollector collector = new TestingCollector(home)) {
      collector.follow(Optional.empty());
      collector.write(
          "collector.json",
          "{\"apiKeyFile\": \"key\", \"store\": {\"directory\": \"store\"}, \"lisen\": {}}");
      assertEquals(0, run(home, port(collector)), err.toString());
      collector.write("collector.json", "{}");
      assertEquals(78, run(home, port(collector)));
      assertTrue(err.toString().contains("are not known"), err.toString());
    }
  }

  @Test
  void nobodyAndWhoIsNoCollectorAreEachALine() throws Exception {
    Path home = directory.resolve("c");
    try (TestingCollector collector = new TestingCollector(home);
        MockWebServer other = new MockWebServer()) {
      assertEquals(0, run(home, port(collector)), "its files are there");
      assertEquals(1, run(home, "--port=" + freePort()));
      assertTrue(err.toString().contains("systemctl start ixpqos-collector"), err.toString());
      assertEquals(2, run(home, "--port=70000"));
      assertEquals(2, run(home), "the file says 0");
      other.start();
      for (MockResponse answer :
          List.of(
              new MockResponse.Builder().code(404).build(),
              new MockResponse.Builder().body("<html>").build(),
              new MockResponse.Builder().body("{}").build(),
              new MockResponse.Builder().code(502).body("no").build())) {
        other.enqueue(answer);
        assertEquals(1, run(home, "--port=" + other.getPort()));
        assertTrue(
            err.toString()
                .contains(
                    answer.getCode() == 502 ? "answers 502" : "does not answer as a collector"),
            err.toString());
      }
    }
  }

  /** Each sentence, of states that take long to come by. */
  @Test
  void eachStateOfEachPartHasItsWords() {
    List<StatusText.Probe> probes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      probes.add(
          new StatusText.Probe(
              String.format(Locale.ROOT, "p%02d", i),
              "unknown",
              false,
              null,
              null,
              null,
              "",
              0,
              "",
              null));
    }
    print("contradicted", List.of(new StatusText.Sink("vm", 0, null)), probes);
    shows("clock: contradicted, -3600.0 s from the median; 1 of 2 probes agree");
    shows("sink vm: has all");
    shows("and 10 probes more: --all lists them");
    shows("lists: none published: every probe that posts counts");
    shows("store: 12.5 MB, last commit none since the start");
    print("unset", List.of(new StatusText.Sink("vm", 1, "2026-11-22T09:00:00Z")), List.of());
    shows("clock: not set");
    shows("sink vm: 1 upload waiting, the oldest for 60m");
    shows("probes: none");
    print("confirmed", List.of(), List.of());
    shows("clock: confirmed by 1 of 2 probes");
    print("unconfirmed", List.of(), List.of());
    shows("clock: no probe was heard that reports its time");
  }

  private void print(String clock, List<StatusText.Sink> sinks, List<StatusText.Probe> probes) {
    out.getBuffer().setLength(0);
    PrintWriter to = new PrintWriter(out, true);
    StatusText.print(
        new StatusText.Status(
            "1",
            "2026-11-22T09:00:00Z",
            "2026-11-22T10:00:00Z",
            true,
            null,
            List.of(),
            new StatusText.Store(12_500_000, null),
            new StatusText.Clock(clock, 2, 1, -3_600_000),
            new StatusText.Lists(false, "", null),
            sinks,
            probes),
        "http://127.0.0.1:1/",
        false,
        to);
    to.flush();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
