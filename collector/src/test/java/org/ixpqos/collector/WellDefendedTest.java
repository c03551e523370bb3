package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.ixpqos.collector.access.ProbeKeyFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was attacked and held, and has to go on holding. */
@Timeout(120)
class WellDefendedTest {
  @TempDir private Path directory;
  private TestingCollector collector;

  @BeforeEach
  void start() throws Exception {
    collector = new TestingCollector(directory, "\"publicPage\": true");
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), collector.uri().getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static final String POST =
      "POST /api/v1/data/probe-result HTTP/1.1\r\nHost: c\r\nX-API-Key: "
          + TestingCollector.KEY
          + "\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "Content-Length: 2, 3\r\n\r\n{}",
        "Content-Length: -1\r\n\r\n{}",
        "Content-Length: +2\r\n\r\n{}",
        "Content-Length: 0x2\r\n\r\n{}",
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n",
        "X-Folded: a\r\n b\r\nContent-Length: 2\r\n\r\n{}",
        "Host: d\r\nContent-Length: 2\r\n\r\n{}",
      })
  void whatTwoReadersCouldReadInTwoWaysIsRefused(String rest) throws Exception {
    String answer = raw(POST + rest);
    assertTrue(answer.startsWith("HTTP/1.1 4"), answer);
    assertFalse(answer.contains("HTTP/1.1 200"), answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v1%2fdata/mesh HTTP/1.1",
        "GET /%2e%2e/etc/passwd HTTP/1.1",
        "GET /healthz%00 HTTP/1.1",
        "GET //healthz HTTP/1.1",
        "GET /..;/healthz HTTP/1.1",
        "GET http://other.example/public/../api/v1/data/probes HTTP/1.1",
        "PRI * HTTP/2.0",
      })
  void oddTargetsAreNotAnswered(String line) throws Exception {
    String answer = raw(line + "\r\nHost: c\r\nConnection: close\r\n\r\n");
    assertFalse(answer.contains(" 200 "), answer);
    assertFalse(answer.contains("other.example") || answer.contains("passwd"), answer);
  }

  @Test
  void methodsAreFewAndMakeNoSeries() throws Exception {
    for (String method : List.of("TRACE", "PUT", "DELETE", "OPTIONS", "PATCH", "FOO")) {
      String answer = raw(method + " /healthz HTTP/1.1\r\nHost: c\r\nConnection: close\r\n\r\n");
      assertTrue(answer.startsWith("HTTP/1.1 405"), answer);
    }
    for (int i = 0; i < 100; i++) {
      raw("M" + i + " / HTTP/1.1\r\nHost: c\r\nConnection: close\r\n\r\n");
    }
    assertTrue(collector.get("/metrics").body().contains("method=\"other\""));
    assertFalse(collector.get("/metrics").body().contains("method=\"M1"));
  }

  @Test
  void largeHeadersAreRefused() throws Exception {
    String answer = raw("GET / HTTP/1.1\r\nHost: c\r\nX-Long: " + "x".repeat(9_000) + "\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 431"), answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "range=9999999d",
        "range=-1d",
        "range=0s",
        "range=1",
        "range=1d&range=1d",
        "range=",
        "rang=1d",
        "range=%ff",
        "range=1e9s",
      })
  void rangesAreChecked(String query) throws Exception {
    for (String path : List.of("sums", "matrix", "events", "probes")) {
      assertEquals(400, collector.get("/api/v1/data/" + path + "?" + query).statusCode(), path);
    }
  }

  @Test
  void numbersTimesAndTextsAreChecked() throws Exception {
    for (String value :
        List.of(
            "1e999999999",
            "9".repeat(1_000_000),
            "\"\\u0000\"",
            "\"-0001-01-01T00:00:00Z\"",
            "\"10000-01-01T00:00:00Z\"",
            "\"+10000-01-01T00:00:00Z\"")) {
      for (String key : List.of("ping_min", "time", "scheduled", "name")) {
        String row = "{\"name\": \"p2\", \"proto\": 4, \"address\": \"a\", \"pinged\": false}";
        String bad =
            key.equals("name")
                ? row.replace("\"p2\"", value)
                : row.replace("}", ", \"" + key + "\": " + value + "}");
        HttpResponse<String> answer = collector.post(TestingResults.originalUpload("p1", row, bad));
        if (value.startsWith("999") && answer.statusCode() == 400) {
          continue; // no number's place: so long a literal ends the parsing
        }
        assertEquals(200, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("\"index\":1"), answer.body());
        assertTrue(answer.body().length() < 1_000);
      }
    }
  }

  @Test
  void whatInflatesWithoutEndIsRefusedAtItsLimit() throws Exception {
    byte[] bomb = TestingCollector.gzip(" ".repeat(100_000_000));
    assertEquals(413, collector.postGzip(bomb).statusCode());
    assertEquals(408, collector.postGzip(new byte[] {0x1f, (byte) 0x8b, 8, 0}).statusCode());
    assertTrue(
        Set.of(400, 408)
            .contains(
                collector
                    .postGzip(
                        TestingCollector.gzip(
                            new String(TestingCollector.gzip("{}"), StandardCharsets.ISO_8859_1)))
                    .statusCode()));
    assertEquals(
        400,
        collector
            .send(
                collector
                    .posting()
                    .header("Content-Encoding", "gzip, gzip")
                    .POST(BodyPublishers.ofString("{}")))
            .statusCode());
  }

  @Test
  void aKeyIsNowhereToBeSeen() throws Exception {
    String key =
        new ProbeKeyFile(collector.storeDirectory()).create("p1", collector.clock.instant());
    for (String sent : List.of(key, TestingCollector.KEY, "a-wrong-one")) {
      HttpResponse<String> answer =
          collector.send(
              collector
                  .request("/api/v1/data/probe-result")
                  .header("X-API-Key", sent)
                  .POST(BodyPublishers.ofString("{\"source\": \"p9\"")));
      assertFalse((answer.body() + answer.headers()).contains(sent), answer.body());
    }
    assertFalse(collector.get("/metrics").body().contains(key));
    String kept = Files.readString(collector.storeDirectory().resolve(ProbeKeyFile.NAME));
    assertFalse(kept.contains(key));
  }

  @Test
  void aHeaderOfWhoIsNoTrustedProxyIsIgnored() throws Exception {
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> answer =
          collector.send(
              collector
                  .request("/healthz")
                  .header("X-Forwarded-For", "192.0.2." + i)
                  .header("X-Remote-User", "noc"));
      assertEquals(200, answer.statusCode());
    }
  }
}
