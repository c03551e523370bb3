package org.ixpqos.collector.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.ixpqos.collector.TestingCollector;
import org.ixpqos.collector.TestingLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnknownProxyTest {
  @TempDir private Path directory;
  private final AtomicLong nanos = new AtomicLong();

  private static HttpResponse<String> ask(TestingCollector collector, String header)
      throws Exception {
    return collector.send(collector.request("/healthz").header(header, "192.0.2.7"));
  }

  @Test
  void aProxyThatNobodyNamedIsReported() throws Exception {
    try (TestingLog log = new TestingLog(UnknownProxy.class);
        TestingCollector collector = new TestingCollector(directory)) {
      assertFalse(collector.get("/healthz").body().contains("notices"));
      for (String header : List.of("X-Forwarded-For", "X-Forwarded-For", "Forwarded")) {
        String body = ask(collector, header).body().replace("\\\"", "'");
        assertTrue(body.contains("set 'trustedProxies': ['127.0.0.1'] in collector.json"), body);
      }
      assertEquals(
          List.of(
              "WARN readers come through a proxy at 127.0.0.1 that is not trusted, they share one"
                  + " reader's limits; if it is yours, set \"trustedProxies\": [\"127.0.0.1\"] in"
                  + " collector.json"),
          log.lines(),
          "once");
    }
  }

  @Test
  void aProxyThatIsNamedIsNot() throws Exception {
    try (TestingCollector collector =
        new TestingCollector(directory, "\"trustedProxies\": [\"127.0.0.1\"]")) {
      assertFalse(ask(collector, "X-Forwarded-For").body().contains("notices"));
    }
  }

  @Test
  void itIsReportedAgainInAnHourAndOfFewAlone() {
    try (TestingLog log = new TestingLog(UnknownProxy.class)) {
      UnknownProxy proxies = new UnknownProxy(nanos::get);
      for (String peer : List.of("10.1.2.3", "10.1.2.3", "fd00:0:0:0:0:0:0:1", "192.0.2.1")) {
        proxies.requestedBy(peer);
      }
      assertEquals(2, log.lines().size(), "who is far is no proxy of ours");
      assertTrue(proxies.notice().orElseThrow().contains("\"fd00::1\""), "RFC 5952");
      for (int i = 0; i < 50; i++) {
        proxies.requestedBy("10.9.9." + i);
      }
      assertEquals(2, log.lines().size());
      nanos.addAndGet(Duration.ofMinutes(61).toNanos());
      assertEquals(Optional.empty(), proxies.notice());
      proxies.requestedBy("10.1.2.3");
      assertEquals(1, log.lines().size());
    }
  }

  /** The first line of the answer to a listener whom a proxy on this host names. */
  private static String listen(Socket socket, String reader) throws Exception {
    socket
        .getOutputStream()
        .write(
            ("GET /api/v1/data/live HTTP/1.1\r\nHost: c\r\nX-Forwarded-For: " + reader + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
  }

  @Test
  void aReaderBehindItHasAShareOfHisOwn() throws Exception {
    try (TestingCollector collector = new TestingCollector(directory)) {
      int taken = 0;
      List<Socket> sockets = new ArrayList<>();
      try {
        for (int i = 0; i < 110; i++) {
          Socket socket = new Socket(InetAddress.getLoopbackAddress(), collector.uri().getPort());
          sockets.add(socket);
          socket.setSoTimeout(30_000);
          taken += listen(socket, "203.0.113.9, 192.0.2.7").endsWith("200") ? 1 : 0;
        }
        assertEquals(100, taken);
        Socket other = new Socket(InetAddress.getLoopbackAddress(), collector.uri().getPort());
        sockets.add(other);
        assertTrue(listen(other, "192.0.2.8").endsWith("200"));
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
    }
  }
}
