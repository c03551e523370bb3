package org.ixpqos.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ixpqos.collector.TestingResults;
import org.ixpqos.collector.model.Outbox;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.Upload;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The outbox against a plain list: uploads, some of them twice, sinks at two speeds, sinks that are
 * added and taken away, restarts, and what is too old dropped, in any order. Each sink gets each
 * round that came in after it was added exactly once and in order, or is counted as having missed
 * it. {@code ixpqos.model.steps}: how many steps, 2,000 when it is not set.
 */
class OutboxModelTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final Duration AGE = Duration.ofHours(1);
  private static final int STEPS = Integer.getInteger("ixpqos.model.steps", 2_000);

  /** An upload in the list: the rounds of it that were new, and when it came in. */
  private record Entry(List<RoundResult> rounds, Instant received) {}

  @TempDir private Path directory;
  private SqliteStore store;
  private Outbox outbox;
  private Random random;

  private final List<Entry> entries = new ArrayList<>();

  /** How many of the list's entries each sink has passed. */
  private final Map<String, Integer> passed = new TreeMap<>();

  private Instant now = START;
  private int minutes;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void eachSinkGetsEachRoundOnceOrIsCountedAsHavingMissedIt(long seed) throws Exception {
    random = new Random(seed);
    open(Set.of("fast"));
    try {
      for (int i = 0; i < STEPS; i++) {
        step();
      }
      for (String sink : passed.keySet()) {
        while (passed.get(sink) < entries.size()) {
          take(sink, 10);
        }
        assertEquals(0, outbox.behind(outbox.positions().get(sink)).entries());
      }
    } finally {
      close();
    }
  }

  private void step() throws Exception {
    now = now.plusSeconds(random.nextInt(60));
    int what = random.nextInt(100);
    if (what < 45) {
      upload();
    } else if (what < 75) {
      takeIfThere("fast", 40);
    } else if (what < 83) {
      takeIfThere("slow", 5);
    } else if (what < 90) {
      dropWhatIsTooOld();
    } else if (what < 95) {
      restart(passed.keySet());
    } else {
      restart(anyOf("fast", "slow", "new"));
    }
    assertEquals(passed.keySet(), outbox.positions().keySet());
  }

  private Set<String> anyOf(String... names) {
    Set<String> some = new TreeSet<>();
    for (String name : names) {
      if (random.nextInt(3) > 0) {
        some.add(name);
      }
    }
    return some;
  }

  /** Up to 40 rounds, which begin within the last ones: those were stored before. */
  private void upload() throws Exception {
    int from = Math.max(0, minutes - random.nextInt(10));
    int until = from + 1 + random.nextInt(40);
    List<RoundResult> fresh = rounds(Math.min(until, minutes), until);
    minutes = Math.max(minutes, until);
    Upload upload = new Upload("p1", null, "", 0, "", null, rounds(from, until), List.of());
    assertEquals(fresh.size(), store.store(new ReceivedUpload(upload, now)).get().accepted());
    if (!fresh.isEmpty() && !passed.isEmpty()) {
      entries.add(new Entry(fresh, now));
    }
  }

  private static List<RoundResult> rounds(int from, int until) {
    List<RoundResult> rows = new ArrayList<>();
    for (int i = from; i < until; i++) {
      rows.add(TestingResults.row(START.plusSeconds(60L * i), "p2", i % 60));
    }
    return rows;
  }

  private void takeIfThere(String sink, int rounds) throws Exception {
    if (passed.containsKey(sink)) {
      take(sink, rounds);
    }
  }

  /** What it is to get next, by the list; now and then it forgets to say that it has got it. */
  private void take(String sink, int most) throws Exception {
    Outbox.Batch batch = outbox.next(outbox.positions().get(sink), most);
    List<RoundResult> expected = new ArrayList<>();
    int position = passed.get(sink);
    while (expected.size() < most && position < entries.size()) {
      expected.addAll(entries.get(position).rounds());
      position++;
    }
    assertEquals(0, batch.unreadable());
    assertEquals(expected, batch.rounds().stream().map(Outbox.Round::row).toList());
    if (random.nextInt(10) > 0) {
      outbox.passed(sink, batch.through());
      passed.put(sink, position);
    }
  }

  private void dropWhatIsTooOld() throws Exception {
    Map<String, Long> missed = new TreeMap<>();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.received().isBefore(now.minus(AGE))) {
        for (Map.Entry<String, Integer> sink : passed.entrySet()) {
          if (sink.getValue() <= i) {
            missed.merge(sink.getKey(), (long) entry.rounds().size(), Long::sum);
            sink.setValue(i + 1);
          }
        }
      }
    }
    assertEquals(missed, outbox.trim(now, AGE, 1L << 30));
  }

  private void restart(Set<String> sinks) throws Exception {
    Set<String> before = Set.copyOf(passed.keySet());
    Set<String> after = Set.copyOf(sinks);
    close();
    open(after);
    assertEquals(without(before, after), outbox.ended());
    assertEquals(without(after, before), outbox.begun());
  }

  private static Set<String> without(Set<String> names, Set<String> others) {
    return names.stream().filter(name -> !others.contains(name)).collect(Collectors.toSet());
  }

  private void open(Set<String> sinks) throws Exception {
    store = SqliteStore.open(directory, System::nanoTime, nanos -> {});
    outbox = store.openOutbox(sinks);
    passed.keySet().retainAll(sinks);
    sinks.forEach(sink -> passed.putIfAbsent(sink, entries.size()));
  }

  private void close() throws Exception {
    outbox.close();
    store.close();
  }
}
