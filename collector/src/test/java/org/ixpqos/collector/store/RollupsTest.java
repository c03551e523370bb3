package org.ixpqos.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ixpqos.collector.TestingResults;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.collector.rollup.Rollup;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.Upload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sums of hours and days against a model: all rounds, added up one by one. */
class RollupsTest {
  private static final Instant START = Instant.parse("2026-11-20T00:00:00Z");
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration YEAR = Duration.ofDays(400);

  @TempDir private Path directory;
  private final Random random = new Random(3);
  private final List<RoundResult> model = new ArrayList<>();
  private SqliteStore store;

  @BeforeEach
  void open() throws SQLException {
    store = SqliteStore.open(directory, System::nanoTime, nanos -> {});
  }

  @AfterEach
  void close() throws SQLException {
    store.close();
  }

  private void store(List<RoundResult> rows) throws Exception {
    store
        .store(new ReceivedUpload(new Upload("p1", null, "", 0, "", null, rows, List.of()), START))
        .get();
    model.addAll(rows);
  }

  /** Rounds of two pairs, one every ten minutes. */
  private List<RoundResult> rounds(Instant from, int count) {
    List<RoundResult> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(TestingResults.row(from.plusSeconds(600L * i), "p2", random.nextInt(10)));
      rows.add(TestingResults.row(from.plusSeconds(600L * i), "p3", 60));
    }
    return rows;
  }

  private Rollup expected(Instant from, Instant until) {
    Rollup sum = new Rollup();
    model.stream()
        .filter(row -> row.target().equals("p2"))
        .filter(row -> !row.time().isBefore(from) && row.time().isBefore(until))
        .forEach(sum::add);
    return sum;
  }

  private int pair() throws SQLException {
    Map<Integer, Pair> pairs = store.ask(reader -> reader.pairs("p1", "p2"));
    return pairs.keySet().iterator().next();
  }

  private void assertSums() throws SQLException {
    for (int i = 0; i < 20; i++) {
      Instant from = START.plusSeconds(random.nextInt(4 * 86_400));
      Instant until = from.plusSeconds(random.nextInt(4 * 86_400));
      Rollup found =
          store.ask(reader -> reader.rollups(from, until)).getOrDefault(pair(), new Rollup());
      assertSame(expected(from, until), found, from + " to " + until);
    }
  }

  private static void assertSame(Rollup expected, Rollup found, String what) {
    assertEquals(expected.rounds(), found.rounds(), what);
    assertEquals(expected.sent(), found.sent(), what);
    assertEquals(expected.lost(), found.lost(), what);
    assertEquals(expected.loss(), found.loss(), what);
    assertEquals(expected.min(), found.min(), what);
    assertEquals(expected.max(), found.max(), what);
    assertEquals(expected.quantile(0.95), found.quantile(0.95), what);
    for (RoundField field : RoundFields.ALL) {
      Number value = expected.of(field);
      if (value == null) {
        assertNull(found.of(field), what + " " + field);
      } else {
        assertEquals(value.doubleValue(), found.of(field).doubleValue(), 1e-6, what + " " + field);
      }
    }
  }

  @Test
  void sumsAreTheSameBeforeAndAfterTheyAreKept() throws Exception {
    store(rounds(START, 3 * 144 + 50));
    assertSums();
    store.keepHouse(START.plus(Duration.ofDays(3).plusHours(8)), MONTH, YEAR);
    assertSums();
  }

  @Test
  void lateRoundsAreAddedToSumsThatWereMade() throws Exception {
    store(rounds(START, 3 * 144));
    Instant later = START.plus(Duration.ofDays(4));
    store.keepHouse(later, MONTH, YEAR);
    store(rounds(START.plusSeconds(61_234), 20));
    assertSums();
    store.keepHouse(later, MONTH, YEAR);
    assertSums();
  }

  @Test
  void whatIsRememberedIsForgottenWhenRoundsComeLate() throws Exception {
    store(rounds(START, 3 * 144));
    store.keepHouse(START.plus(Duration.ofDays(2)).plus(Duration.ofHours(5)), MONTH, YEAR);
    Instant until = START.plus(Duration.ofDays(3));
    for (int i = 0; i < 30; i++) {
      Instant late = START.plusSeconds(random.nextInt(3 * 86_400));
      assertSums(START, until);
      store(rounds(late, 1));
      assertSums(START, until);
      if (i % 7 == 0) {
        store.keepHouse(START.plus(Duration.ofHours(2L * i)), MONTH, YEAR);
      }
    }
  }

  private void assertSums(Instant from, Instant until) throws SQLException {
    assertSame(
        expected(from, until), store.ask(reader -> reader.rollups(from, until)).get(pair()), "all");
  }

  @Test
  void roundsThatComeWhileSumsAreMadeAreNotForgotten() throws Exception {
    Instant later = START.plus(Duration.ofDays(4));
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      CompletableFuture<Void> stored = new CompletableFuture<>();
      Future<Integer> summing =
          thread.submit(
              () -> {
                int times = 0;
                while (!stored.isDone()) {
                  store.keepHouse(later, MONTH, YEAR);
                  times++;
                }
                return times;
              });
      for (int i = 0; i < 60; i++) {
        store(rounds(START.plusSeconds(7L * i), 30));
      }
      stored.complete(null);
      assertTrue(summing.get() > 0);
    } finally {
      thread.shutdown();
    }
    store.keepHouse(later, MONTH, YEAR);
    assertSums();
  }

  @Test
  void aSeriesOfHoursAndDaysHasWhatIsNotSummedYet() throws Exception {
    store(rounds(START, 2 * 144));
    store.keepHouse(START.plus(Duration.ofHours(30)), MONTH, YEAR);
    SortedMap<Instant, Rollup> hours =
        store.ask(
            reader ->
                reader.rollups(pair(), Resolution.HOUR, START, START.plus(Duration.ofDays(9))));
    assertEquals(48, hours.size());
    hours.forEach(
        (hour, sum) ->
            assertSame(expected(hour, hour.plus(Duration.ofHours(1))), sum, hour.toString()));
    SortedMap<Instant, Rollup> days =
        store.ask(
            reader ->
                reader.rollups(pair(), Resolution.DAY, START, START.plus(Duration.ofDays(9))));
    assertEquals(List.of(START, START.plus(Duration.ofDays(1))), List.copyOf(days.keySet()));
    days.forEach(
        (day, sum) -> assertSame(expected(day, day.plus(Duration.ofDays(1))), sum, day.toString()));
  }

  /** A round by which nothing of before is the newest. */
  private void storeNewer(Instant at) throws Exception {
    List<RoundResult> rows = List.of(TestingResults.row(at, "p2", 0));
    store
        .store(new ReceivedUpload(new Upload("p9", null, "", 0, "", null, rows, List.of()), at))
        .get();
  }

  @Test
  void oldRoundsAreDeletedAndTheirSumsAreKept() throws Exception {
    store(rounds(START, 2 * 144));
    Instant until = START.plus(Duration.ofDays(2));
    int pair = pair();
    Pair name = new Pair("p1", "p2", 4, "mesh");
    storeNewer(START.plus(Duration.ofDays(31)));
    store.keepHouse(START.plus(Duration.ofDays(31)), MONTH, YEAR);
    assertEquals(144, store.ask(reader -> reader.rows(pair, name, START, until)).size());
    storeNewer(START.plus(Duration.ofDays(40)));
    store.keepHouse(START.plus(Duration.ofDays(40)), MONTH, YEAR);
    assertTrue(store.ask(reader -> reader.rows(pair, name, START, until)).isEmpty());
    assertTrue(store.ask(reader -> reader.latestOf("p1")).isEmpty());
    assertSame(
        expected(START, until), store.ask(reader -> reader.rollups(START, until)).get(pair), "sum");
    storeNewer(START.plus(Duration.ofDays(500)));
    store.keepHouse(START.plus(Duration.ofDays(500)), MONTH, YEAR);
    assertTrue(store.ask(reader -> reader.rollups(pair, Resolution.HOUR, START, until)).isEmpty());
    assertFalse(store.ask(reader -> reader.rollups(pair, Resolution.DAY, START, until)).isEmpty());
  }

  @Test
  void whatNobodyAnsweredHasNoTimes() throws Exception {
    store(rounds(START, 6));
    store.keepHouse(START.plus(Duration.ofDays(1)), MONTH, YEAR);
    int silent = store.ask(reader -> reader.pairs("p1", "p3")).keySet().iterator().next();
    Rollup sum =
        store.ask(reader -> reader.rollups(START, START.plus(Duration.ofHours(1)))).get(silent);
    assertEquals(1.0, sum.loss());
    assertNull(sum.min());
    assertNull(sum.quantile(0.5));
  }
}
