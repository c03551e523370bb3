package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.ixpqos.collector.access.ProbeKeyFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one client may ask of the collector. */
class LimitsTest {
  private static final String POST =
      "POST /api/v1/data/probe-result HTTP/1.1\r\nHost: c\r\nX-API-Key: "
          + TestingCollector.KEY
          + "\r\n";

  @TempDir private Path directory;
  private TestingCollector collector;

  private void start(String limits) throws Exception {
    collector = new TestingCollector(directory, "\"limits\": {" + limits + "}");
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), collector.uri().getPort());
    socket.setSoTimeout(100);
    return socket;
  }

  /** Sends a byte each 100 ms until the other side ends it; how long that took, in seconds. */
  private long trickle(Socket socket, byte one) throws IOException {
    long begin = System.nanoTime();
    boolean open = true;
    while (open && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(30)) {
      try {
        socket.getOutputStream().write(one);
        open = socket.getInputStream().read() >= 0;
      } catch (SocketTimeoutException e) {
        open = true; // nothing yet: that is what paces this
      } catch (IOException e) {
        open = false; // reset
      }
    }
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
  }

  @Test
  void slowHeadersAreCut() throws Exception {
    start("\"requestTime\": \"1s\"");
    try (Socket socket = connect()) {
      socket.getOutputStream().write("GET /".getBytes(StandardCharsets.US_ASCII));
      long seconds = trickle(socket, (byte) 'x');
      assertTrue(seconds >= 1 && seconds < 15, seconds + " s");
    }
  }

  @Test
  void aSlowBodyIsCut() throws Exception {
    start("\"requestTime\": \"1s\"");
    try (Socket socket = connect()) {
      String head = POST + "Content-Length: 100000\r\n\r\n{\"source\": \"";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      long seconds = trickle(socket, (byte) 'x');
      assertTrue(seconds < 15, seconds + " s");
    }
  }

  @Test
  void aBodyThatEndsTooEarlyIsNotTheRowsFault() throws Exception {
    start("");
    try (Socket socket = connect()) {
      socket.setSoTimeout(10_000);
      String head = POST + "Content-Length: 100000\r\n\r\n{\"source\": \"p1\", \"probes\": [";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
    }
  }

  @Test
  void aFlippedBitInAGzipIsNotTheRowsFault() throws Exception {
    start("");
    byte[] sound =
        TestingCollector.gzip(TestingResults.originalUpload("p1", TestingResults.ORIGINAL));
    for (int i = 10; i < sound.length; i++) {
      byte[] damaged = sound.clone();
      damaged[i] ^= 0x10;
      int status = collector.postGzip(damaged).statusCode();
      assertEquals(408, status, "byte " + i);
    }
    assertEquals(200, collector.postGzip(sound).statusCode());
  }

  @Test
  void headersAndBodiesHaveTheirSize() throws Exception {
    start("\"headerBytes\": 2048, \"bodyBytes\": 65536");
    assertEquals(
        431,
        collector
            .send(collector.request("/healthz").header("X-Long", "x".repeat(4000)))
            .statusCode());
    String large =
        TestingResults.originalUpload("p1", TestingResults.ORIGINAL, " ".repeat(70_000) + "{}");
    assertEquals(413, collector.post(large).statusCode());
    assertEquals(413, collector.postGzip(TestingCollector.gzip(large)).statusCode());
  }

  private HttpResponse<String> post(String key, String source) throws Exception {
    return collector.send(
        collector
            .request("/api/v1/data/probe-result")
            .header("X-API-Key", key)
            .POST(BodyPublishers.ofString(TestingResults.originalUpload(source))));
  }

  @Test
  void aProbeThatAsksTooOftenHasToWaitAndTheOthersAreNot() throws Exception {
    start("\"keyRate\": 1");
    String key =
        new ProbeKeyFile(collector.storeDirectory()).create("p1", collector.clock.instant());
    HttpResponse<String> answer = post(key, "p1");
    for (int i = 0; i < 20 && answer.statusCode() == 200; i++) {
      answer = post(key, "p1");
    }
    assertEquals(429, answer.statusCode());
    assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
    for (int i = 0; i < 20; i++) {
      assertEquals(200, post(TestingCollector.KEY, "p2").statusCode());
    }
  }

  @Test
  void anAddressThatAsksTooOftenHasToWait() throws Exception {
    start("\"addressRate\": 1");
    int status = 200;
    for (int i = 0; i < 20 && status == 200; i++) {
      status = collector.get("/healthz").statusCode();
    }
    assertEquals(429, status);
  }
}
