package org.ixpqos.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ixpqos.collector.TestingResults;
import org.ixpqos.collector.incident.Incident;
import org.ixpqos.collector.incident.Threshold;
import org.ixpqos.collector.incident.Thresholds;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.Upload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncidentsTest {
  private static final Instant TEN = Instant.parse("2026-11-22T10:00:00Z");

  /** Milliseconds. */
  private static final double BELOW_ALL_MEDIANS = 0.01;

  @TempDir private Path directory;
  private SqliteStore store;

  @BeforeEach
  void open() throws Exception {
    store = SqliteStore.open(directory, System::nanoTime, nanos -> {});
  }

  @AfterEach
  void close() throws Exception {
    store.close();
  }

  private void put(List<RoundResult> rows) throws Exception {
    Upload upload = new Upload("p1", null, "", 0, "", null, rows, List.of());
    store.store(new ReceivedUpload(upload, TEN)).get();
  }

  /** A round a minute; those at the given minutes after ten lose 6 of 60. */
  private static List<RoundResult> minutes(int from, int until, Set<Integer> lossy) {
    List<RoundResult> rows = new ArrayList<>();
    for (int i = from; i < until; i++) {
      rows.add(TestingResults.row(TEN.plusSeconds(60L * i), "p2", lossy.contains(i) ? 6 : 0));
    }
    return rows;
  }

  private List<Incident> incidents() throws Exception {
    return store.ask(reader -> reader.incidents(TEN, TEN.plus(Duration.ofDays(1)), any -> null));
  }

  private void keepHouse(Instant now) throws Exception {
    store.keepHouse(now, Duration.ofDays(30), Duration.ofDays(400));
  }

  @Test
  void twoGoodRoundsDoNotEndAnIncidentAndThreeDo() throws Exception {
    put(minutes(0, 30, Set.of(5, 8, 12)));
    List<Incident> found = incidents();
    assertEquals(2, found.size());
    Incident first = found.get(0);
    assertEquals(TEN.plusSeconds(300), first.begin());
    assertEquals(TEN.plusSeconds(540), first.end());
    assertEquals(2, first.rounds());
    assertEquals(12, first.lost());
    assertEquals(120, first.sent());
    assertEquals(0.1, first.worst());
    assertFalse(first.isOpen(TEN.plusSeconds(1_800)));
    assertEquals(TEN.plusSeconds(720), found.get(1).begin());
  }

  @Test
  void anIncidentGoesOnOverTheTurnOfAnHourAlikeBeforeAndAfterItIsSummed() throws Exception {
    put(minutes(0, 130, Set.of(58, 59, 61, 62, 119, 122)));
    List<Incident> fromRounds = incidents();
    assertEquals(2, fromRounds.size());
    assertEquals(4, fromRounds.get(0).rounds());
    keepHouse(TEN.plusSeconds(3_600 + 300));
    assertEquals(fromRounds, incidents(), "one hour summed, the next not");
    keepHouse(TEN.plusSeconds(4 * 3_600));
    assertEquals(fromRounds, incidents());
    assertEquals(
        List.of(fromRounds.get(0)),
        store.ask(r -> r.incidents(TEN.plusSeconds(3_600), TEN.plusSeconds(3_700), any -> null)),
        "told whole, whatever the range cuts");
  }

  @Test
  void aSlowScheduleGoesOnOverTheTurnOfAnHourToo() throws Exception {
    for (int step : List.of(5, 15, 60)) {
      List<RoundResult> rows = new ArrayList<>();
      for (int i = 0; i <= 300 / step; i++) {
        rows.add(TestingResults.row(TEN.plusSeconds(60L * step * i), "every" + step, 6));
      }
      put(rows);
    }
    List<Incident> found = incidents();
    assertEquals(List.of(61L, 21L, 6L), found.stream().map(Incident::rounds).toList());
    keepHouse(TEN.plus(Duration.ofHours(6)));
    assertEquals(found, incidents());
  }

  @Test
  void roundsThatComeLateMakeTheHourAnew() throws Exception {
    put(minutes(0, 20, Set.of(5)));
    keepHouse(TEN.plusSeconds(3 * 3_600));
    assertEquals(1, incidents().size());
    put(minutes(20, 40, Set.of(30)));
    List<Incident> before = incidents();
    assertEquals(2, before.size());
    keepHouse(TEN.plusSeconds(3 * 3_600));
    assertEquals(before, incidents());
  }

  @Test
  void whatWasNotMeasuredEndsAnIncident() throws Exception {
    List<RoundResult> rows = minutes(0, 10, Set.of(9));
    rows.addAll(minutes(20, 30, Set.of(20)));
    put(rows);
    assertEquals(2, incidents().size());
  }

  @Test
  void itIsOpenWhileTheNextRoundMayBelongToIt() throws Exception {
    put(minutes(0, 10, Set.of(8, 9)));
    Incident last = incidents().get(0);
    assertTrue(last.isOpen(TEN.plusSeconds(600)));
    assertFalse(last.isOpen(TEN.plusSeconds(600 + 180)));
  }

  @Test
  void threeRoundsSlowerThanUsualAreALatencyIncident() throws Exception {
    // the day before: 0.5 ms; the rows' median is that too
    put(minutes(-1_500, -1_440, Set.of()));
    keepHouse(TEN);
    List<RoundResult> rows = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      RoundResult row = TestingResults.row(TEN.plusSeconds(60L * i), "p2", 0);
      rows.add((i >= 5 && i < 9) || i == 15 ? TestingResults.slower(row, 4) : row);
    }
    put(rows);
    keepHouse(TEN.plusSeconds(2 * 3_600));
    List<Incident> found = incidents();
    assertEquals(1, found.size());
    assertEquals(Incident.Kind.LATENCY, found.get(0).kind());
    assertEquals(4, found.get(0).rounds());
    assertEquals(2.0, found.get(0).worst(), 1e-9);
    assertEquals(0.5, found.get(0).baseline(), 0.02);
  }

  /** Each reader gets what the first one found and what came since, without the rounds. */
  @Test
  void anOpenHourIsReadOnce() throws Exception {
    put(minutes(0, 20, Set.of(5, 6)));
    assertEquals(2, incidents().get(0).rounds());
    try (Connection behind =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(SqliteStore.FILE));
        Statement statement = behind.createStatement()) {
      assertEquals(20, statement.executeUpdate("DELETE FROM raw_hot"));
    }
    put(minutes(20, 30, Set.of(25)));
    List<Incident> found = incidents();
    assertEquals(List.of(2L, 1L), found.stream().map(Incident::rounds).toList());
    assertEquals(25 * 60, Duration.between(TEN, found.get(1).begin()).toSeconds());
  }

  @Test
  void aChangedThresholdJudgesTheOpenHourAgain() throws Exception {
    put(minutes(0, 20, Set.of(5)));
    assertEquals(1, incidents().size());
    Thresholds.Rule tolerant =
        new Thresholds.Rule(
            Optional.empty(), Optional.empty(), new Threshold(0.5, Threshold.USUAL.times(), 0.2));
    Thresholds thresholds = new Thresholds(List.of(tolerant), probe -> Set.of());
    store.useThresholds(thresholds);
    assertEquals(List.of(), incidents());
    put(minutes(20, 30, Set.of(25)));
    assertEquals(List.of(), incidents());
    thresholds.use(List.of());
    assertEquals(2, incidents().size());
  }

  /** After a start the first reader comes before the baselines are known. */
  @Test
  void aBaselineThatBecomesKnownJudgesTheOpenHourAgain() throws Exception {
    put(minutes(0, 20, Set.of()));
    assertEquals(List.of(), incidents());
    int pair = store.ask(StoreReader::pairs).byId().keySet().iterator().next();
    SqliteStore.Question<List<Incident>> judged =
        reader ->
            reader.incidents(
                TEN, TEN.plus(Duration.ofDays(1)), any -> any == pair ? BELOW_ALL_MEDIANS : null);
    assertEquals(20, store.ask(judged).get(0).rounds());
    put(minutes(20, 30, Set.of()));
    assertEquals(30, store.ask(judged).get(0).rounds());
  }
}
