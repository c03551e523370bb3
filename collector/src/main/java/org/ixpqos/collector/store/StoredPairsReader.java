package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.StoredPairs;

/** Reads the stored pairs when some were added or renamed, else keeps them. Thread-safe. */
final class StoredPairsReader {
  /**
   * The pairs of one state of the store.
   *
   * @param newest the largest id
   * @param renamed the number of the newest change of names
   */
  private record Known(long newest, long renamed, StoredPairs pairs) {}

  private volatile Known known = new Known(0, 0, StoredPairs.NONE);

  /** The pairs of the state of the store that a connection reads. */
  StoredPairs read(Connection connection) throws SQLException {
    long newest = newest(connection);
    long renamed = Blocks.changed(connection, Blocks.NAMES, 0);
    Known before = known;
    boolean onlyAdded = renamed == before.renamed();
    // a reader of an earlier state gets pairs that have no rounds there
    if (onlyAdded && newest <= before.newest()) {
      return before.pairs();
    }
    StoredPairs pairs =
        onlyAdded
            ? before.pairs().with(after(connection, before.newest()))
            : new StoredPairs(after(connection, 0));
    known = new Known(newest, renamed, pairs);
    return pairs;
  }

  private static long newest(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT max(id) FROM pair");
        ResultSet result = statement.executeQuery()) {
      return result.next() ? result.getLong(1) : 0;
    }
  }

  private static Map<Integer, Pair> after(Connection connection, long id) throws SQLException {
    Map<Integer, Pair> pairs = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id, source, target, proto, schedule FROM pair WHERE id > ?")) {
      statement.setLong(1, id);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          pairs.put(
              result.getInt(1),
              new Pair(
                  result.getString(2), result.getString(3), result.getInt(4), result.getString(5)));
        }
      }
    }
    return pairs;
  }
}
