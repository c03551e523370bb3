package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.collector.model.StoreFullException;
import org.ixpqos.collector.rollup.Rollup;
import org.ixpqos.collector.rollup.RollupBlob;
import org.ixpqos.collector.store.format.ResultBlob;
import org.ixpqos.collector.store.format.ResultChunk;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.wire.WireTime;

/**
 * Moves the rounds of the pairs in {@code moved_pair} to their new pair, or deletes them: a little
 * in each change, so that uploads do not wait. Completed steps stay completed: after an
 * interruption the rest is done at the next call. On the housekeeping's thread, as sealing is.
 */
final class MovedPairs {
  /** Rows, chunks or rollups that one change moves. */
  private static final int PIECE = 500;

  private static final Pair ANY = ResultReader.Names.ANY.pair();

  private final ReadConnections readers;
  private final Pruning.Changes changes;
  private final UploadWriter uploads;

  MovedPairs(ReadConnections readers, Pruning.Changes changes, UploadWriter uploads) {
    this.readers = readers;
    this.changes = changes;
    this.uploads = uploads;
  }

  /**
   * The new pair of a pair's rounds.
   *
   * @param pair 0 where they are to be deleted
   * @param from the address that they were written with
   * @param to the address of the new pair
   */
  private record Move(int pair, String from, String to) {}

  /**
   * Moves and deletes all pending rounds.
   *
   * @throws StoreFullException uploads have precedence; the rest is moved at the next call
   */
  void finish() throws SQLException, StoreFullException, InterruptedException {
    Map<Integer, Move> moves = readers.read(MovedPairs::open);
    if (moves.isEmpty()) {
      return;
    }
    moveHot(moves);
    moveChunks(moves);
    for (Map.Entry<Integer, Move> one : moves.entrySet()) {
      int gone = one.getKey();
      int pair = one.getValue().pair();
      moveRollups(Resolution.HOUR, gone, pair);
      moveRollups(Resolution.DAY, gone, pair);
      changes.make(connection -> finish(connection, gone, one.getValue()));
    }
  }

  private static Map<Integer, Move> open(Connection connection) throws SQLException {
    Map<Integer, Move> moves = new TreeMap<>();
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT m.id, m.pair, m.address, coalesce(p.address, '') FROM moved_pair m"
                    + " LEFT JOIN pair p ON p.id = m.pair WHERE m.done = 0");
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        moves.put(
            result.getInt(1), new Move(result.getInt(2), result.getString(3), result.getString(4)));
      }
    }
    return moves;
  }

  private void moveHot(Map<Integer, Move> moves)
      throws SQLException, StoreFullException, InterruptedException {
    for (long at = Long.MIN_VALUE; ; ) {
      long from = at;
      Long next =
          readers.read(
              connection ->
                  number(connection, "SELECT min(time) FROM raw_hot WHERE time >= ?", from));
      if (next == null) {
        return;
      }
      long until = next + Blocks.SLICE_MICROS;
      List<BlockInsert.Round> rows =
          readers.read(connection -> hot(connection, next, until, moves.keySet()));
      for (int i = 0; i < rows.size(); i += PIECE) {
        List<BlockInsert.Round> some = rows.subList(i, Math.min(rows.size(), i + PIECE));
        changes.make(connection -> moveHot(connection, some, moves));
      }
      at = until;
    }
  }

  private static List<BlockInsert.Round> hot(
      Connection connection, long from, long until, Set<Integer> pairs) throws SQLException {
    List<BlockInsert.Round> rows = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT time, pair, d FROM raw_hot WHERE time >= ? AND time < ?")) {
      statement.setLong(1, from);
      statement.setLong(2, until);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          if (pairs.contains(result.getInt(2))) {
            rows.add(
                new BlockInsert.Round(result.getLong(1), result.getInt(2), result.getBytes(3)));
          }
        }
      }
    }
    return rows;
  }

  private int moveHot(Connection connection, List<BlockInsert.Round> rows, Map<Integer, Move> moves)
      throws SQLException {
    Set<Long> slices = new TreeSet<>();
    try (PreparedStatement put =
            connection.prepareStatement(
                "INSERT OR IGNORE INTO raw_hot (time, pair, d) VALUES (?, ?, ?)");
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM raw_hot WHERE time = ? AND pair = ?")) {
      for (BlockInsert.Round row : rows) {
        Move move = moves.get(row.pair);
        if (move.pair() != 0 && !uploads.isSealed(row.time, move.pair())) {
          put.setLong(1, row.time);
          put.setInt(2, move.pair());
          put.setBytes(3, blob(row, move));
          put.executeUpdate();
          slices.add(Math.floorDiv(row.time, Blocks.SLICE_MICROS));
        }
        delete.setLong(1, row.time);
        delete.setInt(2, row.pair);
        delete.executeUpdate();
      }
    }
    uploads.changes().moved(slices);
    return rows.size();
  }

  /** A row has its address by its difference from its pair's. */
  private static byte[] blob(BlockInsert.Round row, Move move) {
    return move.from().equals(move.to())
        ? row.d
        : ResultBlob.encode(ResultBlob.decode(row.d, row.time, ANY, move.from()), move.to());
  }

  private void moveChunks(Map<Integer, Move> moves)
      throws SQLException, StoreFullException, InterruptedException {
    for (long at = Long.MIN_VALUE; ; ) {
      long from = at;
      Long hour =
          readers.read(
              connection ->
                  number(connection, "SELECT min(hour) FROM raw_chunk WHERE hour >= ?", from));
      if (hour == null) {
        return;
      }
      List<Integer> there = readers.read(connection -> sealed(connection, hour, moves.keySet()));
      for (int i = 0; i < there.size(); i += PIECE) {
        List<Integer> some = there.subList(i, Math.min(there.size(), i + PIECE));
        changes.make(connection -> moveChunks(connection, hour, some, moves));
      }
      at = hour + 1;
    }
  }

  private static List<Integer> sealed(Connection connection, long hour, Set<Integer> pairs)
      throws SQLException {
    List<Integer> there = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT 1 FROM raw_chunk WHERE hour = ? AND pair = ?")) {
      for (int pair : pairs) {
        statement.setLong(1, hour);
        statement.setInt(2, pair);
        try (ResultSet result = statement.executeQuery()) {
          if (result.next()) {
            there.add(pair);
          }
        }
      }
    }
    return there;
  }

  private int moveChunks(
      Connection connection, long hour, List<Integer> pairs, Map<Integer, Move> moves)
      throws SQLException {
    Set<Long> slices = new TreeSet<>();
    try (PreparedStatement put =
            connection.prepareStatement(
                "INSERT OR REPLACE INTO raw_chunk (hour, pair, d) VALUES (?, ?, ?)");
        PreparedStatement twice =
            connection.prepareStatement("DELETE FROM raw_hot WHERE time = ? AND pair = ?");
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM raw_chunk WHERE hour = ? AND pair = ?")) {
      for (int gone : pairs) {
        Move move = moves.get(gone);
        if (move.pair() != 0) {
          Map<Long, RoundResult> rounds = new TreeMap<>();
          for (RoundResult row : chunk(connection, hour, gone, move.from())) {
            long time = WireTime.micros(row.time());
            rounds.put(time, row);
            slices.add(Math.floorDiv(time, Blocks.SLICE_MICROS));
            twice.setLong(1, time);
            twice.setInt(2, move.pair());
            twice.executeUpdate();
          }
          for (RoundResult row : chunk(connection, hour, move.pair(), move.to())) {
            rounds.put(WireTime.micros(row.time()), row);
          }
          put.setLong(1, hour);
          put.setInt(2, move.pair());
          put.setBytes(3, ResultChunk.encode(List.copyOf(rounds.values()), move.to()));
          put.executeUpdate();
          uploads.sealed(hour);
        }
        delete.setLong(1, hour);
        delete.setInt(2, gone);
        delete.executeUpdate();
      }
    }
    uploads.changes().moved(slices);
    return pairs.size();
  }

  private static List<RoundResult> chunk(Connection connection, long hour, int pair, String address)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT d FROM raw_chunk WHERE hour = ? AND pair = ?")) {
      statement.setLong(1, hour);
      statement.setInt(2, pair);
      try (ResultSet result = statement.executeQuery()) {
        return result.next() ? ResultChunk.decode(result.getBytes(1), ANY, address) : List.of();
      }
    }
  }

  /** Rollups of hours and days; those that are due are made anew from what was moved. */
  private void moveRollups(Resolution tier, int gone, int pair)
      throws SQLException, StoreFullException, InterruptedException {
    int moved;
    do {
      moved = changes.make(connection -> moveRollups(connection, tier, gone, pair));
    } while (moved == PIECE);
  }

  private int moveRollups(Connection connection, Resolution tier, int gone, int pair)
      throws SQLException {
    List<Long> some = new ArrayList<>();
    try (PreparedStatement read =
            connection.prepareStatement(
                "SELECT t, d FROM " + tier.table + " WHERE pair = ? ORDER BY t LIMIT " + PIECE);
        PreparedStatement find =
            connection.prepareStatement(
                "SELECT d FROM " + tier.table + " WHERE pair = ? AND t = ?");
        PreparedStatement put =
            connection.prepareStatement(
                "INSERT OR REPLACE INTO " + tier.table + " (pair, t, d) VALUES (?, ?, ?)");
        PreparedStatement delete =
            connection.prepareStatement(
                "DELETE FROM " + tier.table + " WHERE pair = ? AND t <= ?")) {
      read.setInt(1, gone);
      try (ResultSet result = read.executeQuery()) {
        while (result.next()) {
          long t = result.getLong(1);
          some.add(t);
          if (pair != 0 && Blocks.of(connection, tier, t, t + 1).due().isEmpty()) {
            Rollup rollup = RollupBlob.decode(result.getBytes(2));
            find.setInt(1, pair);
            find.setLong(2, t);
            try (ResultSet there = find.executeQuery()) {
              if (there.next()) {
                rollup.add(RollupBlob.decode(there.getBytes(1)));
              }
            }
            put.setInt(1, pair);
            put.setLong(2, t);
            put.setBytes(3, RollupBlob.encode(rollup));
            put.executeUpdate();
            uploads.changes().summedAnew(tier, t);
          }
        }
      }
      if (!some.isEmpty()) {
        delete.setInt(1, gone);
        delete.setLong(2, some.get(some.size() - 1));
        delete.executeUpdate();
      }
    }
    return some.size();
  }

  private static int finish(Connection connection, int gone, Move move) throws SQLException {
    if (move.pair() != 0) {
      moveLatest(connection, gone, move);
      try (PreparedStatement incidents =
          connection.prepareStatement("UPDATE OR IGNORE episode SET pair = ? WHERE pair = ?")) {
        incidents.setInt(1, move.pair());
        incidents.setInt(2, gone);
        incidents.executeUpdate();
      }
    }
    for (String sql :
        List.of(
            "DELETE FROM episode WHERE pair = ?",
            "DELETE FROM latest WHERE pair = ?",
            "UPDATE moved_pair SET done = 1 WHERE id = ?")) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setInt(1, gone);
        statement.executeUpdate();
      }
    }
    return 1;
  }

  private static void moveLatest(Connection connection, int gone, Move move) throws SQLException {
    try (PreparedStatement read =
            connection.prepareStatement("SELECT time, previous, d FROM latest WHERE pair = ?");
        PreparedStatement put =
            connection.prepareStatement(
                "INSERT INTO latest (pair, time, previous, d) VALUES (?1, ?2, ?3, ?4)"
                    + " ON CONFLICT (pair) DO UPDATE SET previous = excluded.previous,"
                    + " time = excluded.time, d = excluded.d WHERE excluded.time > time")) {
      read.setInt(1, gone);
      try (ResultSet result = read.executeQuery()) {
        if (result.next()) {
          long time = result.getLong(1);
          put.setInt(1, move.pair());
          put.setLong(2, time);
          put.setObject(3, result.getObject(2));
          put.setBytes(4, blob(new BlockInsert.Round(time, gone, result.getBytes(3)), move));
          put.executeUpdate();
        }
      }
    }
  }

  private static Long number(Connection connection, String sql, long parameter)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, parameter);
      try (ResultSet result = statement.executeQuery()) {
        long number = result.getLong(1);
        return result.wasNull() ? null : (Long) number;
      }
    }
  }
}
