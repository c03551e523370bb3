package org.ixpqos.collector.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.ixpqos.collector.database.DatabaseAccess;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.Upload;
import org.junit.jupiter.api.Test;

/** Every answer that an engine, or something in its place, may give to all of a request. */
class SinkWriterTest extends SinkTesting {
  @Test
  void whatCameInIsWrittenInBatches() throws Exception {
    start(this::taken);
    for (int i = 0; i < 30; i++) {
      upload(10 * i, 10);
    }
    turns(2);
    assertEquals(List.of(300), sizes());
    assertEquals(300, engine.size());
    assertEquals(0, behind());
    assertEquals(List.of(Duration.ofSeconds(1)), pauses);
    assertEquals(Map.of("taken", 1L, "WRITTEN", 300L), counts);
    assertEquals(
        "/insert/0/influx/api/v2/write?bucket=ixp&org=an%20org&precision=us",
        requests.get(0).getTarget());
    assertEquals("gzip", requests.get(0).getHeaders().get("Content-Encoding"));
    assertTrue(
        bodies.get(0).get(0).startsWith("Ping,source=p1,target=t0-end,status=ok,proto=4,"),
        bodies.get(0).get(0));
    assertTrue(logged().isEmpty(), logged().toString());
  }

  @Test
  void aBatchIsBoundedByLines() throws Exception {
    start(this::taken);
    for (int i = 0; i < 9; i++) {
      upload(1_000 * i, 1_000);
    }
    upload(10_000, 9_000);
    turns(4);
    assertEquals(List.of(4_000, 4_000, 5_000, 5_000), sizes());
    assertEquals(18_000, engine.size());
    assertEquals(0, behind());
  }

  @Test
  void nothingIsSentOfResultsWithoutValues() throws Exception {
    start(this::taken);
    RoundResult unknown =
        new RoundResult(
            clock.instant(),
            "",
            "p2",
            4,
            "10.0.0.2",
            false,
            null,
            null,
            null,
            "",
            0,
            null,
            0,
            0,
            List.of());
    Upload upload = new Upload("p1", null, "", 0, "", null, List.of(unknown), List.of());
    store.store(new ReceivedUpload(upload, clock.instant())).get();
    turns(1);
    assertEquals(0, behind());
    assertTrue(bodies.isEmpty());
  }

  @Test
  void passingFaultsAreTriedAgainWithABackoff() throws Exception {
    start(
        says(500, ""),
        says(502, "<html>"),
        says(503, ""),
        says(504, ""),
        says(408, ""),
        says(408, ""), // OkHttp asks once more by itself
        says(429, ""),
        says(507, ""),
        says(599, ""),
        this::taken);
    upload(0, 5);
    turns(9);
    assertEquals(
        List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L),
        pauses.stream().map(wait -> Math.round(wait.toMillis() / 1e3)).toList());
    assertEquals(5, engine.size());
    assertEquals(0, behind());
    assertEquals(8, counts.get("try_again"));
    assertEquals(2, logged().size(), logged().toString());
    assertTrue(logged().get(0).contains("wait for a week and follow by themselves"));
    // 183 s of waiting, less what the last share of a whole lacks
    assertTrue(
        logged().get(1).contains("takes points again sink=main after=PT3M2"), logged().get(1));
    assertTrue(logged().get(1).endsWith("uploads_behind=0"));
  }

  @Test
  void aConnectionThatIsCutIsTriedAgain() throws Exception {
    start(
        lines ->
            new MockResponse.Builder()
                .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
                .build());
    upload(0, 2);
    turns(2);
    assertEquals(2, counts.get("try_again"));
    assertEquals(1, behind());
    answers(this::taken);
    turns(1);
    assertEquals(2, engine.size());
  }

  @Test
  void whatPassesByTheFirstRetryIsWorthNoLine() throws Exception {
    start(says(503, ""), this::taken);
    upload(0, 1);
    turns(2);
    assertEquals(1, engine.size());
    assertTrue(logged().isEmpty(), logged().toString());
  }

  @Test
  void retryAfterIsHonoured() throws Exception {
    String date = "Sun, 22 Nov 2026 10:05:00 GMT";
    start(asking("30"), asking(date), asking("86400"), asking("soon"), asking("-1"), this::taken);
    upload(0, 1);
    turns(1);
    assertTrue(pauses.get(0).toSeconds() >= 30 && pauses.get(0).toSeconds() <= 33, "" + pauses);
    long left =
        Duration.between(clock.instant(), Instant.parse("2026-11-22T10:05:00Z")).toSeconds();
    turns(1);
    assertTrue(
        pauses.get(1).toSeconds() >= left && pauses.get(1).toSeconds() <= left * 1.1 + 1,
        "" + pauses);
    turns(1);
    assertTrue(pauses.get(2).toMinutes() >= 10 && pauses.get(2).toMinutes() <= 11, "" + pauses);
    turns(2);
    assertTrue(pauses.get(3).toSeconds() <= 60 && pauses.get(4).toSeconds() <= 60, "" + pauses);
    turns(1);
    assertEquals(1, engine.size());
  }

  private static Answer asking(String retryAfter) {
    return lines ->
        new MockResponse.Builder().code(429).setHeader("Retry-After", retryAfter).build();
  }

  @Test
  void whatSomebodyMustMendHoldsAndIsReportedOnce() throws Exception {
    for (int code : List.of(401, 403, 404, 405, 301, 402)) {
      bodies.clear();
      log.list.clear();
      pauses.clear();
      start(says(code, "{\"code\":\"x\",\"message\":\"no\"}"), says(code, ""), this::taken);
      upload(code * 10, 3);
      turns(2);
      assertEquals(List.of(Duration.ofSeconds(60), Duration.ofSeconds(60)), pauses);
      assertEquals(1, behind());
      assertEquals(1, logged().size(), logged().toString());
      assertTrue(logged().get(0).contains("takes no points until this is mended"));
      assertTrue(logged().get(0).contains("reason=\"" + code + " \"no\": check "), logged().get(0));
      turns(1);
      assertEquals(0, behind());
      assertTrue(logged().get(1).contains("takes points again sink=main after=PT2M"));
      writer.close();
    }
    assertEquals(18, engine.size());
  }

  @Test
  void anotherKindOfTroubleIsReportedToo() throws Exception {
    start(says(503, ""), says(503, ""), says(503, ""), says(401, ""), says(503, ""), this::taken);
    upload(0, 1);
    turns(6);
    assertEquals(4, logged().size(), logged().toString());
    assertTrue(logged().get(0).contains("can't be reached"));
    assertTrue(logged().get(1).contains("until this is mended"));
    assertTrue(logged().get(2).contains("can't be reached"));
    assertTrue(logged().get(3).contains("takes points again"));
  }

  @Test
  void aPageIsNoEnginesAnswer() throws Exception {
    start(
        lines ->
            new MockResponse.Builder()
                .code(200)
                .setHeader("Content-Type", "text/html; charset=utf-8")
                .body("<html>Please log in</html>")
                .build(),
        this::taken);
    upload(0, 1);
    turns(1);
    assertEquals(1, behind());
    assertTrue(logged().get(0).contains("check its url"), logged().get(0));
    turns(1);
    assertEquals(0, behind());
  }

  /** Its answer came, and the power went before the position was kept: the same points again. */
  @Test
  void whatWasNotKeptIsSentAgainAsTheSamePoints() throws Exception {
    start(this::taken);
    upload(0, 10);
    Path before = Files.createDirectories(directory.resolve("before"));
    for (String file : List.of(SqliteStore.FILE, SqliteStore.FILE + "-wal")) {
      Files.copy(directory.resolve(file), before.resolve(file));
    }
    turns(1);
    close(writer, outbox, store);
    store = SqliteStore.open(before, System::nanoTime, nanos -> {});
    outbox = store.openOutbox(Set.of("main"));
    writer = writer(config("main", Optional.empty()));
    turns(1);
    assertEquals(List.of(10, 10), sizes());
    assertEquals(bodies.get(0), bodies.get(1));
    assertEquals(10, engine.size());
  }

  private static void close(AutoCloseable... all) throws Exception {
    for (AutoCloseable one : all) {
      one.close();
    }
  }

  @Test
  void aRestartGoesOnWhereItWas() throws Exception {
    start(this::taken);
    upload(0, 10);
    turns(1);
    upload(10, 10);
    close(writer, outbox, store);
    openStore("main");
    writer = writer(config("main", Optional.empty()));
    turns(2);
    assertEquals(List.of(10, 10), sizes());
    assertEquals(20, engine.size());
  }

  @Test
  void aSinkThatIsDownHoldsBackNoOther() throws Exception {
    outbox.close();
    store.close();
    openStore("main", "other");
    start(
        lines ->
            lines.size() > 2 // what only the one that is behind asks for
                ? status(503, "")
                : taken(lines));
    upload(0, 3);
    turns(3);
    SinkWriter other = writer(config("other", Optional.empty()));
    answers(this::taken);
    other.turn();
    assertEquals(3, engine.size());
    assertEquals(Map.of("main", 0L, "other", 1L), outbox.positions());
    turns(1);
    assertEquals(Map.of("main", 1L, "other", 1L), outbox.positions());
    other.close();
  }

  @Test
  void aTokenIsReadEachTimeAndReported() throws Exception {
    Path file = directory.resolve("token");
    SinkConfig config =
        config("main", Optional.of(new DatabaseAccess.Secret(Optional.empty(), file)));
    answers(this::taken);
    writer = writer(config);
    upload(0, 1);
    turns(1);
    assertTrue(bodies.isEmpty());
    assertTrue(logged().get(0).contains("there is no secret: put it into " + file));
    Files.writeString(file, "t0k3n\n");
    turns(1);
    assertEquals("Token t0k3n", requests.get(0).getHeaders().get("Authorization"));
    Files.writeString(file, "another\n");
    upload(1, 1);
    turns(1);
    assertEquals("Token another", requests.get(1).getHeaders().get("Authorization"));
    assertTrue(logged().stream().noneMatch(line -> line.contains("t0k3n")));
  }

  @Test
  void aUserAndAPasswordAreBasic() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "pass\n");
    answers(this::taken);
    writer =
        writer(config("main", Optional.of(new DatabaseAccess.Secret(Optional.of("ixp"), file))));
    upload(0, 1);
    turns(1);
    assertEquals("Basic aXhwOnBhc3M=", requests.get(0).getHeaders().get("Authorization"));
  }
}
