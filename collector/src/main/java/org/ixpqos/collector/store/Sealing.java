package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.collector.store.format.ResultBlob;
import org.ixpqos.collector.store.format.ResultChunk;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.wire.WireTime;

/**
 * Moves rounds of hours that are long over from {@code raw_hot} to {@code raw_chunk}, where they
 * take a fifth of the room; what came later joins what is there. Some hundred pairs go at a time,
 * so that neither memory nor the writer's turn is long.
 */
final class Sealing {
  /** After an hour's end. */
  static final Duration AFTER = Duration.ofHours(2);

  private static final int PAIRS = 500;
  private static final ResultReader.Names ANY = ResultReader.Names.ANY;
  private static final Comparator<RoundResult> BY_TIME = Comparator.comparing(RoundResult::time);

  private Sealing() {}

  /**
   * Some pairs' rounds of an hour.
   *
   * @param changed the hour's newest change when they were read
   * @param after the pairs have greater ids than this
   * @param through and none greater than this
   */
  record Sealed(long hour, long changed, int after, int through, Map<Integer, byte[]> chunks) {}

  /** The oldest rounds that are to be sealed, after some hour's pair; null when there are none. */
  static Sealed next(Connection connection, Instant now, long hour, int after) throws SQLException {
    long end = Resolution.HOUR.of(WireTime.micros(now.minus(AFTER))) * Resolution.HOUR.micros;
    Long oldest =
        number(
            connection,
            "SELECT min(time) FROM raw_hot WHERE time >= ?1 AND time < ?2",
            hour * Resolution.HOUR.micros,
            end);
    if (oldest == null) {
      return null;
    }
    long found = Resolution.HOUR.of(oldest);
    long from = found * Resolution.HOUR.micros;
    int above = found == hour ? after : 0;
    Long least =
        number(
            connection,
            "SELECT min(pair) FROM raw_hot WHERE time >= ?1 AND time < ?2 AND pair > ?3",
            from,
            from + Resolution.HOUR.micros,
            above);
    if (least == null) {
      return next(connection, now, found + 1, 0);
    }
    int through = least.intValue() + PAIRS - 1;
    Map<Integer, List<RoundResult>> rows = hot(connection, from, above, through);
    Map<Integer, byte[]> chunks = new TreeMap<>();
    for (Map.Entry<Integer, List<RoundResult>> entry : rows.entrySet()) {
      List<RoundResult> all = entry.getValue();
      all.addAll(sealed(connection, found, entry.getKey()));
      all.sort(BY_TIME);
      chunks.put(entry.getKey(), ResultChunk.encode(all, ANY.address()));
    }
    long changed = Blocks.changed(connection, Resolution.HOUR.table, found);
    return new Sealed(found, changed, above, through, chunks);
  }

  private static Map<Integer, List<RoundResult>> hot(
      Connection connection, long from, int after, int through) throws SQLException {
    Map<Integer, List<RoundResult>> rows = new TreeMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT pair, time, d FROM raw_hot"
                + " WHERE time >= ? AND time < ? AND pair > ? AND pair <= ?")) {
      statement.setLong(1, from);
      statement.setLong(2, from + Resolution.HOUR.micros);
      statement.setInt(3, after);
      statement.setInt(4, through);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.computeIfAbsent(result.getInt(1), any -> new ArrayList<>())
              .add(
                  ResultBlob.decode(
                      result.getBytes(3), result.getLong(2), ANY.pair(), ANY.address()));
        }
      }
    }
    return rows;
  }

  /** A pair's rounds of an hour that are sealed already. */
  static List<RoundResult> sealed(Connection connection, long hour, int pair) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT d FROM raw_chunk WHERE hour = ? AND pair = ?")) {
      statement.setLong(1, hour);
      statement.setInt(2, pair);
      try (ResultSet result = statement.executeQuery()) {
        return result.next()
            ? ResultChunk.decode(result.getBytes(1), ANY.pair(), ANY.address())
            : List.of();
      }
    }
  }

  /** Puts the chunks in the rounds' place, unless more came since these were read. */
  static boolean write(Connection connection, Sealed sealed) throws SQLException {
    if (Blocks.changed(connection, Resolution.HOUR.table, sealed.hour()) != sealed.changed()) {
      return false;
    }
    try (PreparedStatement put =
            connection.prepareStatement(
                "INSERT OR REPLACE INTO raw_chunk (hour, pair, d) VALUES (?, ?, ?)");
        PreparedStatement delete =
            connection.prepareStatement(
                "DELETE FROM raw_hot WHERE time >= ? AND time < ? AND pair > ? AND pair <= ?")) {
      for (Map.Entry<Integer, byte[]> chunk : sealed.chunks().entrySet()) {
        put.setLong(1, sealed.hour());
        put.setInt(2, chunk.getKey());
        put.setBytes(3, chunk.getValue());
        put.executeUpdate();
      }
      delete.setLong(1, sealed.hour() * Resolution.HOUR.micros);
      delete.setLong(2, (sealed.hour() + 1) * Resolution.HOUR.micros);
      delete.setInt(3, sealed.after());
      delete.setInt(4, sealed.through());
      delete.executeUpdate();
      return true;
    }
  }

  private static Long number(Connection connection, String sql, long... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setLong(i + 1, parameters[i]);
      }
      try (ResultSet result = statement.executeQuery()) {
        long number = result.getLong(1);
        return result.wasNull() ? null : (Long) number;
      }
    }
  }
}
