package org.ixpqos.daemon.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.ByteString;
import okio.GzipSource;
import okio.Okio;
import org.ixpqos.daemon.buffer.Buffer.Additions;
import org.ixpqos.daemon.buffer.BufferEntry;
import org.ixpqos.daemon.buffer.DurableBuffer;
import org.ixpqos.daemon.buffer.TestingClock;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.daemon.config.DaemonConfig.BufferLimits;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.daemon.config.DaemonConfig.StatusAddress;
import org.ixpqos.model.Gap;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.Reason;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.UploadAnswer;
import org.ixpqos.model.clock.Timekeeper;
import org.ixpqos.model.wire.WireCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every answer that a collector, or something in its place, may give. */
class UploaderTest {
  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir private Path directory;
  private final MockWebServer server = new MockWebServer();
  private final BlockingQueue<Duration> pauses = new LinkedBlockingQueue<>();
  private final List<JsonObject> bodies = new ArrayList<>();
  private long nanos;
  private final TestingClock clock = new TestingClock(TIME);
  private final Timekeeper time = new Timekeeper(clock, () -> nanos, Instant.EPOCH);
  private DurableBuffer buffer;
  private Uploader uploader;

  @BeforeEach
  void open() throws IOException {
    Files.writeString(directory.resolve("key"), "secret\n");
    server.start();
  }

  @AfterEach
  void close() {
    if (uploader != null) {
      uploader.close();
      buffer.close();
    }
    server.close();
  }

  private interface Answer {
    MockResponse to(JsonObject body);
  }

  /** Starts an uploader whose collector gives these answers in turn, and the last from then on. */
  private void start(boolean compat, Answer... answers) throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          private int turn;

          @Override
          public MockResponse dispatch(RecordedRequest request) {
            synchronized (bodies) {
              JsonObject body = body(request);
              bodies.add(body);
              return answers[Math.min(turn++, answers.length - 1)].to(body);
            }
          }
        });
    URI url = URI.create("http://127.0.0.1:" + server.getPort() + "/backend");
    Collector collector =
        new Collector(
            "main", url, directory.resolve("key"), Optional.empty(), Optional.empty(), compat);
    DaemonConfig config =
        new DaemonConfig(
            "p1",
            List.of(collector),
            new BufferLimits(directory, 256_000_000, Duration.ofDays(3650), 1_000_000),
            new StatusAddress("127.0.0.1", 0),
            Optional.empty());
    buffer = new DurableBuffer(config, time);
    RandomGenerator whole = () -> -1L;
    uploader =
        new Uploader(
            collector,
            buffer,
            1_000_000,
            (name, now) -> new ProbeHealth(now, TIME, 1, 2, 3, "abc"),
            time,
            whole,
            pauses::add);
  }

  private static JsonObject body(RecordedRequest request) {
    try {
      ByteString bytes = request.getBody();
      Buffer raw = new Buffer().write(bytes);
      boolean gzip = "gzip".equals(request.getHeaders().get("Content-Encoding"));
      String text = gzip ? Okio.buffer(new GzipSource(raw)).readUtf8() : raw.readUtf8();
      return JsonParser.parseString(text).getAsJsonObject();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RoundResult row(int number) {
    return new RoundResult(
        TIME.plusSeconds(number),
        "mesh",
        "p" + number,
        4,
        "10.0.0.1",
        false,
        null,
        null,
        null,
        "",
        0,
        null,
        56,
        0,
        List.of(new Reason("not_sent", "unresolved", "", 1)));
  }

  private void append(int from, int to) {
    Additions additions = new Additions();
    for (int i = from; i <= to; i++) {
      additions.add(BufferEntry.of(row(i)));
    }
    buffer.append(additions);
  }

  private static MockResponse status(int code, String body) {
    return new MockResponse.Builder().code(code).body(body).build();
  }

  private static MockResponse stored(JsonObject body) {
    int rows = body.getAsJsonArray("probes").size();
    int gaps = body.has("gaps") ? body.getAsJsonArray("gaps").size() : 0;
    return status(200, WireCodec.encode(new UploadAnswer(rows + gaps, 0, List.of(), TIME)));
  }

  private void awaitEmpty() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (buffer.status().entries() > 0 || buffer.status().held() > 0) {
      assertTrue(System.nanoTime() < end, () -> buffer.status() + " " + uploader.status());
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private Duration firstPauseOver(Duration least) throws InterruptedException {
    while (true) {
      Duration pause = pauses.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertNotNull(pause, () -> "no pause; " + uploader.status());
      if (pause.compareTo(least) >= 0) {
        return pause;
      }
    }
  }

  private List<String> names(int request) {
    List<String> names = new ArrayList<>();
    synchronized (bodies) {
      JsonArray rows = bodies.get(request).getAsJsonArray("probes");
      rows.forEach(row -> names.add(row.getAsJsonObject().get("name").getAsString()));
    }
    return names;
  }

  @Test
  void aRequestIsTheOriginalsWithOursBesideIt() throws Exception {
    start(false, UploaderTest::stored);
    append(1, 2);
    Additions gap = new Additions();
    gap.add(BufferEntry.of(new Gap(TIME, TIME, Gap.STOPPED, "", 0)));
    buffer.append(gap);
    uploader.start();
    awaitEmpty();
    RecordedRequest request = server.takeRequest();
    assertEquals("/backend/api/v1/data/probe-result", request.getTarget());
    assertEquals("secret", request.getHeaders().get("X-API-Key"));
    assertEquals("gzip", request.getHeaders().get("Content-Encoding"));
    JsonObject body = bodies.get(0);
    assertEquals("p1", body.get("source").getAsString());
    assertEquals(List.of("p1", "p2"), names(0));
    assertEquals(1, body.getAsJsonArray("gaps").size());
    assertEquals(8, UUID.fromString(body.get("batch").getAsString()).version());
    assertEquals(1, body.get("seq").getAsLong());
    assertEquals("abc", body.getAsJsonObject("health").get("configuration").getAsString());
    assertEquals(3, uploader.status().accepted());
    assertEquals("", uploader.status().trouble());
  }

  @Test
  void tryingAgainSendsTheSameUnderTheSameName() throws Exception {
    start(false, body -> status(503, "{\"error\": \"busy\"}"), UploaderTest::stored);
    append(1, 3);
    uploader.start();
    awaitEmpty();
    assertEquals(2, bodies.size());
    assertEquals(bodies.get(0).get("batch"), bodies.get(1).get("batch"));
    assertEquals(names(0), names(1));
  }

  @Test
  void everyPassingFaultIsTriedAgainAfterABackoff() throws Exception {
    for (int code : new int[] {408, 429, 500, 502, 503, 504}) {
      bodies.clear();
      start(false, body -> status(code, "no"), UploaderTest::stored);
      append(1, 1);
      uploader.start();
      awaitEmpty();
      assertEquals(2, bodies.size(), "code " + code);
      uploader.close();
      buffer.close();
    }
  }

  @Test
  void aRequestThatIsCutOffIsTriedAgain() throws Exception {
    start(
        false,
        body -> new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build(),
        body ->
            new MockResponse.Builder()
                .code(200)
                .body("{\"status\": \"ok\", \"accepted\": 1")
                .onResponseBody(new SocketEffect.CloseSocket())
                .build(),
        body -> status(200, "<html>a captive portal</html>"),
        UploaderTest::stored);
    append(1, 1);
    uploader.start();
    awaitEmpty();
    assertTrue(bodies.size() >= 4, "requests: " + bodies.size());
    assertEquals(0, buffer.status().quarantined());
  }

  @Test
  void retryAfterIsHonoured() throws Exception {
    start(
        false,
        body -> new MockResponse.Builder().code(429).addHeader("Retry-After", "77").build(),
        UploaderTest::stored);
    append(1, 1);
    uploader.start();
    awaitEmpty();
    Duration pause = firstPauseOver(Duration.ofSeconds(70));
    assertTrue(pause.toSeconds() >= 77 && pause.toSeconds() <= 85, pause::toString);
  }

  @Test
  void aRefusedKeyHoldsEverythingAndSaysWhatToDo() throws Exception {
    for (int code : new int[] {401, 403, 404, 301}) {
      start(
          false,
          body -> status(code, "{\"error\": \"The provided API key is not valid\"}"),
          UploaderTest::stored);
      append(1, 1);
      uploader.start();
      assertEquals(Duration.ofSeconds(60), firstPauseOver(Duration.ofSeconds(60)), "code " + code);
      awaitEmpty();
      assertEquals(0, buffer.status().quarantined());
      uploader.close();
      buffer.close();
      pauses.clear();
    }
  }

  @Test
  void theOriginals400WithoutKeyIsNoPoison() throws Exception {
    start(
        false,
        body -> status(400, "{\"error\": \"Please provide an API key\"}"),
        UploaderTest::stored);
    append(1, 4);
    uploader.start();
    awaitEmpty();
    assertEquals(0, buffer.status().quarantined());
    assertEquals(2, bodies.size());
  }

  @Test
  void aMissingKeyFileIsSaidAndNothingIsSent() throws Exception {
    Files.delete(directory.resolve("key"));
    start(false, UploaderTest::stored);
    append(1, 1);
    uploader.start();
    firstPauseOver(Duration.ofSeconds(60));
    assertEquals(0, bodies.size());
    assertTrue(uploader.status().trouble().contains("no API key"), uploader.status()::toString);
    Files.writeString(directory.resolve("key"), "secret\n");
    awaitEmpty();
  }

  /** 400 names no row: the batch is halved until the one is found, and the others are stored. */
  @Test
  void aPoisonedRowIsFoundAndQuarantined() throws Exception {
    start(
        false,
        body -> {
          boolean poisoned = body.toString().contains("\"p37\"");
          return poisoned ? status(400, "{\"error\": \"can't parse\"}") : stored(body);
        });
    append(1, 100);
    uploader.start();
    awaitEmpty();
    // 99 rounds, and the gap that tells of the one
    assertEquals(100, uploader.status().accepted());
    assertEquals(1, uploader.status().refused());
    assertEquals(1, buffer.status().quarantined());
    assertTrue(bodies.size() < 20, "requests: " + bodies.size());
  }

  @Test
  void tooLargeIsSplit() throws Exception {
    start(
        false, body -> body.getAsJsonArray("probes").size() > 10 ? status(413, "") : stored(body));
    append(1, 100);
    uploader.start();
    awaitEmpty();
    assertEquals(100, uploader.status().accepted());
    assertEquals(0, buffer.status().quarantined());
  }

  @Test
  void rowsThatTheAnswerRejectsAreQuarantined() throws Exception {
    UploadAnswer answer =
        new UploadAnswer(1, 1, List.of(new UploadAnswer.Rejected("probes", 1, "too old")), TIME);
    start(false, body -> status(200, WireCodec.encode(answer)), UploaderTest::stored);
    append(1, 3);
    uploader.start();
    awaitEmpty();
    assertEquals(1, buffer.status().quarantined());
    assertEquals(1, uploader.status().duplicates());
    JsonObject gap = bodies.get(1).getAsJsonArray("gaps").get(0).getAsJsonObject();
    assertEquals(Gap.QUARANTINED, gap.get("reason").getAsString());
  }

  /** What an answer rejects without saying which is found as a 400's is. */
  @Test
  void anAnswerThatRejectsWhatWasNotSentLosesNothing() throws Exception {
    UploadAnswer.Rejected none = new UploadAnswer.Rejected("probes", 77, "odd");
    start(
        false,
        body -> status(200, WireCodec.encode(new UploadAnswer(3, 0, List.of(none), TIME))),
        UploaderTest::stored);
    append(1, 4);
    uploader.start();
    awaitEmpty();
    assertEquals(0, buffer.status().quarantined());
    assertEquals(4, uploader.status().accepted());
  }

  /** nginx says so when a TLS port is spoken to in plain HTTP: every row would be poison. */
  @Test
  void a400ThatIsNoCollectorsHoldsAndQuarantinesNothing() throws Exception {
    start(
        false,
        body -> status(400, "<html>400 The plain HTTP request was sent to HTTPS port</html>"),
        UploaderTest::stored);
    append(1, 4);
    uploader.start();
    assertEquals(Duration.ofSeconds(60), firstPauseOver(Duration.ofSeconds(60)));
    awaitEmpty();
    assertEquals(0, buffer.status().quarantined());
    assertEquals(2, bodies.size());
  }

  /** A request that was damaged on its way is refused; the row in it is good. */
  @Test
  void aSingleRowIsRefusedTwiceBeforeItIsPoison() throws Exception {
    start(false, body -> status(400, "{\"error\": \"not gzip\"}"), UploaderTest::stored);
    append(1, 1);
    uploader.start();
    awaitEmpty();
    assertEquals(0, buffer.status().quarantined());
    assertEquals(1, uploader.status().accepted());
  }

  @Test
  void aWayThatDamagesEverythingForAWhilePutsNothingIntoQuarantine() throws Exception {
    start(
        false,
        body -> bodies.size() < 60 ? status(400, "{\"error\": \"not gzip\"}") : stored(body));
    append(1, 300);
    uploader.start();
    awaitEmpty();
    assertEquals(0, buffer.status().quarantined());
    assertEquals(300, uploader.status().accepted());
  }

  @Test
  void aBatchThatIsPoisonAsAWholeBlocksNothingBehindIt() throws Exception {
    start(
        false,
        body -> {
          boolean poison = body.toString().contains("\"p1\",\"proto\"");
          return poison ? status(400, "{\"error\": \"can't parse\"}") : stored(body);
        });
    append(1, 1);
    uploader.start();
    firstPauseOver(Duration.ofSeconds(3));
    append(2, 3);
    awaitEmpty();
    assertEquals(1, buffer.status().quarantined());
  }

  @Test
  void anAnswerWithoutCountsIsNoReceiptButFromAnOriginalCollector() throws Exception {
    start(false, body -> status(200, "{\"status\": \"ok\"}"), UploaderTest::stored);
    append(1, 2);
    uploader.start();
    firstPauseOver(Duration.ofSeconds(60));
    awaitEmpty();
    assertEquals(2, bodies.size());
    assertEquals(2, uploader.status().accepted());
  }

  @Test
  void an200ThatDoesNotNameEveryRowIsNoReceipt() throws Exception {
    UploadAnswer tooFew = new UploadAnswer(1, 0, List.of(), TIME);
    start(false, body -> status(200, WireCodec.encode(tooFew)), UploaderTest::stored);
    append(1, 3);
    uploader.start();
    awaitEmpty();
    assertEquals(2, bodies.size());
    assertEquals(3, uploader.status().accepted());
  }

  @Test
  void anOriginalCollectorGetsOneRoundARequestAndNoGaps() throws Exception {
    start(true, body -> status(200, "{\"status\": \"ok\"}"));
    append(1, 3);
    Additions gap = new Additions();
    gap.add(BufferEntry.of(new Gap(TIME, TIME, Gap.STOPPED, "", 0)));
    buffer.append(gap);
    uploader.start();
    awaitEmpty();
    assertEquals(3, bodies.size());
    assertEquals(List.of("p1"), names(0));
    RecordedRequest request = server.takeRequest();
    assertNull(request.getHeaders().get("Content-Encoding"));
    assertFalse(bodies.get(0).has("gaps"));
  }

  @Test
  void onlyExactly200IsSuccess() throws Exception {
    start(
        true,
        body -> status(202, "{\"status\": \"ok\"}"),
        body -> status(200, "{\"status\": \"ok\"}"));
    append(1, 1);
    uploader.start();
    awaitEmpty();
    assertEquals(2, bodies.size());
  }

  @Test
  void aBatchIsAtMostAThousandRows() throws Exception {
    start(false, UploaderTest::stored);
    append(1, 2_500);
    uploader.start();
    awaitEmpty();
    assertEquals(3, bodies.size());
    assertEquals(1_000, names(0).size());
    assertEquals(500, names(2).size());
  }

  @Test
  void whatCameDuringAnOutageWaitsForWhatIsFresh() throws Exception {
    start(
        false,
        body -> {
          if (bodies.size() == 1) {
            append(11, 12);
            return status(503, "");
          }
          return stored(body);
        });
    append(1, 10);
    uploader.start();
    awaitEmpty();
    assertEquals(10, names(0).size());
    // the failure made all that waited then a backlog, 11 and 12 with it
    assertEquals(12, names(1).size());
  }
}
