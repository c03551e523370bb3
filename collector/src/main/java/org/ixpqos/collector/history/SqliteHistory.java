package org.ixpqos.collector.history;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.ixpqos.collector.store.LatestRow;
import org.ixpqos.collector.store.MeshSum;
import org.ixpqos.collector.store.Pair;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.collector.store.StoreReader;
import org.ixpqos.collector.store.Tier;

/** What this collector's own store has: everything that was ever posted to it. */
public final class SqliteHistory implements History {
  private final SqliteStore store;

  public SqliteHistory(SqliteStore store) {
    this.store = store;
  }

  @Override
  public Found<Map<Pair, MeshSum>> sums(Instant from, Instant until) throws SQLException {
    return Found.whole(store.ask(reader -> byPair(reader.pairs(), reader.sums(from, until))));
  }

  private static <T> Map<Pair, T> byPair(Map<Integer, Pair> pairs, Map<Integer, ? extends T> byId) {
    Map<Pair, T> byPair = new HashMap<>();
    byId.forEach(
        (id, value) -> {
          if (pairs.containsKey(id)) {
            byPair.put(pairs.get(id), value);
          }
        });
    return byPair;
  }

  @Override
  public Found<List<PairSeries>> series(
      String source,
      String target,
      Predicate<Pair> wanted,
      Optional<Tier> tier,
      Instant from,
      Instant until)
      throws SQLException {
    return Found.whole(
        store.ask(
            reader -> {
              List<PairSeries> all = new ArrayList<>();
              for (Map.Entry<Integer, Pair> entry : reader.pairs(source, target).entrySet()) {
                if (wanted.test(entry.getValue())) {
                  all.add(series(reader, entry.getKey(), entry.getValue(), tier, from, until));
                }
              }
              return all;
            }));
  }

  private static PairSeries series(
      StoreReader reader, int id, Pair pair, Optional<Tier> tier, Instant from, Instant until)
      throws SQLException {
    return tier.isEmpty()
        ? new PairSeries(pair, reader.rows(id, pair, from, until), Collections.emptySortedMap())
        : new PairSeries(pair, List.of(), reader.sums(id, tier.get(), from, until));
  }

  @Override
  public Found<List<LatestRow>> latestSince(Instant since) throws SQLException {
    return Found.whole(store.ask(reader -> reader.latestSince(since)));
  }

  @Override
  public List<LatestRow> latestOf(String source) throws SQLException {
    return store.ask(reader -> reader.latestOf(source));
  }

  @Override
  public Map<Pair, Double> habits(Instant now) throws SQLException {
    return store.ask(reader -> byPair(reader.pairs(), reader.habits(now)));
  }
}
