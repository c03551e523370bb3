package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves a probe's stored data to another name, or marks it as deleted: by names alone, at once. The
 * rows themselves are moved or deleted after that, by {@link MovedPairs}. Each method is one
 * change, on the writer's thread, and may be made again.
 */
final class ProbeNaming {
  /** Of the tables that have a probe's name in each row, in one change. */
  static final int PIECE = 2_000;

  private final Connection connection;

  ProbeNaming(Connection connection) {
    this.connection = connection;
  }

  /** A pair's row. */
  private record Named(
      int id, String source, String target, int proto, String schedule, String address) {
    Named renamed(String from, String to) {
      return new Named(
          id,
          source.equals(from) ? to : source,
          target.equals(from) ? to : target,
          proto,
          schedule,
          address);
    }
  }

  /** Moves a probe's pairs to another name; returns how many there were. */
  int rename(String from, String to) throws SQLException {
    List<Named> pairs = pairs(from);
    for (Named pair : pairs) {
      Named wanted = pair.renamed(from, to);
      Named there = find(wanted);
      if (there == null) {
        name(wanted);
      } else {
        join(wanted, there);
      }
    }
    int statuses =
        update(
                "UPDATE probe SET source = ?2 WHERE source = ?1 AND NOT EXISTS"
                    + " (SELECT 1 FROM probe WHERE source = ?2)",
                from,
                to)
            + update(
                "UPDATE probe SET last_seen = max(last_seen,"
                    + " (SELECT last_seen FROM probe WHERE source = ?1)) WHERE source = ?2"
                    + " AND EXISTS (SELECT 1 FROM probe WHERE source = ?1)",
                from,
                to);
    update("DELETE FROM probe WHERE source = ?1 AND ?2 <> ''", from, to);
    update("UPDATE OR IGNORE hot_span SET source = ?2 WHERE source = ?1", from, to);
    update("DELETE FROM hot_span WHERE source = ?1 AND ?2 <> ''", from, to);
    update("UPDATE OR IGNORE configuration SET source = ?2 WHERE source = ?1", from, to);
    update("DELETE FROM configuration WHERE source = ?1 AND ?2 <> ''", from, to);
    return pairs.size() + statuses;
  }

  /**
   * Two pairs become one: the one with more hourly rollups keeps its rows, so that fewer are moved.
   */
  private void join(Named renamed, Named there) throws SQLException {
    boolean keepsRenamed = hourlyRollups(renamed.id()) > hourlyRollups(there.id());
    Named gone = keepsRenamed ? there : renamed;
    Named kept = keepsRenamed ? renamed : there;
    move(gone, kept.id());
    name(kept);
  }

  private long hourlyRollups(int pair) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT count(*) FROM r1h WHERE pair = ?")) {
      statement.setInt(1, pair);
      try (ResultSet result = statement.executeQuery()) {
        return result.getLong(1);
      }
    }
  }

  private void name(Named pair) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("UPDATE pair SET source = ?, target = ? WHERE id = ?")) {
      statement.setString(1, pair.source());
      statement.setString(2, pair.target());
      statement.setInt(3, pair.id());
      statement.executeUpdate();
    }
  }

  /** From now on a pair's rounds belong to another pair, or are deleted (0). */
  private void move(Named gone, int to) throws SQLException {
    try (PreparedStatement chain =
            connection.prepareStatement("UPDATE moved_pair SET pair = ? WHERE pair = ?");
        PreparedStatement add =
            connection.prepareStatement(
                "INSERT INTO moved_pair (id, pair, address) VALUES (?, ?, ?)");
        PreparedStatement delete = connection.prepareStatement("DELETE FROM pair WHERE id = ?")) {
      chain.setInt(1, to);
      chain.setInt(2, gone.id());
      chain.executeUpdate();
      add.setInt(1, gone.id());
      add.setInt(2, to);
      add.setString(3, gone.address());
      add.executeUpdate();
      delete.setInt(1, gone.id());
      delete.executeUpdate();
    }
  }

  /** Marks a probe's pairs as deleted; returns how many there were. */
  int forget(String name) throws SQLException {
    List<Named> pairs = pairs(name);
    for (Named pair : pairs) {
      move(pair, 0);
    }
    return pairs.size()
        + update("DELETE FROM probe WHERE source = ?1 AND ?2 = ''", name, "")
        + update("DELETE FROM configuration WHERE source = ?1 AND ?2 = ''", name, "");
  }

  /** Moves some of a probe's gaps to another name; returns how many, 0 when there are no more. */
  int renameGaps(String from, String to) throws SQLException {
    String some =
        "source = ?1 AND from_time <= coalesce((SELECT from_time FROM gap WHERE source = ?1"
            + " ORDER BY from_time LIMIT 1 OFFSET "
            + PIECE
            + "), 9223372036854775807)";
    int moved = update("UPDATE OR IGNORE gap SET source = ?2 WHERE " + some, from, to);
    return moved + update("DELETE FROM gap WHERE ?2 <> '' AND " + some, from, to);
  }

  /** Deletes some of a probe's gaps; returns how many, 0 when there are no more. */
  int forgetGaps(String name) throws SQLException {
    return update(
        "DELETE FROM gap WHERE ?2 = '' AND source = ?1 AND from_time <= coalesce((SELECT from_time"
            + " FROM gap WHERE source = ?1 ORDER BY from_time LIMIT 1 OFFSET "
            + PIECE
            + "), 9223372036854775807)",
        name,
        "");
  }

  private List<Named> pairs(String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id, source, target, proto, schedule, address FROM pair"
                + " WHERE source = ?1 OR target = ?1")) {
      statement.setString(1, name);
      return read(statement);
    }
  }

  /** The pair of these names that is another one; null when there is none. */
  private Named find(Named wanted) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id, source, target, proto, schedule, address FROM pair"
                + " WHERE source = ? AND target = ? AND proto = ? AND schedule = ? AND id <> ?")) {
      statement.setString(1, wanted.source());
      statement.setString(2, wanted.target());
      statement.setInt(3, wanted.proto());
      statement.setString(4, wanted.schedule());
      statement.setInt(5, wanted.id());
      List<Named> found = read(statement);
      return found.isEmpty() ? null : found.get(0);
    }
  }

  private static List<Named> read(PreparedStatement statement) throws SQLException {
    List<Named> pairs = new ArrayList<>();
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        pairs.add(
            new Named(
                result.getInt(1),
                result.getString(2),
                result.getString(3),
                result.getInt(4),
                result.getString(5),
                result.getString(6)));
      }
    }
    return pairs;
  }

  private int update(String sql, String first, String second) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, first);
      statement.setString(2, second);
      return statement.executeUpdate();
    }
  }
}
