package org.ixpqos.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ixpqos.collector.TestingResults;
import org.ixpqos.collector.incident.Incident;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.collector.model.StoredPairs;
import org.ixpqos.collector.rollup.Rollup;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.Upload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is kept up to date as rounds come in, against adding all rounds up: rounds of the present,
 * late ones, ones that come again, ones that are ahead, restarts, housekeeping, in any order; over
 * ranges that end now and others.
 */
class OpenBlocksTest {
  private static final int STEPS = 400;
  private static final Duration MONTH = Duration.ofDays(30);

  @TempDir private Path directory;
  private SqliteStore store;
  private Random random;
  private Instant now = Instant.parse("2026-11-22T10:40:00Z");

  private int incidents;

  /** By pair and time. */
  private final Map<Pair, Map<Instant, RoundResult>> rounds = new LinkedHashMap<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void theSameAsAllRoundsAddedUp(long seed) throws Exception {
    random = new Random(seed);
    open();
    try {
      for (int i = 0; i < STEPS; i++) {
        step();
      }
      assertTrue(incidents > STEPS, "incidents: " + incidents);
    } finally {
      store.close();
    }
  }

  private void open() throws Exception {
    store = SqliteStore.open(directory, System::nanoTime, nanos -> {});
  }

  private void step() throws Exception {
    int what = random.nextInt(100);
    if (what < 60) {
      now = now.plusSeconds(random.nextInt(90));
      upload(now.minusSeconds(random.nextInt(120) - 20));
    } else if (what < 70) {
      upload(now.minusSeconds(random.nextInt(3 * 3_600)));
    } else if (what < 73) {
      now = now.plusSeconds(random.nextInt(1_200));
    } else if (what < 76) {
      store.close();
      open();
    } else if (what < 80) {
      store.keepHouse(now, MONTH, MONTH);
    } else {
      compare();
      compareIncidents();
    }
  }

  private void upload(Instant until) throws Exception {
    String source = "p" + random.nextInt(4);
    List<RoundResult> rows = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      Instant time = until.minusSeconds(60L * i);
      for (int target = 0; target < 4; target++) {
        RoundResult row = TestingResults.row(time, "t" + target, random.nextInt(3));
        Map<Instant, RoundResult> known =
            rounds.computeIfAbsent(Pair.of(source, row), any -> new HashMap<>());
        if (known.putIfAbsent(time, row) == null || random.nextInt(4) == 0) {
          rows.add(known.get(time));
        }
      }
    }
    if (random.nextInt(3) == 0 && !rows.isEmpty()) {
      rows.add(rows.get(0)); // twice in one upload
    }
    Upload upload = new Upload(source, null, "", 0, "", null, rows, List.of());
    store.store(new ReceivedUpload(upload, now)).get();
  }

  /** Readers hand over what they read of an hour while uploads of it go on. */
  @Test
  void theSameWhileUploadsGoOn() throws Exception {
    random = new Random(5);
    open();
    for (int i = 0; i < 100; i++) {
      upload(now.minusSeconds(random.nextInt(2_000)));
    }
    store.close();
    open(); // what is open is to be read from the file
    AtomicBoolean ended = new AtomicBoolean();
    ExecutorService readers = Executors.newFixedThreadPool(2);
    List<Future<Integer>> reads = new ArrayList<>();
    Instant from = now.minus(Duration.ofHours(2));
    Instant until = now.plus(Duration.ofHours(2));
    for (int i = 0; i < 2; i++) {
      reads.add(
          readers.submit(
              () -> {
                int count = 0;
                while (!ended.get()) {
                  store.ask(reader -> reader.incidents(from, until, any -> null).size());
                  store.ask(reader -> reader.rollups(from, until).size());
                  count++;
                }
                return count;
              }));
    }
    try {
      for (int i = 0; i < 300; i++) {
        now = now.plusSeconds(10);
        upload(now);
        if (i % 50 == 0) {
          compareIncidents();
        }
      }
    } finally {
      ended.set(true);
      readers.shutdown();
    }
    for (Future<Integer> read : reads) {
      assertTrue(read.get() > 0);
    }
    compare();
    compareIncidents();
    store.close();
  }

  /** With those that another process finds, which knows nothing but the file. */
  private void compareIncidents() throws Exception {
    Instant from = now.minus(Duration.ofHours(random.nextInt(6)));
    Instant until = now.plus(Duration.ofMinutes(10));
    SqliteStore.Question<List<Incident>> question =
        reader -> reader.incidents(from, until, any -> 0.5);
    List<Incident> found = store.ask(question);
    try (StoreView other = StoreView.open(directory)) {
      assertEquals(other.ask(question), found);
    }
    incidents += found.size();
  }

  private void compare() throws Exception {
    boolean endsNow = random.nextInt(4) > 0;
    Instant until = now.plus(endsNow ? Duration.ofMinutes(10) : Duration.ofMinutes(-7));
    Duration length =
        List.of(Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofHours(5))
            .get(random.nextInt(3));
    Instant from = now.minus(length);
    Map<Pair, Rollup> found = new HashMap<>();
    store.ask(
        reader -> {
          StoredPairs pairs = reader.pairs();
          reader.rollups(from, until).forEach((id, sum) -> found.put(pairs.apply(id), sum));
          return null;
        });
    Map<Pair, Rollup> expected = new HashMap<>();
    rounds.forEach(
        (pair, all) ->
            all.forEach(
                (time, row) -> {
                  if (!time.isBefore(from) && time.isBefore(until)) {
                    expected.computeIfAbsent(pair, any -> new Rollup()).add(row);
                  }
                }));
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach(
        (pair, sum) ->
            assertTrue(
                sum.agreesWith(found.get(pair)),
                () -> pair + ": " + sum.rounds() + " rounds, found " + found.get(pair).rounds()));
  }
}
