package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.ixpqos.collector.model.Resolution;

/**
 * The state of the hours, days or slices of a range, from the table {@code period}.
 *
 * @param due those whose rollups must be made, or made anew
 * @param settled the number of the newest change of all others; 0 when there was none. A result of
 *     this number is still valid
 */
record Blocks(NavigableSet<Long> due, long settled) {
  /** The name of the slices, which have no rollups on the disk. */
  static final String SLICE = "slice";

  /** The name under which changes of pairs' names are numbered; there is one, its number is 0. */
  static final String NAMES = "names";

  static final long SLICE_MICROS = Duration.ofMinutes(5).toNanos() / 1_000;

  /** An hour that rounds still come into. */
  static OpenBlocks.Block hour(long t) {
    return new OpenBlocks.Block(Resolution.HOUR.table, Resolution.HOUR.micros, t);
  }

  /** A slice that rounds still come into. */
  static OpenBlocks.Block slice(long t) {
    return new OpenBlocks.Block(SLICE, SLICE_MICROS, t);
  }

  /** Of the hours or days from {@code first} to before {@code last}. */
  static Blocks of(Connection connection, Resolution tier, long first, long last)
      throws SQLException {
    NavigableSet<Long> due = new TreeSet<>();
    long settled = 0;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT t, changed, summed FROM period WHERE tier = ? AND t >= ? AND t < ?")) {
      statement.setString(1, tier.table);
      statement.setLong(2, first);
      statement.setLong(3, last);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          if (result.getLong(2) == result.getLong(3)) {
            settled = Math.max(settled, result.getLong(2));
          } else {
            due.add(result.getLong(1));
          }
        }
      }
    }
    return new Blocks(due, settled);
  }

  /** The first hour or day that something was measured in; empty when there is none. */
  static Optional<Long> first(Connection connection, Resolution tier) throws SQLException {
    return end(connection, "min", tier);
  }

  /** The last hour or day that something was measured in; empty when there is none. */
  static Optional<Long> last(Connection connection, Resolution tier) throws SQLException {
    return end(connection, "max", tier);
  }

  private static Optional<Long> end(Connection connection, String which, Resolution tier)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT " + which + "(t) FROM period WHERE tier = ?")) {
      statement.setString(1, tier.table);
      try (ResultSet result = statement.executeQuery()) {
        long t = result.getLong(1);
        return result.wasNull() ? Optional.empty() : Optional.of(t);
      }
    }
  }

  /** The number of the newest change of an hour, day or slice; 0 when there was none. */
  static long changed(Connection connection, String tier, long t) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT changed FROM period WHERE tier = ? AND t = ?")) {
      statement.setString(1, tier);
      statement.setLong(2, t);
      try (ResultSet result = statement.executeQuery()) {
        return result.next() ? result.getLong(1) : 0;
      }
    }
  }
}
