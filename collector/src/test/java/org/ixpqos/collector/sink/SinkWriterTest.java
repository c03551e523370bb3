package org.ixpqos.collector.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.GzipSource;
import okio.Okio;
import org.ixpqos.collector.TestingClock;
import org.ixpqos.collector.TestingRows;
import org.ixpqos.collector.engine.EngineAccess;
import org.ixpqos.collector.store.Outbox;
import org.ixpqos.collector.store.Received;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.wire.ResultRow;
import org.ixpqos.wire.Upload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Every answer that an engine, or something in its place, may give. */
class SinkWriterTest {
  private static final String INFLUXDB_2_PARTIAL =
      "{\"code\":\"unprocessable entity\",\"message\":\"failure writing points to database: partial"
          + " write: points beyond retention policy dropped=3\"}";
  private static final String INFLUXDB_1_PARTIAL =
      "{\"error\":\"partial write: field type conflict: input field \\\"min\\\" on measurement"
          + " \\\"Ping\\\" is type float, already exists as type integer dropped=2\"}";
  private static final String BAD_LINE = "{\"code\":\"invalid\",\"message\":\"unable to parse\"}";

  @TempDir private Path directory;
  private final MockWebServer server = new MockWebServer();
  private final TestingClock clock = new TestingClock();
  private final List<Duration> pauses = new ArrayList<>();
  private final List<List<String>> bodies = new CopyOnWriteArrayList<>();
  private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
  private final Set<String> engine = new LinkedHashSet<>();
  private final Map<String, Long> counts = new TreeMap<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private SqliteStore store;
  private Outbox outbox;
  private SinkWriter writer;

  private interface Answer {
    MockResponse to(List<String> lines);
  }

  @BeforeEach
  void open() throws Exception {
    server.start();
    openStore("main");
    log.start();
    ((Logger) LoggerFactory.getLogger(SinkWriter.class)).addAppender(log);
  }

  private void openStore(String... sinks) throws SQLException {
    store = SqliteStore.open(directory, System::nanoTime, nanos -> {});
    outbox = store.openOutbox(Set.of(sinks));
  }

  @AfterEach
  void close() throws SQLException {
    ((Logger) LoggerFactory.getLogger(SinkWriter.class)).detachAppender(log);
    writer.close();
    outbox.close();
    store.close();
    server.close();
  }

  /** Answers in turn, and the last from then on. */
  private void answers(Answer... answers) {
    server.setDispatcher(
        new Dispatcher() {
          private int turn;

          @Override
          public synchronized MockResponse dispatch(RecordedRequest request) {
            List<String> lines = lines(request);
            requests.add(request);
            bodies.add(lines);
            return answers[Math.min(turn++, answers.length - 1)].to(lines);
          }
        });
  }

  private static List<String> lines(RecordedRequest request) {
    try {
      Buffer gzip = new Buffer().write(request.getBody());
      return Okio.buffer(new GzipSource(gzip)).readUtf8().lines().toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void start(Answer... answers) throws Exception {
    answers(answers);
    writer = writer(config("main", Optional.empty()));
  }

  private SinkConfig config(String name, Optional<EngineAccess.Secret> secret) {
    return new SinkConfig(
        name,
        SinkConfig.Type.INFLUXDB2,
        URI.create("http://127.0.0.1:" + server.getPort() + "/insert/0/influx"),
        Map.of("org", "an org", "bucket", "ixp"),
        new EngineAccess(secret, Optional.empty()));
  }

  private SinkWriter writer(SinkConfig config) throws Exception {
    SinkListener listener =
        new SinkListener() {
          @Override
          public void requested(String sink, String outcome) {
            counts.merge(outcome, 1L, Long::sum);
          }

          @Override
          public void ended(String sink, Points how, long count) {
            counts.merge(how.toString(), count, Long::sum);
          }
        };
    return new SinkWriter(
        config,
        outbox,
        listener,
        clock,
        () -> -1L, // the whole of each wait
        wait -> {
          pauses.add(wait);
          clock.move(wait);
        });
  }

  private static MockResponse status(int code, String body) {
    return new MockResponse.Builder().code(code).body(body).build();
  }

  private static Answer says(int code, String body) {
    return lines -> status(code, body);
  }

  private MockResponse taken(List<String> lines) {
    engine.addAll(lines);
    return status(204, "");
  }

  /** Takes all of a request or, where one line has a word, none of it, as QuestDB does. */
  private Answer refusing(int code, String body, String... words) {
    return lines ->
        lines.stream().anyMatch(line -> List.of(words).stream().anyMatch(line::contains))
            ? status(code, body)
            : taken(lines);
  }

  /** An upload with rounds of so many targets, from a number on. */
  private void upload(int from, int count) throws Exception {
    List<ResultRow> rows = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      rows.add(TestingRows.row(clock.instant(), "t" + i + "-end", 0));
    }
    Upload upload = new Upload("p1", null, "", 0, "", null, rows, List.of());
    store.store(new Received(upload, clock.instant())).get();
  }

  private void turns(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      writer.turn();
    }
  }

  private long behind() throws SQLException {
    return outbox.behind(outbox.positions().get("main")).entries();
  }

  private List<Integer> sizes() {
    return bodies.stream().map(List::size).toList();
  }

  private List<String> logged() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

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
  void nothingIsSentOfWhatSaysNothing() throws Exception {
    start(this::taken);
    ResultRow unknown =
        new ResultRow(
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
    store.store(new Received(upload, clock.instant())).get();
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
  void whatSomebodyMustMendHoldsAndIsToldOnce() throws Exception {
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
  void anotherKindOfTroubleIsToldToo() throws Exception {
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

  @Test
  void aPoisonedPointIsLeftOutAndTheRestGoesOn() throws Exception {
    start(refusing(400, BAD_LINE, "t7-end", "t700-end"));
    upload(0, 1_000);
    upload(1_000, 10);
    turns(1);
    assertEquals(1_008, engine.size());
    assertEquals(0, behind());
    assertEquals(2, counts.get("REFUSED"));
    assertEquals(1_008, counts.get("WRITTEN"));
    assertTrue(bodies.size() < 60, bodies.size() + " requests");
    assertEquals(1, logged().size());
    assertTrue(logged().get(0).contains("points=2 of=1010 first="), logged().get(0));
    assertTrue(logged().get(0).contains("target=t7-end,"), logged().get(0));
    assertTrue(logged().get(0).contains("unable to parse"), logged().get(0));
  }

  /** One probe of many, whose points stand between the others' all over the batch. */
  @Test
  void manyPoisonedPointsBlameNobodyElse() throws Exception {
    start(refusing(400, "", "0-end"));
    upload(0, 1_000);
    turns(1);
    assertEquals(900, engine.size());
    assertEquals(100, counts.get("REFUSED"));
    assertEquals(0, behind());
  }

  @Test
  void anEngineThatRefusesEveryPointIsHeldAndNothingIsLost() throws Exception {
    start(says(400, BAD_LINE));
    upload(0, 1_000);
    turns(2);
    assertEquals(List.of(Duration.ofSeconds(60), Duration.ofSeconds(60)), pauses);
    assertEquals(34, bodies.size());
    assertEquals(1, behind());
    assertEquals(1, logged().size());
    assertTrue(logged().get(0).contains("it refuses every point, such as Ping,"), logged().get(0));
    answers(this::taken);
    turns(1);
    assertEquals(1_000, engine.size());
    assertFalse(counts.containsKey("REFUSED"));
  }

  @Test
  void aPoisonedPointThatIsAloneWaitsForTheNextOnlyToBeLeftOut() throws Exception {
    start(refusing(400, "", "t0-end"));
    upload(0, 1);
    turns(1);
    assertEquals(1, behind());
    upload(1, 2);
    turns(1);
    assertEquals(2, engine.size());
    assertEquals(0, behind());
    assertEquals(1, counts.get("REFUSED"));
  }

  @Test
  void aPartialWriteIsCountedAndGoneOnFrom() throws Exception {
    start(says(422, INFLUXDB_2_PARTIAL), says(400, INFLUXDB_1_PARTIAL), says(422, "no"));
    for (int i = 0; i < 3; i++) {
      upload(10 * i, 10);
      turns(1);
    }
    assertEquals(3, bodies.size());
    assertEquals(0, behind());
    assertEquals(Map.of("partial", 3L, "REFUSED", 6L, "WRITTEN", 24L), counts);
    assertTrue(logged().get(0).contains("beyond retention policy"), logged().get(0));
    assertTrue(logged().get(1).contains("field type conflict"), logged().get(1));
  }

  @Test
  void tooLargeIsSplitAndRemembered() throws Exception {
    start(lines -> lines.size() > 300 ? status(413, "") : taken(lines));
    upload(0, 1_000);
    upload(1_000, 1_000);
    turns(1);
    assertEquals(2_000, engine.size());
    assertEquals(0, behind());
    bodies.clear();
    upload(2_000, 1_000);
    turns(1);
    assertTrue(sizes().stream().allMatch(size -> size <= 300), sizes().toString());
    assertEquals(3_000, engine.size());
  }

  @Test
  void aPointThatIsTooLargeAloneIsLeftOut() throws Exception {
    start(refusing(413, "", "t1-end"));
    upload(0, 3);
    turns(1);
    assertEquals(2, engine.size());
    assertEquals(1, counts.get("REFUSED"));
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
  void aTokenIsReadEachTimeAndTold() throws Exception {
    Path file = directory.resolve("token");
    SinkConfig config =
        config("main", Optional.of(new EngineAccess.Secret(Optional.empty(), file)));
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
    writer = writer(config("main", Optional.of(new EngineAccess.Secret(Optional.of("ixp"), file))));
    upload(0, 1);
    turns(1);
    assertEquals("Basic aXhwOnBhc3M=", requests.get(0).getHeaders().get("Authorization"));
  }
}
