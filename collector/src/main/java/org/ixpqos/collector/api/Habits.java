package org.ixpqos.collector.api;

import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ixpqos.collector.store.Pair;
import org.ixpqos.collector.store.SqliteStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is usual for each pair: its median of the last week, summed anew at the turn of an hour, on
 * a thread of its own. Until that is done nothing, or what was usual an hour ago, is.
 */
public final class Habits {
  private static final Logger log = LoggerFactory.getLogger(Habits.class);

  private record Known(Instant hour, Map<Integer, Double> medians, Map<Pair, Double> byPair) {}

  private final SqliteStore store;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile Known known = new Known(Instant.MIN, Map.of(), Map.of());

  public Habits(SqliteStore store) {
    this.store = store;
  }

  /** Milliseconds, by the pair's id. */
  public Map<Integer, Double> at(Instant now) {
    Instant hour = now.truncatedTo(ChronoUnit.HOURS);
    if (hour.isAfter(known.hour()) && asking.compareAndSet(false, true)) {
      Thread thread = new Thread(() -> learn(hour), "habits");
      thread.setDaemon(true);
      thread.start();
    }
    return known.medians();
  }

  /** Milliseconds. */
  public Map<Pair, Double> byPair(Instant now) {
    at(now);
    return known.byPair();
  }

  private static Known known(Instant hour, Map<Integer, Double> medians, Map<Integer, Pair> pairs) {
    Map<Pair, Double> byPair = new HashMap<>();
    medians.forEach((id, median) -> byPair.put(pairs.get(id), median));
    return new Known(hour, medians, byPair);
  }

  private void learn(Instant hour) {
    try {
      known = store.ask(reader -> known(hour, reader.habits(hour), reader.pairs()));
    } catch (SQLException | RuntimeException e) {
      known = new Known(hour, known.medians(), known.byPair());
      log.error("what is usual can't be read, tried again in an hour; see to the store's disk", e);
    } finally {
      asking.set(false);
    }
  }
}
