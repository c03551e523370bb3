package org.ixpqos.collector.history.sqlite;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.ixpqos.collector.history.History;
import org.ixpqos.collector.history.PairSeries;
import org.ixpqos.collector.history.PartialResult;
import org.ixpqos.collector.model.LatestResult;
import org.ixpqos.collector.model.MeshStatistics;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.collector.rollup.ThinnedResults;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.collector.store.StoreReader;

/** What this collector's own store has: everything that was ever posted to it. */
public final class SqliteHistory implements History {
  /** Of an answer; beyond, rounds are summed. */
  private static final int MOST_POINTS = 10_000;

  /** Families and schedules of one pair of probes. */
  private static final int MOST_SERIES = 50;

  private final SqliteStore store;

  public SqliteHistory(SqliteStore store) {
    this.store = store;
  }

  @Override
  public PartialResult<Map<Pair, MeshStatistics>> sums(Instant from, Instant until)
      throws SQLException {
    return PartialResult.whole(
        store.ask(reader -> byPair(reader.pairs(), reader.sums(from, until))));
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
  public PartialResult<List<PairSeries>> series(
      String source,
      String target,
      Predicate<Pair> wanted,
      Optional<Resolution> tier,
      Instant from,
      Instant until)
      throws SQLException {
    return PartialResult.whole(
        store.ask(
            reader -> {
              Map<Integer, Pair> pairs = reader.pairs(source, target);
              pairs.values().removeIf(pair -> !wanted.test(pair));
              int most = MOST_POINTS / Math.max(1, Math.min(MOST_SERIES, pairs.size()));
              List<PairSeries> all = new ArrayList<>();
              for (Map.Entry<Integer, Pair> entry : pairs.entrySet()) {
                if (all.size() < MOST_SERIES) {
                  all.add(
                      series(reader, entry.getKey(), entry.getValue(), tier, from, until, most));
                }
              }
              return all;
            }));
  }

  private static PairSeries series(
      StoreReader reader,
      int id,
      Pair pair,
      Optional<Resolution> tier,
      Instant from,
      Instant until,
      int most)
      throws SQLException {
    if (tier.isPresent()) {
      return new PairSeries(pair, List.of(), reader.sums(id, tier.get(), from, until));
    }
    ThinnedResults rounds = reader.rounds(id, pair, from, until, most);
    return new PairSeries(pair, rounds.rows(), rounds.sums(), Optional.ofNullable(rounds.width()));
  }

  @Override
  public PartialResult<List<LatestResult>> latestSince(Instant since) throws SQLException {
    return PartialResult.whole(store.ask(reader -> reader.latestSince(since)));
  }

  @Override
  public List<LatestResult> latestOf(String source) throws SQLException {
    return store.ask(reader -> reader.latestOf(source));
  }

  @Override
  public Map<Pair, Double> habits(Instant now) throws SQLException {
    return store.ask(reader -> byPair(reader.pairs(), reader.habits(now)));
  }
}
