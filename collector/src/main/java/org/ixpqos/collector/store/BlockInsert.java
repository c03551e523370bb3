package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.ixpqos.collector.store.format.ResultBlob;

/**
 * Inserts rounds into a table, sixteen with one statement: the fixed cost of a statement is that of
 * a row. Owned by its connection's thread.
 */
final class BlockInsert {
  private static final int BLOCK = 16;

  /** A round in the form of the tables. */
  static final class Round {
    final long time;
    final int pair;
    final byte[] d;

    /** With {@code d} as {@link ResultBlob} writes it. */
    Round(long time, int pair, byte[] d) {
      this.time = time;
      this.pair = pair;
      this.d = d;
    }
  }

  private final PreparedStatement block;
  private final PreparedStatement one;

  /**
   * Prepares the statements.
   *
   * @param into up to the values of the columns time, pair and d
   * @param after what stands behind them
   */
  BlockInsert(Connection connection, String into, String after) throws SQLException {
    String values = " VALUES (?, ?, ?)";
    block = connection.prepareStatement(into + values + ", (?, ?, ?)".repeat(BLOCK - 1) + after);
    one = connection.prepareStatement(into + values + after);
  }

  /** Inserts rounds, in their order; returns how many rows were inserted or changed. */
  long put(List<Round> rounds) throws SQLException {
    long changed = 0;
    for (int from = 0; from < rounds.size(); ) {
      boolean whole = rounds.size() - from >= BLOCK;
      int until = whole ? from + BLOCK : from + 1;
      changed += put(whole ? block : one, rounds.subList(from, until));
      from = until;
    }
    return changed;
  }

  /** Inserts rounds, in their order; returns which of them were inserted or changed something. */
  List<Round> putOneByOne(List<Round> rounds) throws SQLException {
    List<Round> changed = new ArrayList<>();
    for (Round round : rounds) {
      if (put(one, List.of(round)) == 1) {
        changed.add(round);
      }
    }
    return changed;
  }

  private static int put(PreparedStatement statement, List<Round> rounds) throws SQLException {
    int parameter = 1;
    for (Round round : rounds) {
      statement.setLong(parameter++, round.time);
      statement.setInt(parameter++, round.pair);
      statement.setBytes(parameter++, round.d);
    }
    return statement.executeUpdate();
  }
}
