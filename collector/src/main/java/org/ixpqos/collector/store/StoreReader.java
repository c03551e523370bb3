package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.ixpqos.collector.incident.Incident;
import org.ixpqos.collector.incident.Thresholds;
import org.ixpqos.collector.model.LatestResult;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.PastRound;
import org.ixpqos.collector.model.ProbeStatus;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.collector.model.RunningConfiguration;
import org.ixpqos.collector.model.Silence;
import org.ixpqos.collector.model.StoredPairs;
import org.ixpqos.collector.rollup.Rollup;
import org.ixpqos.collector.rollup.ThinnedResults;
import org.ixpqos.collector.store.format.ResultBlob;
import org.ixpqos.model.Gap;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.wire.SchedulePeriods;
import org.ixpqos.model.wire.WireTime;

/** Reads the tables, all from one state of the store; lives as long as one read. */
public final class StoreReader {
  private static final String LATEST =
      "SELECT pair.id, source, target, proto, schedule, address, time, previous, d"
          + " FROM latest JOIN pair ON pair.id = latest.pair";

  /** Of one probe, in one answer. */
  public static final int MAX_GAPS = 5_000;

  private final Connection connection;
  private final ReadCaches caches;
  private final Thresholds thresholds;

  StoreReader(Connection connection, ReadCaches caches, Thresholds thresholds) {
    this.connection = connection;
    this.caches = caches;
    this.thresholds = thresholds;
  }

  /** Every probe that ever posted. */
  public List<ProbeStatus> probes() throws SQLException {
    List<ProbeStatus> probes = new ArrayList<>();
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT source, last_seen, skew, started, version, epoch, seq, backlog, dropped,"
                    + " local_drops, configuration, periods, stopped FROM probe ORDER BY source");
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        Long started = number(result, 4);
        probes.add(
            new ProbeStatus(
                result.getString(1),
                WireTime.ofMicros(result.getLong(2)),
                number(result, 3),
                started == null ? null : WireTime.ofMicros(started),
                result.getString(5),
                result.getString(6),
                result.getLong(7),
                result.getLong(8),
                result.getLong(9),
                result.getLong(10),
                result.getString(11),
                SchedulePeriods.of(result.getString(12)),
                result.getString(13)));
      }
    }
    return probes;
  }

  /** The names of {@link #probes}. */
  public Set<String> sources() throws SQLException {
    return probes().stream().map(ProbeStatus::source).collect(Collectors.toSet());
  }

  /** When each probe posted for the last time. */
  public Map<String, Instant> heard() throws SQLException {
    Map<String, Instant> heard = new TreeMap<>();
    probes().forEach(probe -> heard.put(probe.source(), probe.lastSeen()));
    return heard;
  }

  /** When each probe first reported its configuration. */
  public Map<String, Instant> began() throws SQLException {
    Map<String, Instant> began = new TreeMap<>();
    for (RunningConfiguration one : configurations()) {
      began.putIfAbsent(one.source(), one.since());
    }
    return began;
  }

  /** How many pairs each probe measures or is measured by. */
  public Map<String, Integer> measured() throws SQLException {
    Map<String, Integer> measured = new TreeMap<>();
    for (Pair pair : pairs().all()) {
      measured.merge(pair.source(), 1, Integer::sum);
      measured.merge(pair.target(), 1, Integer::sum);
    }
    return measured;
  }

  /** When the newest round started; empty when there is none. */
  public Optional<Instant> newest() throws SQLException {
    return StoredTime.of(connection).map(time -> WireTime.ofMicros(time.newest()));
  }

  /** The newest round of every pair that has one since a moment. */
  public List<LatestResult> latestSince(Instant since) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LATEST + " WHERE time >= ?")) {
      statement.setLong(1, WireTime.micros(since));
      return latest(statement);
    }
  }

  /** The newest round of each probe that has one since a moment. */
  public List<LatestResult> newestOfEach(Instant since) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            // SQLite takes the other columns from the row that has the maximum
            LATEST.replace(" time,", " max(time),") + " WHERE time >= ? GROUP BY source")) {
      statement.setLong(1, WireTime.micros(since));
      return latest(statement);
    }
  }

  /** The newest round of every pair that a probe measures. */
  public List<LatestResult> latestOf(String source) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LATEST + " WHERE source = ?")) {
      statement.setString(1, source);
      return latest(statement);
    }
  }

  private static List<LatestResult> latest(PreparedStatement statement) throws SQLException {
    List<LatestResult> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        Pair pair = pair(result);
        Long previous = number(result, 8);
        rows.add(
            new LatestResult(
                pair,
                ResultBlob.decode(result.getBytes(9), result.getLong(7), pair, result.getString(6)),
                previous == null ? null : WireTime.ofMicros(previous)));
      }
    }
    return rows;
  }

  /** Rollups of every pair's rounds that started in a range, by the pair's id. */
  public Map<Integer, Rollup> rollups(Instant from, Instant until) throws SQLException {
    return new RollupReader(connection, caches).all(WireTime.micros(from), WireTime.micros(until));
  }

  /** Rollups of a pair's rounds in each hour or day that begins in a range, by its beginning. */
  public SortedMap<Instant, Rollup> rollups(
      int pairId, Resolution tier, Instant from, Instant until) throws SQLException {
    SortedMap<Instant, Rollup> rollups = new TreeMap<>();
    new RollupReader(connection, caches)
        .each(pairId, tier, WireTime.micros(from), WireTime.micros(until))
        .forEach((t, rollup) -> rollups.put(WireTime.ofMicros(t * tier.micros), rollup));
    return rollups;
  }

  /** The pairs from one probe to another, by their id. */
  public Map<Integer, Pair> pairs(String source, String target) throws SQLException {
    Map<Integer, Pair> pairs = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id, source, target, proto, schedule FROM pair"
                + " WHERE source = ? AND target = ?")) {
      statement.setString(1, source);
      statement.setString(2, target);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          pairs.put(result.getInt(1), pair(result));
        }
      }
    }
    return pairs;
  }

  /** A pair's rounds that started in a time, in its order. */
  public List<RoundResult> rows(int pairId, Pair pair, Instant from, Instant until)
      throws SQLException {
    return rounds(pairId, pair, from, until, Integer.MAX_VALUE).rows();
  }

  /**
   * A pair's rounds that started in a time, in its order; above a maximum, rollups over equal
   * times.
   */
  public ThinnedResults rounds(int pairId, Pair pair, Instant from, Instant until, int most)
      throws SQLException {
    ResultReader.Names names = new ResultReader.Names(pair, address(pairId));
    ThinnedResults rounds = new ThinnedResults(most, from, until);
    new ResultReader(connection, id -> names)
        .each(pairId, WireTime.micros(from), WireTime.micros(until), (id, row) -> rounds.add(row));
    return rounds;
  }

  private String address(int pairId) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT address FROM pair WHERE id = ?")) {
      statement.setInt(1, pairId);
      try (ResultSet result = statement.executeQuery()) {
        return result.next() ? result.getString(1) : "";
      }
    }
  }

  /** A probe's gaps that reach into a time, of very many the newest. */
  public List<Gap> gaps(String source, Instant from, Instant until) throws SQLException {
    return gaps(source, from, until, MAX_GAPS);
  }

  /** A probe's newest gaps that reach into a time, in the order of time. */
  public List<Gap> gaps(String source, Instant from, Instant until, int most) throws SQLException {
    List<Gap> gaps = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT from_time, until_time, reason, schedule, rounds FROM gap"
                + " WHERE source = ? AND from_time < ? AND until_time > ?"
                + " ORDER BY from_time DESC LIMIT ?")) {
      statement.setString(1, source);
      statement.setLong(2, WireTime.micros(until));
      statement.setLong(3, WireTime.micros(from));
      statement.setInt(4, most);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          gaps.add(
              new Gap(
                  WireTime.ofMicros(result.getLong(1)),
                  WireTime.ofMicros(result.getLong(2)),
                  result.getString(3),
                  result.getString(4),
                  result.getLong(5)));
        }
      }
    }
    Collections.reverse(gaps);
    return gaps;
  }

  /** Every pair that was ever measured. */
  public StoredPairs pairs() throws SQLException {
    return caches.pairs(connection);
  }

  /** The baseline of each pair in the hour of a moment, milliseconds, by its id. */
  public Map<Integer, Double> baselines(Instant now) throws SQLException {
    return IncidentKeeping.baselines(connection, caches, Resolution.HOUR.of(WireTime.micros(now)));
  }

  /**
   * The incidents of a range, ordered by pair and time; {@code baselines} are the present
   * baselines.
   */
  public List<Incident> incidents(Instant from, Instant until, IntFunction<Double> baselines)
      throws SQLException {
    return new IncidentReader(connection, caches, thresholds)
        .between(WireTime.micros(from), WireTime.micros(until), baselines);
  }

  /** The newest round of each pair at some moments, which are in their order. */
  public Map<Integer, PastRound[]> newestAt(List<Instant> moments, IntPredicate wanted)
      throws SQLException {
    long[] times = moments.stream().mapToLong(WireTime::micros).toArray();
    return new PastReader(connection).at(times, wanted);
  }

  /** The silences of some probes, by their names. */
  public Map<String, List<Silence>> silences(Instant from, Instant until, Predicate<String> wanted)
      throws SQLException {
    return new SilenceReader(connection, pairs())
        .between(WireTime.micros(from), WireTime.micros(until), wanted);
  }

  /** The beginning of the first hour that something was measured in; empty when there is none. */
  public Optional<Instant> first() throws SQLException {
    return Blocks.first(connection, Resolution.HOUR)
        .map(t -> WireTime.ofMicros(t * Resolution.HOUR.micros));
  }

  /** The configurations that every probe ran, the oldest first. */
  public List<RunningConfiguration> configurations() throws SQLException {
    return configurations(
        "SELECT source, since, version, configuration FROM configuration ORDER BY since");
  }

  /** The configuration of every probe. */
  public List<RunningConfiguration> running() throws SQLException {
    return configurations(
        // SQLite takes the other columns from the row that has the maximum
        "SELECT source, max(since), version, configuration FROM configuration GROUP BY source");
  }

  private List<RunningConfiguration> configurations(String sql) throws SQLException {
    List<RunningConfiguration> configurations = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        configurations.add(
            new RunningConfiguration(
                result.getString(1),
                WireTime.ofMicros(result.getLong(2)),
                result.getString(3),
                result.getString(4)));
      }
    }
    return configurations;
  }

  /** Columns two to five. */
  static Pair pair(ResultSet result) throws SQLException {
    return new Pair(
        result.getString(2), result.getString(3), result.getInt(4), result.getString(5));
  }

  private static Long number(ResultSet result, int column) throws SQLException {
    long value = result.getLong(column);
    return result.wasNull() ? null : value;
  }
}
