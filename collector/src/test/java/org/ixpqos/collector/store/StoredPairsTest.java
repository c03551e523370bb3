package org.ixpqos.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ixpqos.collector.TestingResults;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.collector.model.Silence;
import org.ixpqos.collector.model.StoredPairs;
import org.ixpqos.model.Upload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader knows of the pairs is what is stored, whatever was read before. */
class StoredPairsTest {
  private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir private Path directory;
  private SqliteStore store;

  @BeforeEach
  void open() throws SQLException {
    store = SqliteStore.open(directory, System::nanoTime, nanos -> {});
  }

  @AfterEach
  void close() throws SQLException {
    store.close();
  }

  private void put(String source, String target, Instant at) throws Exception {
    Upload upload =
        new Upload(
            source, null, "", 0, "", null, List.of(TestingResults.row(at, target, 3)), List.of());
    store.store(new ReceivedUpload(upload, at)).get();
  }

  private StoredPairs pairs() throws SQLException {
    return store.ask(StoreReader::pairs);
  }

  private static Pair pair(String source, String target) {
    return new Pair(source, target, 4, "mesh");
  }

  @Test
  void theyAreReadOnceWhileNoneIsAdded() throws Exception {
    assertEquals(Set.of(), pairs().all());
    put("a", "b", START);
    StoredPairs one = pairs();
    assertEquals(Set.of(pair("a", "b")), one.all());
    put("a", "b", START.plusSeconds(60));
    assertSame(one, pairs());
    put("b", "a", START.plusSeconds(60));
    assertEquals(Set.of(pair("a", "b"), pair("b", "a")), pairs().all());
    assertEquals(Set.of("a", "b"), pairs().bySource().keySet());
    assertEquals(Set.of("a", "b"), pairs().names());
    assertEquals(Set.of("mesh"), pairs().schedules());
    assertEquals(Set.of(pair("a", "b")), one.all(), "a reader's own does not change");
  }

  @Test
  void aNewNameIsReadAtOnce() throws Exception {
    put("a", "b", START);
    put("b", "a", START);
    Set<Integer> ids = pairs().byId().keySet();
    store.probeHistory().rename("b", "c");
    assertEquals(Set.of(pair("a", "c"), pair("c", "a")), pairs().all());
    assertEquals(ids, pairs().byId().keySet());
    store.probeHistory().forget("c");
    assertEquals(Set.of(), pairs().all());
    put("a", "d", START);
    assertEquals(Set.of(pair("a", "d")), pairs().all());
  }

  @Test
  void aPairThatIsMergedIsTheOther() throws Exception {
    put("a", "old", START);
    put("a", "new", START.plusSeconds(60));
    assertEquals(2, pairs().all().size());
    store.probeHistory().rename("old", "new");
    assertEquals(Map.of("a", 1), sizes(pairs()));
    assertEquals(Set.of(pair("a", "new")), pairs().all());
  }

  private static Map<String, Integer> sizes(StoredPairs pairs) {
    return Map.of("a", pairs.bySource().get("a").size());
  }

  /** By the open hours, those with rollups, and sealed ones: a round in any ends a silence. */
  @Test
  void aSilenceIsFoundWhateverTheHoursAre() throws Exception {
    for (int minute = 0; minute < 60 * 10; minute += 10) {
      put("steady", "b", START.plus(Duration.ofMinutes(minute)));
      if (minute < 120 || minute >= 300) {
        put("away", "b", START.plus(Duration.ofMinutes(minute)));
      }
    }
    Map<String, List<Silence>> expected =
        Map.of(
            "away",
            List.of(
                new Silence(
                    START.plus(Duration.ofMinutes(110)), START.plus(Duration.ofMinutes(300)))));
    assertEquals(expected, silences(), "all hours open");
    Instant later = START.plus(Duration.ofHours(6));
    store.keepHouse(later, DAY.multipliedBy(30), DAY.multipliedBy(400));
    assertEquals(expected, silences(), "some summed, some sealed");
    put("steady", "late", START.plus(Duration.ofMinutes(5)));
    assertEquals(expected, silences(), "a sealed hour that is due again");
    put("away", "late", START.plus(Duration.ofMinutes(200)));
    assertEquals(2, silences().get("away").size(), "a late round parts it");
  }

  private Map<String, List<Silence>> silences() throws SQLException {
    return store.ask(reader -> reader.silences(START, START.plus(DAY), any -> true));
  }
}
