package org.ixpqos.daemon.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import okio.ByteString;
import okio.GzipSource;
import okio.Okio;
import org.ixpqos.daemon.buffer.TestingClock;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.model.UploadAnswer;
import org.ixpqos.model.clock.Timekeeper;
import org.ixpqos.model.wire.WireCodec;
import org.ixpqos.model.wire.WireForm;
import org.ixpqos.service.delivery.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A collector's client and the files with its trusted authorities. */
class CollectorClientTest {
  private static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBdTCCARugAwIBAgIUbQzQJ1CeXSoLiz3VMJ3769xRWOAwCgYIKoZIzj0EAwIw
      DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjIyMzIwMTVaGA8yMTI2MTAyOTIzMjAx
      NVowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABPyf
      lPBO5UO+Dv/5ejCaveLhC9hA1A9YuRMRISH3gQoUGfp+Dww6F/u64DOEfDmAGo+L
      e2LCPH3nBRS4vy9szXOjUzBRMB0GA1UdDgQWBBR5yiWQhvImCq7QGINFaSUJ7LgL
      6TAfBgNVHSMEGDAWgBR5yiWQhvImCq7QGINFaSUJ7LgL6TAPBgNVHRMBAf8EBTAD
      AQH/MAoGCCqGSM49BAMCA0gAMEUCIQDhIjWO0P4OkiLPHk5tIDG/+D4I97MfXKno
      DXXUJBuiggIgd4tKynRaBccg6lYVsGuJTsUSMcKq1Xt7tXfJmSrunWA=
      -----END CERTIFICATE-----
      """;

  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir private Path directory;
  private final MockWebServer server = new MockWebServer();
  private final List<Instant> heard = new ArrayList<>();
  private CollectorClient client;

  @BeforeEach
  void open() throws IOException {
    Files.writeString(directory.resolve("key"), "secret\n");
    String stored = WireCodec.encode(new UploadAnswer(0, 0, List.of(), Instant.EPOCH));
    for (int i = 0; i < 2; i++) {
      server.enqueue(new MockResponse.Builder().code(200).body(stored).build());
    }
    client =
        new CollectorClient(
            collector(server, Optional.of(directory.resolve("ca.pem")), false),
            new Timekeeper(Clock.systemUTC(), System::nanoTime, Instant.EPOCH),
            heard::add);
  }

  private Collector collector(MockWebServer at, Optional<Path> caFile, boolean compat)
      throws IOException {
    at.start();
    return new Collector(
        "main",
        URI.create("http://127.0.0.1:" + at.getPort()),
        directory.resolve("key"),
        caFile,
        Optional.empty(),
        compat);
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private static Outcome post(CollectorClient client) {
    return client.post(form -> json("{}"), answer -> Outcome.Taken.ALL);
  }

  private static UploadBody json(String text) {
    return new UploadBody(WireForm.JSON, ByteString.encodeUtf8(text));
  }

  private void assertHeldFor(String reason) {
    Outcome.Held held = assertInstanceOf(Outcome.Held.class, post(client));
    assertTrue(held.reason().contains(reason), held.reason());
  }

  @Test
  void aMissingCaFileHoldsUntilItIsThere() throws IOException {
    assertHeldFor("caFile or certificateFile can't be used: NoSuchFileException");
    Files.writeString(directory.resolve("ca.pem"), CERTIFICATE);
    assertInstanceOf(Outcome.Taken.class, post(client));
  }

  @Test
  void aCaFileThatChangesIsReadAgain() throws IOException {
    Files.writeString(directory.resolve("ca.pem"), CERTIFICATE);
    assertInstanceOf(Outcome.Taken.class, post(client));
    Files.writeString(directory.resolve("ca.pem"), "not a certificate");
    assertHeldFor("ca.pem");
    Files.writeString(directory.resolve("ca.pem"), CERTIFICATE);
    assertInstanceOf(Outcome.Taken.class, post(client));
  }

  /** The collector has moved, and its old host's proxy keeps the connection open. */
  @Test
  void afterAnAnswerOfNoCollectorThatWorksTheNameIsLookedUpAgain() throws Exception {
    Files.writeString(directory.resolve("ca.pem"), CERTIFICATE);
    post(client);
    post(client);
    server.enqueue(new MockResponse.Builder().code(502).body("<html>").build());
    assertInstanceOf(Outcome.TryAgain.class, post(client));
    String stored = WireCodec.encode(new UploadAnswer(0, 0, List.of(), Instant.EPOCH));
    server.enqueue(new MockResponse.Builder().code(200).body(stored).build());
    assertInstanceOf(Outcome.Taken.class, post(client));
    List<Integer> connections = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      connections.add(server.takeRequest().getConnectionIndex());
    }
    assertEquals(List.of(0, 0, 0, 1), connections);
  }

  private List<String> keysSent(int requests) throws InterruptedException {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      keys.add(server.takeRequest().getHeaders().get("X-API-Key"));
    }
    return keys;
  }

  private void answer(int code) {
    server.enqueue(new MockResponse.Builder().code(code).body("{\"error\": \"key\"}").build());
  }

  /** Whichever side is changed first, nothing waits. */
  @Test
  void aNewKeyIsTakenUpAndTheOneBeforeServesUntilTheCollectorTakesIt() throws Exception {
    Files.writeString(directory.resolve("ca.pem"), CERTIFICATE);
    assertInstanceOf(Outcome.Taken.class, post(client));
    assertInstanceOf(Outcome.Taken.class, post(client));
    Files.writeString(directory.resolve("key"), "new\n");
    answer(403);
    String stored = WireCodec.encode(new UploadAnswer(0, 0, List.of(), Instant.EPOCH));
    server.enqueue(new MockResponse.Builder().code(200).body(stored).build());
    assertInstanceOf(Outcome.Taken.class, post(client), "by the key before");
    server.enqueue(new MockResponse.Builder().code(200).body(stored).build());
    assertInstanceOf(Outcome.Taken.class, post(client), "by the new one");
    assertEquals(List.of("secret", "secret", "new", "secret", "new"), keysSent(5));
    answer(403);
    answer(403);
    assertHeldFor("check " + directory.resolve("key"));
    assertEquals(List.of("new"), keysSent(1));
  }

  @Test
  void aKeyFileThatIsJustBeingWrittenIsNoEndOfTheKey() throws Exception {
    Files.writeString(directory.resolve("ca.pem"), CERTIFICATE);
    assertInstanceOf(Outcome.Taken.class, post(client));
    Files.writeString(directory.resolve("key"), "");
    assertInstanceOf(Outcome.Taken.class, post(client));
    assertEquals(List.of("secret", "secret"), keysSent(2));
  }

  /** The first connection loads classes and shakes hands: that is no difference of the clocks. */
  @Test
  void aBodyThatWaitedForItsConnectionIsWrittenAnew() throws Exception {
    Files.writeString(directory.resolve("ca.pem"), CERTIFICATE);
    AtomicInteger written = new AtomicInteger();
    Outcome outcome =
        client.post(
            form -> {
              long until = System.nanoTime() + Duration.ofMillis(20).toNanos();
              while (written.get() == 0 && System.nanoTime() - until < 0) {
                Thread.onSpinWait();
              }
              return json("{\"n\": " + written.incrementAndGet() + "}");
            },
            answer -> Outcome.Taken.ALL);
    assertInstanceOf(Outcome.Taken.class, outcome);
    RecordedRequest request = server.takeRequest();
    Buffer body = new Buffer().write(request.getBody());
    assertEquals("{\"n\": 2}", Okio.buffer(new GzipSource(body)).readUtf8());
    assertEquals(
        String.valueOf(request.getBody().size()), request.getHeaders().get("Content-Length"));
  }

  /** An original collector has no {@code server_time}: its web server's Date is its clock. */
  @Test
  void theDateOfAnOriginalCollectorIsComparedWithThisClock() throws IOException {
    Instant date = Instant.parse("2026-08-28T10:00:00Z");
    Timekeeper time = new Timekeeper(new TestingClock(TIME), () -> 0, Instant.EPOCH);
    ClockRefusals clocks = new ClockRefusals("old", time, () -> 0L);
    try (MockWebServer original = new MockWebServer();
        CollectorClient compat =
            new CollectorClient(collector(original, Optional.empty(), true), time, clocks::heard)) {
      assertTrue(clocks.text().isEmpty());
      original.enqueue(
          new MockResponse.Builder()
              .setHeader("Date", "Fri, 28 Aug 2026 10:00:00 GMT")
              .body("{\"status\": \"ok\"}")
              .build());
      assertInstanceOf(Outcome.Taken.class, post(compat));
      assertEquals(Duration.between(date, TIME), time.ahead("old").orElseThrow());
      assertFalse(time.mayDelete(), "it contradicts this clock");
      assertEquals("this clock is 86 d ahead of the collector's", clocks.text().orElseThrow());
      original.enqueue(
          new MockResponse.Builder()
              .setHeader("Date", "Sun, 22 Nov 2026 10:00:00 GMT")
              .body("{\"status\": \"ok\"}")
              .build());
      assertInstanceOf(Outcome.Taken.class, post(compat));
      assertTrue(time.mayDelete());
      original.enqueue(new MockResponse.Builder().body("{\"status\": \"ok\"}").build());
      assertInstanceOf(Outcome.Taken.class, post(compat), "without a date");
    }
  }
}
