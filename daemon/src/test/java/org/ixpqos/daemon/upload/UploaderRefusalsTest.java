package org.ixpqos.daemon.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import org.ixpqos.model.Gap;
import org.ixpqos.model.UploadAnswer;
import org.ixpqos.model.wire.WireCodec;
import org.junit.jupiter.api.Test;

/** What becomes of rows that a collector refuses, and of those beside them. */
class UploaderRefusalsTest extends UploaderTesting {
  @Test
  void theOriginals400WithoutKeyIsNoPoison() throws Exception {
    start(
        false,
        body -> status(400, "{\"error\": \"Please provide an API key\"}"),
        UploaderTesting::stored);
    append(1, 4);
    uploader.start();
    awaitEmpty();
    assertEquals(0, buffer.status().quarantined());
    assertEquals(2, bodies.size());
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
    // 99 rounds, and the gap that counts the one
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
    start(false, body -> status(200, WireCodec.encode(answer)), UploaderTesting::stored);
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
        UploaderTesting::stored);
    append(1, 4);
    uploader.start();
    awaitEmpty();
    assertEquals(0, buffer.status().quarantined());
    assertEquals(4, uploader.status().accepted());
  }

  /** nginx answers so to plain HTTP at a TLS port: every row would be refused. */
  @Test
  void a400ThatIsNoCollectorsHoldsAndQuarantinesNothing() throws Exception {
    start(
        false,
        body -> status(400, "<html>400 The plain HTTP request was sent to HTTPS port</html>"),
        UploaderTesting::stored);
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
    start(false, body -> status(400, "{\"error\": \"not gzip\"}"), UploaderTesting::stored);
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
}
