package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * When each probe's rounds in {@code raw_hot} started. That table's key begins with the time, in
 * the order of arrival; a pair's rounds would be found only by reading those of all pairs. A
 * probe's rounds start together, so that its few spans limit the search.
 */
final class HotSpans {
  /** Rounds that start within such a time are of one span. */
  private static final long TOGETHER_MICROS = 1_000_000;

  /** A time, both ends included, microseconds since 1970. */
  record Span(long from, long until) {}

  private final PreparedStatement add;

  /** For the writer, whose thread alone uses it. */
  HotSpans(Connection connection) throws SQLException {
    add = connection.prepareStatement("INSERT OR IGNORE INTO hot_span VALUES (?, ?, ?)");
  }

  /** Records when a probe's rounds started. */
  void add(String source, List<BlockInsert.Round> rounds) throws SQLException {
    long[] times = rounds.stream().mapToLong(round -> round.time).sorted().toArray();
    for (int i = 0; i < times.length; ) {
      int first = i;
      while (i < times.length && times[i] - times[first] < TOGETHER_MICROS) {
        i++;
      }
      add.setString(1, source);
      add.setLong(2, times[first]);
      add.setLong(3, times[i - 1]);
      add.executeUpdate();
    }
  }

  /** The spans in which a pair's rounds of a time may have started; none has a part of another. */
  static List<Span> of(Connection connection, int pair, long from, long until) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT source FROM pair WHERE id = ?")) {
      statement.setInt(1, pair);
      try (ResultSet result = statement.executeQuery()) {
        return result.next() ? of(connection, Set.of(result.getString(1)), from, until) : List.of();
      }
    }
  }

  /**
   * The spans in which rounds of some probes may have started in a time, in its order; none has a
   * part of another.
   */
  static List<Span> of(Connection connection, Set<String> sources, long from, long until)
      throws SQLException {
    List<Span> all = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT from_time, until_time FROM hot_span"
                + " WHERE source = ?1 AND from_time >= ?2 - "
                + TOGETHER_MICROS
                + " AND from_time < ?3 AND until_time >= ?2")) {
      for (String source : sources) {
        statement.setString(1, source);
        statement.setLong(2, from);
        statement.setLong(3, until);
        try (ResultSet result = statement.executeQuery()) {
          while (result.next()) {
            all.add(
                new Span(
                    Math.max(from, result.getLong(1)), Math.min(until - 1, result.getLong(2))));
          }
        }
      }
    }
    all.sort(Comparator.comparingLong(Span::from));
    List<Span> spans = new ArrayList<>();
    for (Span span : all) {
      int last = spans.size() - 1;
      if (last >= 0 && span.from() <= spans.get(last).until()) {
        spans.set(
            last,
            new Span(spans.get(last).from(), Math.max(span.until(), spans.get(last).until())));
      } else {
        spans.add(span);
      }
    }
    return spans;
  }

  /** Whether rounds of a probe started in a time. */
  static boolean has(Connection connection, String source, long from, long until)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT 1 FROM hot_span WHERE source = ?1 AND from_time >= ?2 - "
                + TOGETHER_MICROS
                + " AND from_time < ?3 AND until_time >= ?2 LIMIT 1")) {
      statement.setString(1, source);
      statement.setLong(2, from);
      statement.setLong(3, until);
      try (ResultSet result = statement.executeQuery()) {
        return result.next();
      }
    }
  }

  /** Deletes those that are older than all that is in the table; within a change. */
  static int trim(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "DELETE FROM hot_span WHERE until_time <"
                + " coalesce((SELECT min(time) FROM raw_hot), 9223372036854775807)")) {
      return statement.executeUpdate();
    }
  }
}
