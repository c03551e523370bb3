package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ixpqos.collector.incident.Incident;
import org.ixpqos.collector.incident.Thresholds;
import org.ixpqos.collector.model.Resolution;

/** Finds the incidents of the hours with rollups; the newest first. */
final class IncidentKeeping {
  private static final int BASELINE_DAYS = 7;

  private IncidentKeeping() {}

  /** An hour and its incidents. */
  record Found(long hour, List<Incident> incidents) {}

  /** Marks an hour whose rollups were just made. */
  static void due(Connection connection, long hour) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT OR IGNORE INTO episode_due (t) VALUES (?)")) {
      statement.setLong(1, hour);
      statement.executeUpdate();
    }
  }

  /** The incidents of the newest hour that is due; null when none is. */
  static Found next(Connection connection, ReadCaches caches, Thresholds thresholds)
      throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT max(t) FROM episode_due");
        ResultSet result = statement.executeQuery()) {
      result.next();
      long hour = result.getLong(1);
      return result.wasNull()
          ? null
          : new Found(
              hour,
              new IncidentReader(connection, caches, thresholds)
                  .ofHour(hour, baselines(connection, caches, hour)::get));
    }
  }

  /**
   * The baseline of each pair before an hour: its median over that day and the seven before it,
   * milliseconds.
   */
  static Map<Integer, Double> baselines(Connection connection, ReadCaches caches, long hour)
      throws SQLException {
    long until = hour * Resolution.HOUR.micros;
    long from = (Resolution.DAY.of(until) - BASELINE_DAYS) * Resolution.DAY.micros;
    Map<Integer, Double> baselines = new HashMap<>();
    new RollupReader(connection, caches)
        .all(from, until)
        .forEach(
            (pair, rollup) -> {
              Double median = rollup.quantile(0.5);
              if (median != null) {
                baselines.put(pair, median);
              }
            });
    return baselines;
  }

  /**
   * Writes some incidents of an hour, and with the first deletes its earlier ones. They are not
   * read before {@link #done}.
   */
  static int write(Connection connection, Found found, int first, int count) throws SQLException {
    if (first == 0) {
      clear(connection, found.hour());
    }
    List<Incident> some =
        found.incidents().subList(first, Math.min(found.incidents().size(), first + count));
    try (PreparedStatement put =
        connection.prepareStatement(
            "INSERT INTO episode (pair, kind, first, last, step, before, after, rounds, sent,"
                + " lost, worst, habit) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (Incident incident : some) {
        put.setInt(1, incident.pairId());
        put.setString(2, incident.kind().name());
        put.setLong(3, incident.first());
        put.setLong(4, incident.last());
        put.setLong(5, incident.step());
        put.setInt(6, incident.before());
        put.setInt(7, incident.after());
        put.setLong(8, incident.rounds());
        put.setLong(9, incident.sent());
        put.setLong(10, incident.lost());
        put.setDouble(11, incident.worst());
        put.setObject(12, incident.baseline());
        put.executeUpdate();
      }
      return some.size();
    }
  }

  /** The hour's incidents are complete. */
  static int done(Connection connection, Found found) throws SQLException {
    if (found.incidents().isEmpty()) {
      clear(connection, found.hour());
    }
    try (PreparedStatement done =
        connection.prepareStatement("DELETE FROM episode_due WHERE t = ?")) {
      done.setLong(1, found.hour());
      return done.executeUpdate();
    }
  }

  private static void clear(Connection connection, long hour) throws SQLException {
    try (PreparedStatement clear =
        connection.prepareStatement("DELETE FROM episode WHERE first >= ? AND first < ?")) {
      clear.setLong(1, hour * Resolution.HOUR.micros);
      clear.setLong(2, (hour + 1) * Resolution.HOUR.micros);
      clear.executeUpdate();
    }
  }
}
