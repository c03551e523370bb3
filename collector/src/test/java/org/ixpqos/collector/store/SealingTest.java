package org.ixpqos.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.ixpqos.collector.TestingResults;
import org.ixpqos.collector.model.ClockTrust;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.Pruned;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.collector.model.StoredCounts;
import org.ixpqos.collector.rollup.Rollup;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.Upload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealingTest {
  private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration YEAR = Duration.ofDays(400);

  /** When the first hour is sealed, and no other. */
  private static final Instant SEALED = START.plus(HOUR).plus(Sealing.AFTER);

  @TempDir private Path directory;
  private final Random random = new Random(3);
  private SqliteStore store;

  @BeforeEach
  void open() throws SQLException {
    store = SqliteStore.open(directory, System::nanoTime, nanos -> {});
  }

  @AfterEach
  void close() throws SQLException {
    store.close();
  }

  private StoredCounts store(List<RoundResult> rows) throws Exception {
    return store
        .store(new ReceivedUpload(new Upload("p1", null, "", 0, "", null, rows, List.of()), START))
        .get();
  }

  private List<RoundResult> rounds(Instant from, int count) {
    List<RoundResult> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(TestingResults.row(from.plusSeconds(60L * i), "p2", random.nextInt(60)));
    }
    return rows;
  }

  private List<RoundResult> read() throws SQLException {
    int id = store.ask(reader -> reader.pairs("p1", "p2")).keySet().iterator().next();
    Pair pair = new Pair("p1", "p2", 4, "mesh");
    return store.ask(reader -> reader.rows(id, pair, START, START.plus(Duration.ofDays(9))));
  }

  private long count(String table) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(SqliteStore.FILE));
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT count(*) FROM " + table)) {
      return result.getLong(1);
    }
  }

  @Test
  void anHourIsSealedTwoHoursAfterItsEndAndReadsTheSame() throws Exception {
    List<RoundResult> rows = rounds(START, 90);
    store(rows);
    store.keepHouse(SEALED.minusSeconds(1), MONTH, YEAR);
    assertEquals(90, count("raw_hot"));
    store.keepHouse(SEALED, MONTH, YEAR);
    assertEquals(30, count("raw_hot"));
    assertEquals(1, count("raw_chunk"));
    assertEquals(rows, read());
  }

  @Test
  void whatIsSealedIsNotStoredAgain() throws Exception {
    List<RoundResult> rows = rounds(START, 60);
    store(rows);
    store.keepHouse(SEALED, MONTH, YEAR);
    assertEquals(new StoredCounts(0, 60, false), store(rows));
    store.close();
    open();
    assertEquals(new StoredCounts(0, 60, false), store(rows));
    assertEquals(0, count("raw_hot"));
    assertEquals(rows, read());
  }

  @Test
  void lateRoundsAreReadAndJoinTheirHour() throws Exception {
    List<RoundResult> rows = rounds(START, 60);
    store(rows.subList(10, 40));
    store.keepHouse(SEALED, MONTH, YEAR);
    assertEquals(new StoredCounts(30, 30, false), store(rows));
    assertEquals(30, count("raw_hot"));
    assertEquals(rows, read());
    store.keepHouse(SEALED, MONTH, YEAR);
    assertEquals(0, count("raw_hot"));
    assertEquals(1, count("raw_chunk"));
    assertEquals(rows, read());
    Rollup sum =
        store.ask(reader -> reader.rollups(START, START.plus(HOUR))).values().iterator().next();
    assertEquals(60, sum.rounds());
  }

  @Test
  void roundsThatCameSinceTheyWereReadAreNotDeletedUnsealed() throws Exception {
    List<RoundResult> rows = rounds(START, 60);
    store(rows.subList(0, 30));
    try (Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(SqliteStore.FILE))) {
      Sealing.Sealed read = Sealing.next(connection, SEALED, Sealing.Cursor.START);
      store(rows.subList(30, 60));
      assertFalse(Sealing.write(connection, read));
      assertEquals(60, count("raw_hot"));
      assertTrue(Sealing.write(connection, Sealing.next(connection, SEALED, Sealing.Cursor.START)));
    }
    assertEquals(0, count("raw_hot"));
    assertEquals(rows, read());
  }

  @Test
  void manyPairsAreSealedInTurns() throws Exception {
    List<RoundResult> rows = new ArrayList<>();
    for (int i = 0; i < 1_200; i++) {
      rows.add(TestingResults.row(START.plusSeconds(i), "t" + i, 0));
      rows.add(TestingResults.row(START.plus(HOUR).plusSeconds(i), "t" + i, 0));
    }
    store(rows);
    store.keepHouse(SEALED.plus(HOUR), MONTH, YEAR);
    assertEquals(0, count("raw_hot"));
    assertEquals(2_400, count("raw_chunk"));
  }

  @Test
  void sealingThatHasNoTimeLeftGoesOnLater() throws Exception {
    store(rounds(START, 60));
    store.keepHouse(SEALED, MONTH, YEAR, ClockTrust.CONFIRMED, Duration.ZERO);
    assertEquals(60, count("raw_hot"));
    store.keepHouse(SEALED, MONTH, YEAR, ClockTrust.CONFIRMED, HOUR);
    assertEquals(0, count("raw_hot"));
  }

  /** Fewer pairs are read at once where pairs have many rounds, and each is sealed once. */
  @Test
  void pairsWithManyRoundsAreReadInSmallerTurns() throws Exception {
    for (String source : List.of("p1", "p2", "p3")) {
      List<RoundResult> rows = new ArrayList<>();
      for (int target = 0; target < 10; target++) {
        for (int i = 0; i < 60; i++) {
          rows.add(TestingResults.row(START.plusSeconds(60L * i + target % 3), "t" + target, 0));
        }
      }
      Upload upload = new Upload(source, null, "", 0, "", null, rows, List.of());
      store.store(new ReceivedUpload(upload, START)).get();
    }
    List<Integer> pairs = new ArrayList<>();
    try (Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(SqliteStore.FILE))) {
      Sealing.Cursor cursor = Sealing.Cursor.START;
      for (Sealing.Sealed next = Sealing.next(connection, SEALED, cursor, 300);
          next != null;
          next = Sealing.next(connection, SEALED, cursor, 300)) {
        assertTrue(next.pairs().size() <= 5, "pairs at once: " + next.pairs().size());
        for (Sealing.Sealed piece : next.pieces()) {
          assertTrue(Sealing.write(connection, piece));
          piece.pairs().forEach(pair -> pairs.add(pair.pair()));
        }
        cursor = next.next();
      }
    }
    assertEquals(30, pairs.size());
    assertEquals(30, Set.copyOf(pairs).size());
    assertEquals(0, count("raw_hot"));
    assertEquals(30, count("raw_chunk"));
  }

  @Test
  void aPairsOtherAddressesAreKept() throws Exception {
    List<RoundResult> rows = new ArrayList<>(rounds(START, 3));
    RoundResult one = rows.get(1);
    rows.add(
        new RoundResult(
            START.plusSeconds(300),
            "mesh",
            "p2",
            4,
            "192.0.2.9",
            true,
            one.loss(),
            one.rtt(),
            one.packets(),
            "user",
            3,
            null,
            56,
            46,
            List.of()));
    store(rows);
    store.keepHouse(SEALED, MONTH, YEAR);
    rows.sort(Comparator.comparing(RoundResult::time));
    assertEquals(rows, read());
  }

  @Test
  void sealedRoundsAreDeletedInTime() throws Exception {
    store(rounds(START, 120));
    store.keepHouse(START.plus(Duration.ofDays(1)), MONTH, YEAR);
    assertEquals(2, count("raw_chunk"));
    Instant later = START.plus(MONTH).plus(HOUR);
    assertEquals(0, store.keepHouse(later, MONTH, YEAR).rounds()); // nothing is newer
    store(rounds(later, 1));
    assertEquals(
        new Pruned(60, START, START.plus(HOUR), false), store.keepHouse(later, MONTH, YEAR));
    assertEquals(1, count("raw_chunk"));
    assertEquals(
        new Pruned(0, null, null, true),
        store.keepHouse(later.plus(HOUR), MONTH, YEAR, ClockTrust.DOUBTED, HOUR));
    store(rounds(later.plus(HOUR), 1));
    assertEquals(60, store.keepHouse(later.plus(HOUR), MONTH, YEAR).rounds());
    assertEquals(0, count("raw_chunk"));
    assertEquals(2, count("period WHERE tier = 'slice'"));
    assertEquals(START.plus(HOUR).plus(HOUR), store.keptSince());
    store.close();
    open();
    assertEquals(START.plus(HOUR).plus(HOUR), store.keptSince());
  }
}
