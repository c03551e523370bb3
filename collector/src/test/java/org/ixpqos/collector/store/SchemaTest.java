package org.ixpqos.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class SchemaTest {
  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return result.getLong(1);
    }
  }

  @Test
  void makesAStore() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
      Schema.migrate(connection);
      assertEquals(Schema.VERSION, number(connection, "PRAGMA user_version"));
      Schema.migrate(connection);
      assertEquals(0, number(connection, "SELECT count(*) FROM raw_hot"));
    }
  }

  @Test
  void refusesAStoreOfALaterProgram() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = 1000");
      SQLException refusal = assertThrows(SQLException.class, () -> Schema.migrate(connection));
      assertTrue(refusal.getMessage().contains("version 1000"));
    }
  }

  @Test
  void aStepThatFailsLeavesNothingBehind() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE gap (x)");
      assertThrows(SQLException.class, () -> Schema.migrate(connection));
      assertEquals(0, number(connection, "PRAGMA user_version"));
      assertEquals(1, number(connection, "SELECT count(*) FROM sqlite_schema"));
    }
  }
}
