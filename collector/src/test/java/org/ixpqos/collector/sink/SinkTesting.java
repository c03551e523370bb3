package org.ixpqos.collector.sink;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import okio.GzipSource;
import okio.Okio;
import org.ixpqos.collector.TestingClock;
import org.ixpqos.collector.TestingResults;
import org.ixpqos.collector.database.DatabaseAccess;
import org.ixpqos.collector.model.Outbox;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.Upload;
import org.ixpqos.service.delivery.DeliveryTiming;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A sink whose database answers as a test defines, with a test's clock. */
abstract class SinkTesting {
  static final String INFLUXDB_2_PARTIAL =
      "{\"code\":\"unprocessable entity\",\"message\":\"failure writing points to database: partial"
          + " write: points beyond retention policy dropped=3\"}";
  static final String INFLUXDB_1_PARTIAL =
      "{\"error\":\"partial write: field type conflict: input field \\\"min\\\" on measurement"
          + " \\\"Ping\\\" is type float, already exists as type integer dropped=2\"}";
  static final String BAD_LINE = "{\"code\":\"invalid\",\"message\":\"unable to parse\"}";

  @TempDir Path directory;
  final MockWebServer server = new MockWebServer();
  final TestingClock clock = new TestingClock();
  final List<Duration> pauses = new ArrayList<>();
  final List<List<String>> bodies = new CopyOnWriteArrayList<>();
  final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
  final Set<String> engine = new LinkedHashSet<>();
  final Map<String, Long> counts = new TreeMap<>();
  final ListAppender<ILoggingEvent> log = new ListAppender<>();
  SqliteStore store;
  Outbox outbox;
  SinkWriter writer;

  interface Answer {
    MockResponse to(List<String> lines);
  }

  @BeforeEach
  void open() throws Exception {
    server.start();
    openStore("main");
    log.start();
    ((Logger) LoggerFactory.getLogger(SinkWriter.class.getPackageName())).addAppender(log);
  }

  void openStore(String... sinks) throws SQLException {
    store = SqliteStore.open(directory, System::nanoTime, nanos -> {});
    outbox = store.openOutbox(Set.of(sinks));
  }

  @AfterEach
  void close() throws Exception {
    ((Logger) LoggerFactory.getLogger(SinkWriter.class.getPackageName())).detachAppender(log);
    writer.close();
    outbox.close();
    store.close();
    server.close();
  }

  /** Answers in turn, and the last from then on. */
  void answers(Answer... answers) {
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

  static List<String> lines(RecordedRequest request) {
    try {
      Buffer gzip = new Buffer().write(request.getBody());
      return Okio.buffer(new GzipSource(gzip)).readUtf8().lines().toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  void start(Answer... answers) throws Exception {
    answers(answers);
    writer = writer(config("main", Optional.empty()));
  }

  SinkConfig config(String name, Optional<DatabaseAccess.Secret> secret) {
    return new SinkConfig(
        name,
        SinkConfig.Type.INFLUXDB2,
        URI.create("http://127.0.0.1:" + server.getPort() + "/insert/0/influx"),
        Map.of("org", "an org", "bucket", "ixp"),
        new DatabaseAccess(secret, Optional.empty()));
  }

  SinkWriter writer(SinkConfig config) throws Exception {
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
        new DeliveryTiming(
            clock,
            () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()),
            wait -> {
              pauses.add(wait);
              clock.move(wait);
            }));
  }

  static MockResponse status(int code, String body) {
    return new MockResponse.Builder().code(code).body(body).build();
  }

  static Answer says(int code, String body) {
    return lines -> status(code, body);
  }

  MockResponse taken(List<String> lines) {
    engine.addAll(lines);
    return status(204, "");
  }

  /** Takes all of a request or, where one line has a word, none of it, as QuestDB does. */
  Answer refusing(int code, String body, String... words) {
    return lines ->
        lines.stream().anyMatch(line -> List.of(words).stream().anyMatch(line::contains))
            ? status(code, body)
            : taken(lines);
  }

  /** An upload with rounds of so many targets, from a number on. */
  void upload(int from, int count) throws Exception {
    List<RoundResult> rows = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      rows.add(TestingResults.row(clock.instant(), "t" + i + "-end", 0));
    }
    Upload upload = new Upload("p1", null, "", 0, "", null, rows, List.of());
    store.store(new ReceivedUpload(upload, clock.instant())).get();
  }

  void turns(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      writer.turn();
    }
  }

  long behind() throws Exception {
    return outbox.behind(outbox.positions().get("main")).entries();
  }

  List<Integer> sizes() {
    return bodies.stream().map(List::size).toList();
  }

  List<String> logged() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
