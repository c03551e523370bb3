package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ixpqos.model.Gap;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.UploadAnswer;
import org.ixpqos.model.wire.UploadAnswerReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** At least once from the probe, exactly once in the store. */
class DeliveryTest {
  @TempDir private Path directory;
  private TestingCollector collector;
  private Instant now;

  @BeforeEach
  void start() throws Exception {
    collector = new TestingCollector(directory.resolve("one"));
    now = collector.clock.instant();
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private UploadAnswer deliver(String body) throws Exception {
    HttpResponse<String> answer = collector.post(body);
    assertEquals(200, answer.statusCode(), answer.body());
    return UploadAnswerReader.read(answer.body());
  }

  private List<RoundResult> rounds(int count) {
    List<RoundResult> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(TestingResults.row(now.minusSeconds(60L * i), "p2", i % 4));
    }
    return rows;
  }

  @Test
  void storesOnceHoweverOftenItIsSent() throws Exception {
    Gap gap = new Gap(now.minusSeconds(90), now.minusSeconds(30), Gap.STOPPED, "", 1);
    String body = TestingResults.upload("p1", now, rounds(5), gap);
    assertEquals(new UploadAnswer(6, 0, List.of(), now), deliver(body));
    assertEquals(new UploadAnswer(0, 6, List.of(), now), deliver(body));
    assertEquals(
        new UploadAnswer(2, 6, List.of(), now),
        deliver(TestingResults.upload("p1", now, rounds(7), gap)));
  }

  @Test
  void schedulesFamiliesAndDirectionsAreDifferentRows() throws Exception {
    RoundResult row = TestingResults.row(now, "p2", 0);
    assertEquals(1, deliver(TestingResults.upload("p1", now, List.of(row))).accepted());
    assertEquals(1, deliver(TestingResults.upload("p3", now, List.of(row))).accepted());
    String body = TestingResults.upload("p1", now, List.of(row));
    assertEquals(1, deliver(body.replace("\"proto\":4", "\"proto\":6")).accepted());
    assertEquals(1, deliver(body.replace("\"mesh\"", "\"jumbo\"")).accepted());
    assertEquals(1, deliver(body).duplicates());
  }

  @Test
  void namesABadRowAndStoresItsNeighbours() throws Exception {
    String body = TestingResults.upload("p1", now, rounds(3));
    String second = "\"time\":\"2026-11-22T09:59:00.000000Z\"";
    assertTrue(body.contains(second));
    UploadAnswer answer = deliver(body.replace(second, "\"time\":\"2026-11-22T10:20:00Z\""));
    assertEquals(2, answer.accepted());
    assertEquals(1, answer.rejected().size());
    assertEquals(1, answer.rejected().get(0).index());
    assertTrue(answer.rejected().get(0).reason().contains("ahead of the collector's clock"));
    assertEquals(1, deliver(body).accepted());
  }

  @Test
  void countsABatchThatCameBackWithOtherContent() throws Exception {
    String body = TestingResults.upload("p1", now, rounds(1));
    deliver(body);
    // how the probe is may have changed between two tries: that is no other content
    deliver(body.replace("\"backlog\":", "\"backlog\":1"));
    assertTrue(
        collector.get("/metrics").body().contains("ixpqos_collector_batch_conflicts_total 0.0"));
    deliver(body.replace("10.0.0.2", "10.0.0.3"));
    assertTrue(
        collector.get("/metrics").body().contains("ixpqos_collector_batch_conflicts_total 1.0"));
  }

  @Test
  void inflates() throws Exception {
    HttpResponse<String> answer =
        collector.postGzip(TestingCollector.gzip(TestingResults.upload("p1", now, rounds(50))));
    assertEquals(50, UploadAnswerReader.read(answer.body()).accepted());
  }

  @Test
  void refusesABombAndBrokenGzip() throws Exception {
    String upload = TestingResults.upload("p1", now, rounds(1));
    byte[] bomb =
        TestingCollector.gzip(
            upload.substring(0, upload.length() - 1) + ",\"x\":\"" + "0".repeat(20 << 20) + "\"}");
    assertTrue(bomb.length < 50_000);
    assertEquals(413, collector.postGzip(bomb).statusCode());
    byte[] gzip = TestingCollector.gzip(upload);
    assertEquals(
        408, collector.postGzip("no gzip".getBytes(StandardCharsets.US_ASCII)).statusCode());
    assertEquals(408, collector.postGzip(Arrays.copyOf(gzip, gzip.length / 2)).statusCode());
    assertEquals(1, deliver(upload).accepted());
  }

  /** What a probe sees when the power goes after the commit and before the answer. */
  @Test
  void whatWasAcknowledgedIsOnTheDisk() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    for (RoundResult row : rounds(40)) {
      String body = TestingResults.upload("p1", now, List.of(row));
      deliver(body);
      acknowledged.add(body);
    }
    Path copy = directory.resolve("two").resolve("store");
    Files.createDirectories(copy);
    for (String file : List.of("collector.db", "collector.db-wal")) {
      Files.copy(collector.storeDirectory().resolve(file), copy.resolve(file));
    }
    try (TestingCollector second = new TestingCollector(directory.resolve("two"))) {
      for (String body : acknowledged) {
        UploadAnswer answer = UploadAnswerReader.read(second.post(body).body());
        assertEquals(new UploadAnswer(0, 1, List.of(), now), answer);
      }
    }
  }

  @Test
  void takesFromManyAtOnceWhatTheySendTwice() throws Exception {
    List<Callable<UploadAnswer>> posts = new ArrayList<>();
    for (int probe = 0; probe < 8; probe++) {
      String body = TestingResults.upload("p" + probe, now, rounds(25));
      for (int copy = 0; copy < 4; copy++) {
        posts.add(() -> deliver(body));
      }
    }
    ExecutorService posters = Executors.newFixedThreadPool(16);
    try {
      long accepted = 0;
      long duplicates = 0;
      for (Future<UploadAnswer> answer : posters.invokeAll(posts)) {
        accepted += answer.get().accepted();
        duplicates += answer.get().duplicates();
      }
      assertEquals(8 * 25, accepted);
      assertEquals(8 * 25 * 3, duplicates);
    } finally {
      posters.shutdownNow();
    }
  }

  @Test
  void refusesWhatIsOlderThanItKeeps() throws Exception {
    String body = TestingResults.upload("p1", now, rounds(1));
    collector.clock.move(Duration.ofDays(36));
    assertEquals(1, deliver(body).rejected().size());
  }
}
