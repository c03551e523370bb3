package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.ixpqos.collector.incident.Incident;
import org.ixpqos.collector.incident.Incident.Kind;
import org.ixpqos.collector.incident.IncidentFinder;
import org.ixpqos.collector.incident.Threshold;
import org.ixpqos.collector.incident.Thresholds;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.collector.model.StoredPairs;

/**
 * Reads the incidents of any range: from the table where an hour is complete, from the rounds where
 * it is not. Lives as long as one read.
 */
final class IncidentReader {
  /** Hours with rollups and without incidents; they are few, except after an upgrade. */
  private static final int MAX_LATE = 3;

  /** Less than one in so many pairs is read again by itself; else the whole hour is. */
  private static final int MIN_KNOWN = 16;

  private final Connection connection;
  private final ReadCaches caches;
  private final Thresholds thresholds;

  IncidentReader(Connection connection, ReadCaches caches, Thresholds thresholds) {
    this.connection = connection;
    this.caches = caches;
    this.thresholds = thresholds;
  }

  /**
   * Every incident that has a round in a range, microseconds since 1970, ordered by pair and time.
   *
   * @param baselines the present baselines, by the pair's id; null where none is known
   */
  List<Incident> between(long from, long until, IntFunction<Double> baselines) throws SQLException {
    // an incident is reported completely: it may begin an hour earlier
    long first = Resolution.HOUR.of(from) - 1;
    long last = Resolution.HOUR.of(until - 1);
    TreeSet<Long> fresh =
        new TreeSet<>(Blocks.of(connection, Resolution.HOUR, first, last + 1).due());
    fresh.addAll(late());
    List<Incident> parts = stored(first, last, fresh);
    for (long hour : fresh.subSet(first, true, last, true)) {
      parts.addAll(ofHour(hour, baselines));
    }
    parts.sort(
        Comparator.comparingInt(Incident::pairId)
            .thenComparing(Incident::kind)
            .thenComparingLong(Incident::first));
    List<Incident> whole = joined(parts);
    whole.removeIf(
        incident ->
            incident.last() < from || incident.first() >= until || !incident.isWorthTelling());
    return whole;
  }

  private static List<Incident> joined(List<Incident> parts) {
    List<Incident> whole = new ArrayList<>();
    for (Incident part : parts) {
      int last = whole.size() - 1;
      if (last >= 0 && whole.get(last).reaches(part)) {
        whole.set(last, whole.get(last).with(part));
      } else {
        whole.add(part);
      }
    }
    return whole;
  }

  /** The incidents of one hour's rounds, from the cache or newly read. */
  List<Incident> ofHour(long hour, IntFunction<Double> baselines) throws SQLException {
    IntFunction<Threshold> limits = limits();
    long changed = Blocks.changed(connection, Resolution.HOUR.table, hour);
    Hour known = new Hour(limits, baselines);
    if (caches
        .openIncidents()
        .forEach(Blocks.hour(hour), changed, (hour + 1) * Resolution.HOUR.micros, known::add)) {
      if (known.toSort.size() * MIN_KNOWN < known.pairs) {
        return sorted(hour, known);
      }
    }
    IntFunction<IncidentFinder> fresh =
        pair -> new IncidentFinder(pair, baselines.apply(pair), limits.apply(pair));
    Hour read = new Hour(limits, baselines);
    try (OpenBlocks<IncidentFinder>.Reading reading =
        caches.openIncidents().begin(Blocks.hour(hour))) {
      Map<Integer, IncidentFinder> finders = new HashMap<>();
      long until = (hour + 1) * Resolution.HOUR.micros;
      new ResultReader(connection)
          .each(
              null,
              hour * Resolution.HOUR.micros,
              until,
              (pair, row) ->
                  finders.computeIfAbsent(pair, fresh::apply).add(IncidentFinder.Round.of(row)));
      finders.forEach(read::add);
      if (changed > 0) {
        reading.take(changed, until - 1, fresh, finders);
      }
    }
    return sorted(hour, read);
  }

  /** The finders of an hour: what they found, and the pairs whose rounds are to be read again. */
  private static final class Hour {
    private final IntFunction<Threshold> limits;
    private final IntFunction<Double> baselines;
    private final List<Incident> found = new ArrayList<>();
    private final List<Integer> toSort = new ArrayList<>();
    private int pairs;

    private Hour(IntFunction<Threshold> limits, IntFunction<Double> baselines) {
      this.limits = limits;
      this.baselines = baselines;
    }

    private void add(int pair, IncidentFinder finder) {
      pairs++;
      if (finder.isInOrder() && finder.isJudgedBy(limits.apply(pair), baselines)) {
        found.addAll(finder.found());
      } else {
        toSort.add(pair);
      }
    }
  }

  /** What was found in an hour, with the pairs whose rounds are to be put in order first. */
  private List<Incident> sorted(long hour, Hour read) throws SQLException {
    List<Incident> found = read.found;
    for (int pair : read.toSort) {
      List<IncidentFinder.Round> rounds = new ArrayList<>();
      new ResultReader(connection)
          .each(
              pair,
              hour * Resolution.HOUR.micros,
              (hour + 1) * Resolution.HOUR.micros,
              (any, row) -> rounds.add(IncidentFinder.Round.of(row)));
      rounds.sort(Comparator.comparingLong(IncidentFinder.Round::time));
      IncidentFinder finder =
          new IncidentFinder(pair, read.baselines.apply(pair), read.limits.apply(pair));
      rounds.forEach(finder::add);
      found.addAll(finder.found());
    }
    return found;
  }

  /** The threshold of each pair, by its id. */
  private IntFunction<Threshold> limits() throws SQLException {
    if (thresholds.isUsual()) {
      return pair -> Threshold.USUAL;
    }
    StoredPairs pairs = caches.pairs(connection);
    return id -> {
      Pair pair = pairs.apply(id);
      return pair == null ? Threshold.USUAL : thresholds.of(pair);
    };
  }

  private List<Long> late() throws SQLException {
    List<Long> hours = new ArrayList<>();
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT t FROM episode_due ORDER BY t DESC LIMIT " + MAX_LATE);
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        hours.add(result.getLong(1));
      }
    }
    return hours;
  }

  private List<Incident> stored(long first, long last, Set<Long> fresh) throws SQLException {
    List<Incident> parts = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT pair, kind, first, last, step, before, after, rounds, sent, lost, worst, habit"
                + " FROM episode WHERE first >= ? AND first < ?")) {
      statement.setLong(1, first * Resolution.HOUR.micros);
      statement.setLong(2, (last + 1) * Resolution.HOUR.micros);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          if (!fresh.contains(Resolution.HOUR.of(result.getLong(3)))) {
            parts.add(read(result));
          }
        }
      }
    }
    return parts;
  }

  private static Incident read(ResultSet result) throws SQLException {
    double value = result.getDouble(12);
    Double baseline = result.wasNull() ? null : (Double) value;
    return new Incident(
        result.getInt(1),
        Kind.valueOf(result.getString(2)),
        result.getLong(3),
        result.getLong(4),
        result.getLong(5),
        result.getInt(6),
        result.getInt(7),
        result.getLong(8),
        result.getLong(9),
        result.getLong(10),
        result.getDouble(11),
        baseline);
  }
}
