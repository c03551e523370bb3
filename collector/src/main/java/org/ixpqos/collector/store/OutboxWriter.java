package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * Inserts rounds into their table, and the new ones into the outbox, within a transaction of its
 * caller; owned by the writer's thread.
 */
final class OutboxWriter {
  private final BlockInsert rows;
  private final PreparedStatement mark;
  private final PreparedStatement undo;
  private final PreparedStatement keep;
  private final PreparedStatement add;

  OutboxWriter(Connection connection, BlockInsert rows) throws SQLException {
    this.rows = rows;
    mark = connection.prepareStatement("SAVEPOINT rounds");
    undo = connection.prepareStatement("ROLLBACK TO rounds");
    keep = connection.prepareStatement("RELEASE rounds");
    add =
        connection.prepareStatement(
            "INSERT INTO outbox (received, total, d) VALUES (?1,"
                + " coalesce((SELECT total FROM outbox ORDER BY id DESC LIMIT 1), 0) + length(?2),"
                + " ?2)");
  }

  /**
   * Returns how many rounds are new. As a rule all are, or none; otherwise a second pass finds
   * which.
   *
   * @param received when they arrived, microseconds since 1970
   */
  long put(List<BlockInsert.Round> rounds, long received) throws SQLException {
    mark.executeUpdate();
    List<BlockInsert.Round> fresh = rounds;
    long count = rows.put(rounds);
    if (count > 0 && count < rounds.size()) {
      undo.executeUpdate();
      fresh = rows.putOneByOne(rounds);
    }
    keep.executeUpdate();
    if (count > 0) {
      add.setLong(1, received);
      add.setBytes(2, OutboxBlob.encode(fresh));
      add.executeUpdate();
    }
    return count;
  }
}
