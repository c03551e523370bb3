package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.ixpqos.collector.access.DeniedFile;
import org.ixpqos.collector.access.ProbeKeyFile;
import org.ixpqos.collector.http.Access;
import org.ixpqos.collector.http.Route;
import org.ixpqos.model.Gap;
import org.ixpqos.model.RoundResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader, a neighbour or the holder of a key may not do to the others. */
@Timeout(120)
class AttacksTest {
  @TempDir private Path directory;
  private TestingCollector collector;
  private final List<Socket> sockets = new ArrayList<>();

  private void start(String more) throws Exception {
    collector = new TestingCollector(directory, more);
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    collector.close();
  }

  /** Another host of the loopback network. */
  private Socket from(String address) throws IOException {
    Socket socket =
        new Socket(
            InetAddress.getLoopbackAddress(),
            collector.uri().getPort(),
            InetAddress.getByName(address),
            0);
    sockets.add(socket);
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The first line of the answer. */
  private static String status(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    int one;
    while ((one = socket.getInputStream().read()) >= 0 && one != '\r') {
      line.append((char) one);
    }
    return line.length() < 12 ? "cut" : line.substring(9, 12);
  }

  private String ask(String target, String host) throws IOException {
    Socket socket = from("127.0.0.1");
    write(socket, "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    return status(socket);
  }

  private HttpResponse<String> postRows(String source, List<RoundResult> rows, Gap... gaps)
      throws Exception {
    return collector.post(TestingResults.upload(source, collector.clock.instant(), rows, gaps));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/public/../api/v1/data/probes",
        "/public/..;/api/v1/data/probes",
        "/public/x/../../api/v1/data/probes",
        "/public/./api/v1/data/mesh",
        "/metrics;x",
        "/;x/metrics",
        "/%6detrics",
        "//metrics",
        "/public/%2e%2e/api/v1/data/probes",
      })
  void aPathIsReadInOneWayOrNotAtAll(String path) throws Exception {
    start("\"publicPage\": true");
    assertEquals("400", ask(path, "c"), path);
  }

  @Test
  void behindTheProbesPrefixIsOnlyWhatTakesAKey() throws Exception {
    start("\"publicPage\": true");
    for (Route route : collector.routes()) {
      assertTrue(
          !route.path().startsWith("/backend/") || route.access() == Access.KEY, route.path());
    }
    assertEquals(404, collector.get("/backend/api/v1/data/probes").statusCode());
    assertEquals(404, collector.get("/backend/api/v1/openapi.json").statusCode());
  }

  @Test
  void anothersNameThatLeadsHereIsNotOurs() throws Exception {
    start("");
    int port = collector.uri().getPort();
    for (String host :
        List.of("localhost:" + port, "127.0.0.1:" + port, "collector.example", "c:443")) {
      assertEquals("200", ask("/healthz", host), host);
    }
    for (String host : List.of("evil.example:" + port, "127.evil.example:" + port)) {
      assertEquals("421", ask("/api/v1/data/probes", host), host);
    }
  }

  @Test
  void oneAddressDoesNotTakeAllConnections() throws Exception {
    start("\"limits\": {\"connections\": 200}");
    int open = 0;
    for (int i = 0; i < 80; i++) {
      Socket socket = from("127.0.0.2");
      write(socket, "GET /healthz HTTP/1.1\r\nHost: c\r\n\r\n");
      try {
        open += status(socket).equals("200") ? 1 : 0;
      } catch (IOException e) {
        // reset
      }
    }
    assertEquals(50, open);
    assertEquals(200, collector.get("/healthz").statusCode());
  }

  @Test
  void slowBodiesOfOneKeyKeepNobodyElseOut() throws Exception {
    start("");
    String key =
        new ProbeKeyFile(collector.storeDirectory()).create("p1", collector.clock.instant());
    for (int i = 0; i < 210; i++) {
      write(
          from("127.0.0." + (2 + i % 3)),
          "POST /api/v1/data/probe-result HTTP/1.1\r\nHost: c\r\nX-API-Key: "
              + key
              + "\r\nContent-Length: 100000\r\n\r\n{\"source\": ");
    }
    for (int i = 0; i < 3; i++) {
      assertEquals(200, collector.get("/healthz").statusCode());
      assertEquals(200, postRows("p2", List.of()).statusCode());
    }
  }

  @Test
  void listenersOfThePublicPageTakeNoneOfTheReadersPlaces() throws Exception {
    start("\"publicPage\": true");
    String head = " HTTP/1.1\r\nHost: c\r\n\r\n";
    int taken = 0;
    for (int host = 2; host < 14; host++) {
      for (int i = 0; i < 21; i++) {
        Socket socket = from("127.0.0." + host);
        write(socket, "GET /public/api/v1/data/live" + head);
        boolean ok = status(socket).equals("200");
        assertTrue(i < 20 || !ok, "one address has its share");
        taken += ok ? 1 : 0;
      }
    }
    assertEquals(200, taken);
    Socket reader = from("127.0.0.1");
    write(reader, "GET /api/v1/data/live" + head);
    assertEquals("200", status(reader));
  }

  @Test
  void pairsAndProbesAreBounded() throws Exception {
    start("\"limits\": {\"sources\": 2, \"pairs\": 12, \"pairsOfSource\": 10}");
    Instant now = collector.clock.instant();
    List<RoundResult> rows = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      rows.add(TestingResults.row(now.minusSeconds(i), "t" + i, 0));
    }
    HttpResponse<String> answer = postRows("p1", rows);
    assertEquals(200, answer.statusCode());
    assertEquals(5, answer.body().split("more than 10 pairs of p1", -1).length - 1, answer.body());
    assertTrue(answer.body().contains("\"accepted\":10"), answer.body());
    String second = postRows("p2", rows).body();
    assertTrue(second.contains("\"accepted\":2,"), second);
    HttpResponse<String> third = postRows("p3", rows);
    assertEquals(403, third.statusCode());
    assertTrue(third.body().contains("more than 2 probes post here"), third.body());
    collector.close();
    start("\"limits\": {\"sources\": 2, \"pairs\": 12, \"pairsOfSource\": 10}");
    assertEquals(403, postRows("p3", rows).statusCode());
    assertTrue(
        postRows("p1", List.of(TestingResults.row(now.plusSeconds(1), "t0", 0)))
            .body()
            .contains("\"accepted\":1"));
  }

  @Test
  void aSeriesHasSoManyPoints() throws Exception {
    start("");
    Instant now = collector.clock.instant();
    for (int batch = 0; batch < 2; batch++) {
      List<RoundResult> rows = new ArrayList<>();
      for (int i = 0; i < 6_000; i++) {
        rows.add(TestingResults.row(now.minusSeconds(6_000L * batch + i), "p2", 6));
      }
      assertEquals(200, postRows("p1", rows).statusCode());
    }
    String path = "/api/v1/data/series?source=p1&target=p2&range=";
    String few = collector.get(path + "1h").body();
    assertTrue(few.contains("\"resolution\":\"round\"") && !few.contains("thinned"));
    String many = collector.get(path + "1d").body();
    assertTrue(many.contains("\"resolution\":\"10s\""), many.substring(0, 400));
    assertTrue(many.contains("\"thinned\":true"));
    long sent = 0;
    for (String part : many.split("\"sent\":", -1)) {
      String digits = part.replaceAll("\\D.*", "");
      sent += digits.isEmpty() ? 0 : Long.parseLong(digits);
    }
    assertEquals(12_000 * 60, sent);
  }

  @Test
  void anAnswerHasSoManyGaps() throws Exception {
    start("");
    Instant now = collector.clock.instant();
    for (int batch = 0; batch < 2; batch++) {
      Gap[] gaps = new Gap[9_000];
      for (int i = 0; i < gaps.length; i++) {
        Instant from = now.minusSeconds(9_000L * batch + i + 1);
        gaps[i] = new Gap(from, now, Gap.MISFIRED, "mesh", 1);
      }
      assertEquals(
          200, postRows("p1", List.of(TestingResults.row(now, "p2", 0)), gaps).statusCode());
    }
    String path = "/api/v1/data/series?source=p1&target=p2&range=1d";
    assertEquals(5_001, collector.get(path).body().split("misfired", -1).length);
    assertEquals(1_001, collector.get("/api/v1/data/probes").body().split("misfired", -1).length);
  }

  @Test
  void whatAProbeRunsIsReportedForTheLastTimes() throws Exception {
    start("");
    for (int i = 0; i < 300; i++) {
      collector.clock.move(Duration.ofSeconds(1));
      collector.post(
          TestingResults.upload("p1", collector.clock.instant(), "configuration" + i, List.of()));
    }
    String body = collector.get("/api/v1/data/probes").body();
    assertEquals(201, body.split("\"since\"", -1).length);
    assertTrue(body.contains("configuration299"));
  }

  @Test
  void thePublicPageHasItsFieldsAndNoOthers() throws Exception {
    start("\"publicPage\": true");
    Instant now = collector.clock.instant();
    assertEquals(200, postRows("p1", List.of(TestingResults.row(now, "p2", 3))).statusCode());
    String data = "/public/api/v1/data/";
    String series = collector.get(data + "series?source=p1&target=p2").body();
    String point = series.substring(series.indexOf("\"points\":[{") + 11, series.indexOf("}]"));
    assertEquals(
        Set.of(
            "time",
            "loss",
            "min",
            "median",
            "avg",
            "max",
            "jitter",
            "quantiles",
            "sent",
            "received",
            "lost",
            "late"),
        java.util.regex.Pattern.compile("\"([a-z_]+)\":")
            .matcher(point)
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toSet()));
    String mesh = collector.get(data + "mesh").body();
    assertFalse(mesh.contains("age_s"), mesh);
    for (String path : List.of("mesh", "sums", "events", "series?source=p1&target=p2&range=30d")) {
      String body = collector.get(data + path).body();
      assertFalse(body.contains("10.0.0") || body.contains("local_drops"), body);
    }
  }

  @Test
  void wrongKeysAreSlowed() throws Exception {
    start("");
    int refused = 0;
    for (int i = 0; i < 30; i++) {
      int status =
          collector
              .send(collector.request("/api/v1/conf/probes").header("X-API-Key", "guess" + i))
              .statusCode();
      refused += status == 429 ? 1 : 0;
    }
    assertEquals(10, refused);
    assertFalse(new DeniedFile(collector.storeDirectory()).list().contains("p1"));
  }
}
