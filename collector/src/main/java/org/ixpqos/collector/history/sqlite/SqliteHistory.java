package org.ixpqos.collector.history.sqlite;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.LocalHistory;
import org.ixpqos.collector.history.PairIncident;
import org.ixpqos.collector.history.PairSeries;
import org.ixpqos.collector.history.PartialResult;
import org.ixpqos.collector.incident.Incident;
import org.ixpqos.collector.model.LatestResult;
import org.ixpqos.collector.model.MeshStatistics;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.PastRound;
import org.ixpqos.collector.model.ProbeStatus;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.collector.model.RunningConfiguration;
import org.ixpqos.collector.model.Silence;
import org.ixpqos.collector.model.StoredPairs;
import org.ixpqos.collector.rollup.ThinnedResults;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.collector.store.StoreReader;
import org.ixpqos.model.Gap;

/** The history in this collector's own store: everything that was ever posted to it. */
public final class SqliteHistory implements LocalHistory {
  /** The maximum of rounds in a result; above it, they are aggregated. */
  private static final int MAX_POINTS = 10_000;

  /** The maximum of families and schedules of one pair of probes. */
  private static final int MAX_SERIES = 50;

  private final SqliteStore store;

  public SqliteHistory(SqliteStore store) {
    this.store = store;
  }

  /** Reads one state of the store. */
  private <T> T ask(SqliteStore.Question<T> question) throws HistoryException {
    try {
      return store.ask(question);
    } catch (SQLException e) {
      throw new HistoryException("the store can't be read: " + e.getMessage(), e);
    }
  }

  @Override
  public PartialResult<Map<Pair, MeshStatistics>> statistics(Instant from, Instant until)
      throws HistoryException {
    return PartialResult.complete(
        ask(reader -> byPair(reader.pairs(), reader.rollups(from, until))));
  }

  private static <T> Map<Pair, T> byPair(StoredPairs pairs, Map<Integer, ? extends T> byId) {
    Map<Pair, T> byPair = new HashMap<>();
    byId.forEach(
        (id, value) -> {
          Pair pair = pairs.apply(id);
          if (pair != null) {
            byPair.put(pair, value);
          }
        });
    return byPair;
  }

  @Override
  public PartialResult<List<PairSeries>> series(
      String source,
      String target,
      Predicate<Pair> wanted,
      Optional<Resolution> resolution,
      Instant from,
      Instant until)
      throws HistoryException {
    return PartialResult.complete(
        ask(
            reader -> {
              Map<Integer, Pair> pairs = reader.pairs(source, target);
              pairs.values().removeIf(pair -> !wanted.test(pair));
              int most = MAX_POINTS / Math.max(1, Math.min(MAX_SERIES, pairs.size()));
              List<PairSeries> all = new ArrayList<>();
              for (Map.Entry<Integer, Pair> entry : pairs.entrySet()) {
                if (all.size() < MAX_SERIES) {
                  all.add(
                      series(
                          reader, entry.getKey(), entry.getValue(), resolution, from, until, most));
                }
              }
              return all;
            }));
  }

  private static PairSeries series(
      StoreReader reader,
      int id,
      Pair pair,
      Optional<Resolution> resolution,
      Instant from,
      Instant until,
      int most)
      throws SQLException {
    if (resolution.isPresent()) {
      return new PairSeries(pair, List.of(), reader.rollups(id, resolution.get(), from, until));
    }
    ThinnedResults rounds = reader.rounds(id, pair, from, until, most);
    return new PairSeries(
        pair, rounds.rows(), rounds.rollups(), Optional.ofNullable(rounds.width()));
  }

  @Override
  public PartialResult<List<LatestResult>> latestSince(Instant since) throws HistoryException {
    return PartialResult.complete(ask(reader -> reader.latestSince(since)));
  }

  @Override
  public List<LatestResult> latestOf(String source) throws HistoryException {
    return ask(reader -> reader.latestOf(source));
  }

  @Override
  public List<LatestResult> newestOfEach(Instant since) throws HistoryException {
    return ask(reader -> reader.newestOfEach(since));
  }

  @Override
  public Map<Pair, Double> baselines(Instant now) throws HistoryException {
    return ask(reader -> byPair(reader.pairs(), reader.baselines(now)));
  }

  @Override
  public Optional<Instant> newest() throws HistoryException {
    return ask(StoreReader::newest);
  }

  @Override
  public PartialResult<Map<Pair, PastRound[]>> newestAt(
      List<Instant> moments, Predicate<Pair> wanted) throws HistoryException {
    return PartialResult.complete(
        ask(
            reader -> {
              StoredPairs pairs = reader.pairs();
              return byPair(
                  pairs,
                  reader.newestAt(
                      moments, id -> pairs.apply(id) != null && wanted.test(pairs.apply(id))));
            }));
  }

  @Override
  public Optional<Instant> first() throws HistoryException {
    return ask(StoreReader::first);
  }

  @Override
  public StoredPairs pairs() throws HistoryException {
    return ask(StoreReader::pairs);
  }

  @Override
  public Map<String, List<Silence>> silences(Instant from, Instant until, Predicate<String> wanted)
      throws HistoryException {
    return ask(reader -> reader.silences(from, until, wanted));
  }

  @Override
  public List<ProbeStatus> probes() throws HistoryException {
    return ask(StoreReader::probes);
  }

  @Override
  public List<RunningConfiguration> running() throws HistoryException {
    return ask(StoreReader::running);
  }

  @Override
  public List<RunningConfiguration> configurations() throws HistoryException {
    return ask(StoreReader::configurations);
  }

  @Override
  public List<Gap> gaps(String source, Instant from, Instant until) throws HistoryException {
    return ask(reader -> reader.gaps(source, from, until));
  }

  @Override
  public Map<String, List<Gap>> gaps(
      Collection<String> sources, Instant from, Instant until, int max) throws HistoryException {
    return ask(
        reader -> {
          Map<String, List<Gap>> gaps = new HashMap<>();
          for (String source : sources) {
            gaps.put(source, reader.gaps(source, from, until, max));
          }
          return gaps;
        });
  }

  @Override
  public List<PairIncident> incidents(Instant from, Instant until, Map<Pair, Double> baselines)
      throws HistoryException {
    return ask(
        reader -> {
          StoredPairs pairs = reader.pairs();
          List<PairIncident> incidents = new ArrayList<>();
          for (Incident incident :
              reader.incidents(from, until, id -> baseline(baselines, pairs.apply(id)))) {
            Pair pair = pairs.apply(incident.pairId());
            if (pair != null) {
              incidents.add(new PairIncident(pair, incident));
            }
          }
          return incidents;
        });
  }

  private static Double baseline(Map<Pair, Double> baselines, Pair pair) {
    return pair == null ? null : baselines.get(pair);
  }
}
