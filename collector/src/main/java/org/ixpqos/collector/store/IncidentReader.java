package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ixpqos.collector.incident.Incident;
import org.ixpqos.collector.incident.Incident.Kind;
import org.ixpqos.collector.incident.IncidentFinder;
import org.ixpqos.collector.incident.Threshold;
import org.ixpqos.collector.incident.Thresholds;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.Resolution;

/**
 * What stood out, over any time: from the table where an hour was looked through, from the rounds
 * where it was not yet. Lives as long as one reading.
 */
final class IncidentReader {
  /** Hours that were summed and not looked through; they are few, but for after an upgrade. */
  private static final int MAX_LATE = 3;

  private final Connection connection;
  private final Thresholds thresholds;

  IncidentReader(Connection connection, Thresholds thresholds) {
    this.connection = connection;
    this.thresholds = thresholds;
  }

  /**
   * Every episode that has a round in a time, microseconds since 1970, ordered by pair and time.
   *
   * @param habits the medians that are usual now, by the pair's id
   */
  List<Incident> between(long from, long until, Map<Integer, Double> habits) throws SQLException {
    // an episode is told whole: what it is a part of may begin an hour earlier
    long first = Resolution.HOUR.of(from) - 1;
    long last = Resolution.HOUR.of(until - 1);
    TreeSet<Long> fresh =
        new TreeSet<>(Blocks.of(connection, Resolution.HOUR, first, last + 1).due());
    fresh.addAll(late());
    List<Incident> parts = stored(first, last, fresh);
    for (long hour : fresh.subSet(first, true, last, true)) {
      parts.addAll(afresh(hour, habits));
    }
    parts.sort(
        Comparator.comparingInt(Incident::pairId)
            .thenComparing(Incident::kind)
            .thenComparingLong(Incident::first));
    List<Incident> whole = joined(parts);
    whole.removeIf(
        episode -> episode.last() < from || episode.first() >= until || !episode.isWorthTelling());
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

  /** What the rounds of one hour show. */
  List<Incident> afresh(long hour, Map<Integer, Double> habits) throws SQLException {
    Map<Integer, List<IncidentFinder.Round>> rounds = new TreeMap<>();
    new ResultReader(connection)
        .each(
            null,
            hour * Resolution.HOUR.micros,
            (hour + 1) * Resolution.HOUR.micros,
            (pair, row) ->
                rounds
                    .computeIfAbsent(pair, any -> new ArrayList<>())
                    .add(IncidentFinder.Round.of(row)));
    Map<Integer, Pair> pairs = thresholds.isUsual() ? Map.of() : StoreReader.pairs(connection);
    List<Incident> found = new ArrayList<>();
    rounds.forEach(
        (pair, all) -> {
          Threshold threshold =
              pairs.containsKey(pair) ? thresholds.of(pairs.get(pair)) : Threshold.USUAL;
          IncidentFinder finder = new IncidentFinder(pair, habits.get(pair), threshold);
          // in whatever order they were read
          all.sort(Comparator.comparingLong(IncidentFinder.Round::time));
          all.forEach(finder::add);
          found.addAll(finder.finish());
        });
    return found;
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
    Double habit = result.wasNull() ? null : (Double) value;
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
        habit);
  }
}
