package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.ixpqos.collector.model.Resolution;

/**
 * The range of the stored rounds, microseconds since 1970.
 *
 * @param oldest no round started before
 * @param newest no round started after
 */
record StoredTime(long oldest, long newest) {
  /** Empty when there are no rounds. */
  static Optional<StoredTime> of(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            // each reads one end of an index
            "SELECT (SELECT min(hour) FROM raw_chunk) * ?1, (SELECT min(time) FROM raw_hot),"
                + " ((SELECT max(hour) FROM raw_chunk) + 1) * ?1 - 1,"
                + " (SELECT max(time) FROM raw_hot)")) {
      statement.setLong(1, Resolution.HOUR.micros);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        Long sealedOldest = number(result, 1);
        Long hotOldest = number(result, 2);
        Long sealedNewest = number(result, 3);
        Long hotNewest = number(result, 4);
        if (sealedOldest == null && hotOldest == null) {
          return Optional.empty();
        }
        return Optional.of(
            new StoredTime(
                Math.min(or(sealedOldest, Long.MAX_VALUE), or(hotOldest, Long.MAX_VALUE)),
                Math.max(or(sealedNewest, Long.MIN_VALUE), or(hotNewest, Long.MIN_VALUE))));
      }
    }
  }

  /**
   * The time before which no rounds are kept: the end of the newest hour that has a rollup and no
   * round any more. A late round of such an hour would stand for all of it.
   */
  static long keptSince(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT max(t) FROM period AS p WHERE tier = ?1 AND summed > 0"
                + " AND t < (SELECT min(hour) FROM (SELECT min(hour) AS hour FROM raw_chunk"
                + " UNION ALL SELECT min(time) / ?2 FROM raw_hot))"
                + " AND NOT EXISTS (SELECT 1 FROM raw_chunk WHERE hour = p.t)"
                + " AND NOT EXISTS (SELECT 1 FROM raw_hot"
                + " WHERE time >= p.t * ?2 AND time < (p.t + 1) * ?2)")) {
      statement.setString(1, Resolution.HOUR.table);
      statement.setLong(2, Resolution.HOUR.micros);
      try (ResultSet result = statement.executeQuery()) {
        long hour = result.getLong(1);
        return result.wasNull() ? Long.MIN_VALUE : (hour + 1) * Resolution.HOUR.micros;
      }
    }
  }

  private static Long number(ResultSet result, int column) throws SQLException {
    long value = result.getLong(column);
    return result.wasNull() ? null : (Long) value;
  }

  private static long or(Long value, long absent) {
    return value == null ? absent : value;
  }
}
