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
  private static final int HABIT_DAYS = 7;

  private IncidentKeeping() {}

  /** An hour and its incidents. */
  record Found(long hour, List<Incident> episodes) {}

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
                  .ofHour(hour, habits(connection, caches, hour)));
    }
  }

  /**
   * The baseline of each pair before an hour: its median over that day and the seven before it,
   * milliseconds.
   */
  static Map<Integer, Double> habits(Connection connection, ReadCaches caches, long hour)
      throws SQLException {
    long until = hour * Resolution.HOUR.micros;
    long from = (Resolution.DAY.of(until) - HABIT_DAYS) * Resolution.DAY.micros;
    Map<Integer, Double> habits = new HashMap<>();
    new RollupReader(connection, caches)
        .all(from, until)
        .forEach(
            (pair, sum) -> {
              Double median = sum.quantile(0.5);
              if (median != null) {
                habits.put(pair, median);
              }
            });
    return habits;
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
        found.episodes().subList(first, Math.min(found.episodes().size(), first + count));
    try (PreparedStatement put =
        connection.prepareStatement(
            "INSERT INTO episode (pair, kind, first, last, step, before, after, rounds, sent,"
                + " lost, worst, habit) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (Incident episode : some) {
        put.setInt(1, episode.pairId());
        put.setString(2, episode.kind().name());
        put.setLong(3, episode.first());
        put.setLong(4, episode.last());
        put.setLong(5, episode.step());
        put.setInt(6, episode.before());
        put.setInt(7, episode.after());
        put.setLong(8, episode.rounds());
        put.setLong(9, episode.sent());
        put.setLong(10, episode.lost());
        put.setDouble(11, episode.worst());
        put.setObject(12, episode.habit());
        put.executeUpdate();
      }
      return some.size();
    }
  }

  /** The hour's incidents are complete. */
  static int done(Connection connection, Found found) throws SQLException {
    if (found.episodes().isEmpty()) {
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
