package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.IntFunction;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ReadLimit;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.collector.store.format.ResultBlob;
import org.ixpqos.collector.store.format.ResultChunk;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.wire.WireTime;

/** Reads rounds, both those that are sealed and those that are not; lives as long as one read. */
final class ResultReader {
  /**
   * What a row gets from its pair.
   *
   * @param address of a row that has no other
   */
  record Names(Pair pair, String address) {
    /** Stands for every pair's own, where they are not needed. */
    static final Names ANY = new Names(new Pair("", "", 4, ""), "(its own)");
  }

  private static final String CHUNKS =
      "SELECT pair, d FROM raw_chunk WHERE hour >= ?1 AND hour < ?2";

  /** Hour by hour, because the key begins with it. */
  private static final String CHUNKS_OF_PAIR =
      "WITH RECURSIVE hours (h) AS"
          + " (SELECT ?1 WHERE ?1 < ?2 UNION ALL SELECT h + 1 FROM hours WHERE h + 1 < ?2)"
          + " SELECT pair, d FROM hours CROSS JOIN raw_chunk ON hour = h AND pair = ?3";

  private static final String HOT =
      "SELECT pair, time, d FROM raw_hot WHERE time >= ?1 AND time < ?2";

  private final Connection connection;
  private final IntFunction<Names> names;

  /** Reads the rounds of the pairs, by their ids, that {@code names} gives something for. */
  ResultReader(Connection connection, IntFunction<Names> names) {
    this.connection = connection;
    this.names = names;
  }

  /** Reads all, and gives them {@link Names#ANY}. */
  ResultReader(Connection connection) {
    this(connection, pair -> Names.ANY);
  }

  interface Sink {
    void add(int pair, RoundResult row);
  }

  /**
   * The rounds that started in a time, microseconds since 1970: those that are sealed, each pair's
   * in the order of time, and then the others in the order of time.
   *
   * @param pair null for every pair
   */
  void each(Integer pair, long from, long until, Sink sink) throws SQLException {
    if (from < until) {
      sealed(pair, from, until, sink);
      if (pair == null) {
        hot(null, from, until, sink);
      } else {
        for (HotSpans.Span span : HotSpans.of(connection, pair, from, until)) {
          hot(pair, span.from(), span.until() + 1, sink);
        }
      }
    }
  }

  private void sealed(Integer pair, long from, long until, Sink sink) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(pair == null ? CHUNKS : CHUNKS_OF_PAIR)) {
      statement.setLong(1, Resolution.HOUR.of(from));
      statement.setLong(2, Resolution.HOUR.of(until - 1) + 1);
      if (pair != null) {
        statement.setInt(3, pair);
      }
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          int id = result.getInt(1);
          Names its = names.apply(id);
          if (its != null) {
            ReadLimit.check();
            for (RoundResult row :
                ResultChunk.decode(result.getBytes(2), its.pair(), its.address())) {
              long time = WireTime.micros(row.time());
              if (time >= from && time < until) {
                sink.add(id, row);
              }
            }
          }
        }
      }
    }
  }

  private void hot(Integer pair, long from, long until, Sink sink) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            HOT + (pair == null ? " ORDER BY time" : " AND pair = ?3 ORDER BY time"))) {
      statement.setLong(1, from);
      statement.setLong(2, until);
      if (pair != null) {
        statement.setInt(3, pair);
      }
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          int id = result.getInt(1);
          Names its = names.apply(id);
          if (its != null) {
            sink.add(
                id,
                ResultBlob.decode(
                    result.getBytes(3), result.getLong(2), its.pair(), its.address()));
          }
        }
      }
    }
  }
}
