package org.ixpqos.daemon.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.ixpqos.daemon.buffer.Buffer.Additions;
import org.ixpqos.daemon.buffer.BufferEntry;
import org.ixpqos.model.Gap;
import org.ixpqos.model.UploadAnswer;
import org.ixpqos.model.wire.WireCodec;
import org.ixpqos.service.delivery.DeliveryTiming;
import org.junit.jupiter.api.Test;

/** Every answer that a collector, or something in its place, may give to a whole request. */
class UploaderTest extends UploaderTesting {
  @Test
  void aRequestIsTheOriginalsWithOursBesideIt() throws Exception {
    start(false, UploaderTesting::stored);
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
    awaitNoTrouble();
  }

  @Test
  void tryingAgainSendsTheSameUnderTheSameName() throws Exception {
    start(false, body -> status(503, "{\"error\": \"busy\"}"), UploaderTesting::stored);
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
      start(false, body -> status(code, "no"), UploaderTesting::stored);
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
        UploaderTesting::stored);
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
        UploaderTesting::stored);
    append(1, 1);
    uploader.start();
    awaitEmpty();
    Duration pause = firstPauseOver(Duration.ofSeconds(70));
    assertTrue(pause.toSeconds() >= 77 && pause.toSeconds() <= 85, pause::toString);
  }

  @Test
  void aRefusedKeyHoldsEverythingAndReportsWhatToDo() throws Exception {
    for (int code : new int[] {401, 403, 404, 301}) {
      start(
          false,
          body -> status(code, "{\"error\": \"The provided API key is not valid\"}"),
          UploaderTesting::stored);
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

  /** As after a rename of a probe with a key of its own, which may post as itself alone. */
  @Test
  void whatWaitsUnderAFormerNameHoldsBackNothingAndIsOfferedAgain() throws Exception {
    AtomicBoolean renamed = new AtomicBoolean();
    ownName = "p9";
    start(
        false,
        body ->
            renamed.get() || body.get("source").getAsString().equals("p9")
                ? stored(body)
                : status(403, "{\"error\": \"this key is p9's\"}"));
    append(1, 2);
    buffer.reconfigure(config("p9"));
    append(3, 4);
    uploader.start();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (uploader.status().accepted() < 2 || buffer.status().postponed().get("main") != 2) {
      assertTrue(System.nanoTime() < end, () -> buffer.status() + " " + uploader.status());
      Thread.onSpinWait();
    }
    assertEquals(0, buffer.status().quarantined());
    String trouble = uploader.status().trouble();
    assertTrue(
        trouble.startsWith("2 results of this probe's former name p1 wait: run 'ixpqos collector"),
        trouble);
    assertTrue(trouble.contains("probe rename p1 p9"), trouble);
    renamed.set(true);
    uploader.clockStepped(); // it would be minutes
    awaitEmpty();
    awaitNoTrouble();
    assertEquals(4, uploader.status().accepted());
  }

  @Test
  void aMissingKeyFileIsReportedAndNothingIsSent() throws Exception {
    Files.delete(directory.resolve("key"));
    start(false, UploaderTesting::stored);
    append(1, 1);
    uploader.start();
    firstPauseOver(Duration.ofSeconds(60));
    assertEquals(0, bodies.size());
    assertTrue(uploader.status().trouble().contains("no API key"), uploader.status()::toString);
    Files.writeString(directory.resolve("key"), "secret\n");
    awaitEmpty();
  }

  /** The operator who has put the right key there does not wait for the end of a minute. */
  @Test
  void aKeyThatIsCorrectedIsTriedAtOnce() throws Exception {
    startPausing(
        false,
        new DeliveryTiming.Pause() {
          @Override
          public void of(Duration time) throws InterruptedException {
            pauses.add(time);
            DeliveryTiming.Pause.REAL.of(time);
          }

          @Override
          public void of(Duration time, BooleanSupplier sooner) throws InterruptedException {
            pauses.add(time);
            DeliveryTiming.Pause.REAL.of(time, sooner);
          }
        },
        body -> status(403, "{\"error\": \"The provided API key is not valid\"}"),
        UploaderTesting::stored);
    append(1, 1);
    uploader.start();
    assertEquals(Duration.ofSeconds(60), firstPauseOver(Duration.ofSeconds(60)));
    long corrected = System.nanoTime();
    Files.writeString(directory.resolve("key"), "right\n");
    awaitEmpty();
    Duration waited = Duration.ofNanos(System.nanoTime() - corrected);
    assertTrue(waited.compareTo(Duration.ofSeconds(30)) < 0, waited::toString);
  }

  @Test
  void anAnswerWithoutCountsIsNoReceiptButFromAnOriginalCollector() throws Exception {
    start(false, body -> status(200, "{\"status\": \"ok\"}"), UploaderTesting::stored);
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
    start(false, body -> status(200, WireCodec.encode(tooFew)), UploaderTesting::stored);
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
    start(false, UploaderTesting::stored);
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
