package org.ixpqos.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.ixpqos.collector.model.ReadLimit;
import org.ixpqos.collector.model.ReadTooLongException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReadLimitTest {
  /** As much work as the number says. */
  private static long count(Connection connection, long to) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
                + " SELECT count(*) FROM n")) {
      statement.setLong(1, to);
      try (ResultSet result = statement.executeQuery()) {
        return result.getLong(1);
      }
    }
  }

  @Test
  void whatTakesTooLongEndsAndTheNextIsRead(@TempDir Path directory) throws Exception {
    String url = "jdbc:sqlite:" + directory.resolve("db");
    try (ReadConnections readers = new ReadConnections(1, () -> DriverManager.getConnection(url))) {
      assertThrows(
          ReadTooLongException.class,
          () ->
              ReadLimit.within(
                  Duration.ofMillis(100),
                  () -> readers.read(connection -> count(connection, Long.MAX_VALUE))));
      long few =
          ReadLimit.within(
              Duration.ofSeconds(30), () -> readers.read(connection -> count(connection, 1_000)));
      assertEquals(1_000, few);
      long unlimited = readers.read(connection -> count(connection, 300_000));
      assertEquals(300_000, unlimited);
    }
  }
}
