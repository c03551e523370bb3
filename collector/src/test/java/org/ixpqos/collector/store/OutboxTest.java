package org.ixpqos.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ixpqos.collector.TestingResults;
import org.ixpqos.collector.model.Outbox;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.collector.model.StoredCounts;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.Upload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);
  private static final long MUCH = 1L << 30;

  @TempDir private Path directory;
  private SqliteStore store;
  private Outbox outbox;

  @BeforeEach
  void open() throws SQLException {
    open(directory, "one");
  }

  private void open(Path where, String... sinks) throws SQLException {
    store = SqliteStore.open(where, System::nanoTime, nanos -> {});
    outbox = store.openOutbox(Set.of(sinks));
  }

  @AfterEach
  void close() throws Exception {
    outbox.close();
    store.close();
  }

  private void reopen(String... sinks) throws Exception {
    close();
    open(directory, sinks);
  }

  private static List<RoundResult> rounds(int from, int until) {
    List<RoundResult> rows = new ArrayList<>();
    for (int i = from; i < until; i++) {
      rows.add(TestingResults.row(START.plusSeconds(60L * i), "p2", i % 60));
    }
    return rows;
  }

  private StoredCounts store(List<RoundResult> rows) throws Exception {
    return store(rows, START);
  }

  private StoredCounts store(List<RoundResult> rows, Instant at) throws Exception {
    Upload upload = new Upload("p1", null, "", 0, "", null, rows, List.of());
    return store.store(new ReceivedUpload(upload, at)).get();
  }

  /** What an entry holds, as rows. */
  private List<RoundResult> rows(long after) throws Exception {
    return outbox.next(after, 1).rounds().stream().map(Outbox.Round::row).toList();
  }

  private long number(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(SqliteStore.FILE));
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return result.getLong(1);
    }
  }

  @Test
  void anUploadIsAnEntryWithItsRows() throws Exception {
    List<RoundResult> rows = rounds(0, 50);
    store(rows);
    store(rounds(50, 53));
    Outbox.Batch batch = outbox.next(0, 1);
    assertEquals(rows, batch.rounds().stream().map(Outbox.Round::row).toList());
    assertEquals(new Pair("p1", "p2", 4, "mesh"), batch.rounds().get(0).pair());
    assertEquals(new Outbox.Batch(List.of(), 2, 0), outbox.next(2, 1));
    assertEquals(53, outbox.next(0, 51).rounds().size());
    assertEquals(new Outbox.Behind(2, START), outbox.behind(0));
    assertEquals(new Outbox.Behind(0, null), outbox.behind(2));
  }

  @Test
  void whatWasStoredBeforeIsNotInItAgain() throws Exception {
    store(rounds(0, 20));
    assertEquals(new StoredCounts(0, 20, false), store(rounds(0, 20)));
    assertTrue(outbox.next(1, 1).rounds().isEmpty());
    // some of it new, on both sides of a block of sixteen, and one of them twice in one upload
    List<RoundResult> mixed = new ArrayList<>(rounds(10, 40));
    mixed.addAll(rounds(39, 41));
    assertEquals(new StoredCounts(21, 11, false), store(mixed));
    assertEquals(rounds(20, 41), rows(1));
    assertEquals(41, number("SELECT count(*) FROM raw_hot"));
  }

  @Test
  void whatIsSealedIsNotInItAgain() throws Exception {
    store(rounds(0, 60));
    Instant later = START.plus(Duration.ofHours(1)).plus(Sealing.AFTER);
    store.keepHouse(later, WEEK, Duration.ofDays(400));
    assertEquals(60, number("SELECT 60 - count(*) FROM raw_hot"));
    assertEquals(new StoredCounts(1, 60, false), store(rounds(0, 61), later));
    assertEquals(rounds(60, 61), rows(1));
    // and what waits needs neither the rounds nor their chunk
    store.keepHouse(later.plus(Duration.ofDays(60)), WEEK, Duration.ofDays(400));
    assertEquals(rounds(0, 60), rows(0));
  }

  @Test
  void withoutSinksNothingIsKept() throws Exception {
    store(rounds(0, 5));
    reopen();
    assertEquals(Set.of("one"), outbox.ended());
    store(rounds(5, 9));
    assertEquals(1, number("SELECT count(*) FROM outbox"));
    assertEquals(Map.of(), outbox.trim(START, WEEK, MUCH));
    assertEquals(0, number("SELECT count(*) FROM outbox"));
    assertEquals(0, number("SELECT count(*) FROM sink_cursor"));
    reopen("one");
    assertEquals(Map.of("one", 1L), outbox.positions());
  }

  @Test
  void aSinkBeginsWhereItWasConfiguredAndGoesOnWhereItWas() throws Exception {
    store(rounds(0, 5));
    outbox.passed("one", 1);
    store(rounds(5, 6));
    reopen("one", "two");
    assertEquals(Set.of("two"), outbox.begun());
    assertEquals(Map.of("one", 1L, "two", 2L), outbox.positions());
    store(rounds(6, 7));
    assertEquals(rounds(6, 7), rows(outbox.positions().get("two")));
    assertEquals(rounds(5, 6), rows(outbox.positions().get("one")));
    reopen("one");
    assertEquals(Set.of("two"), outbox.ended());
    assertEquals(Set.of(), outbox.begun());
    assertEquals(rounds(5, 6), rows(outbox.positions().get("one")));
  }

  @Test
  void anEntryLeavesWhenAllHavePassedIt() throws Exception {
    reopen("one", "two");
    for (int i = 0; i < 3; i++) {
      store(rounds(i, i + 1));
    }
    outbox.passed("one", 3);
    assertEquals(3, number("SELECT count(*) FROM outbox"));
    outbox.passed("two", 2);
    assertEquals(1, number("SELECT count(*) FROM outbox"));
    outbox.passed("two", 3);
    // a number is never given again
    store(rounds(3, 4));
    assertEquals(4, outbox.next(0, 1).through());
    assertEquals(new Outbox.Behind(1, START), outbox.behind(3));
  }

  @Test
  void whatIsTooOldOrTooMuchIsDroppedAndCounted() throws Exception {
    reopen("one", "two");
    for (int i = 0; i < 500; i++) {
      store(rounds(2 * i, 2 * i + 2), START.plusSeconds(i));
    }
    outbox.passed("one", 300);
    Instant now = START.plus(WEEK).plusSeconds(400);
    assertEquals(Map.of("one", 200L, "two", 800L), outbox.trim(now, WEEK, MUCH));
    assertEquals(100, number("SELECT count(*) FROM outbox"));
    assertEquals(Map.of(), outbox.trim(now, WEEK, MUCH));
    long each = number("SELECT max(length(d)) FROM outbox");
    assertEquals(Map.of("one", 180L, "two", 180L), outbox.trim(now, WEEK, 10 * each));
    assertEquals(10, number("SELECT count(*) FROM outbox"));
    assertEquals(rounds(980, 982), rows(outbox.positions().get("two")));
  }

  @Test
  void aDamagedEntryIsPassedBy() throws Exception {
    store(rounds(0, 2));
    store(rounds(2, 4));
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(SqliteStore.FILE));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE outbox SET d = substr(d, 1, 40) WHERE id = 1");
    }
    Outbox.Batch batch = outbox.next(0, 100);
    assertEquals(1, batch.unreadable());
    assertEquals(2, batch.rounds().size());
    assertEquals(2, batch.through());
  }

  /** The disk as it is when the power goes right after an answer. */
  @Test
  void whatWasAcknowledgedIsInItAfterACrash() throws Exception {
    store(rounds(0, 30));
    store(rounds(20, 40));
    Path copy = Files.createDirectories(directory.resolve("copy"));
    for (String file : List.of(SqliteStore.FILE, SqliteStore.FILE + "-wal")) {
      Files.copy(directory.resolve(file), copy.resolve(file));
    }
    close();
    open(copy, "one");
    assertEquals(rounds(0, 40).size(), outbox.next(0, 1_000).rounds().size());
    assertEquals(rounds(30, 40), rows(1));
    assertNull(outbox.behind(2).oldest());
  }
}
