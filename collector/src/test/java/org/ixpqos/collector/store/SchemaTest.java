package org.ixpqos.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.ixpqos.collector.TestingLog;
import org.ixpqos.collector.model.LatestResult;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.collector.rollup.Rollup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  /** The fixture has two rounds in one hour and one in the next, in the first version's tables. */
  @Test
  void migratesAStoreOfTheFirstVersion(@TempDir Path directory) throws Exception {
    String fixture;
    try (InputStream in = getClass().getResourceAsStream("store-of-version-1.sql")) {
      fixture = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    String url = "jdbc:sqlite:" + directory.resolve(SqliteStore.FILE);
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(fixture);
    }
    Instant ten = Instant.parse("2026-11-22T10:00:00Z");
    try (TestingLog log = new TestingLog(SqliteStore.class);
        SqliteStore store = SqliteStore.open(directory, System::nanoTime, nanos -> {})) {
      List<String> lines = log.lines();
      assertTrue(lines.get(0).startsWith("INFO migrating the store from schema 1 to"));
      assertTrue(lines.get(1).matches("INFO the store was migrated to schema \\d+ in \\d+ s"));
      List<LatestResult> latest = store.ask(reader -> reader.latestOf("p1"));
      assertEquals(0.5, latest.get(0).row().rtt().median());
      store.keepHouse(ten.plus(Duration.ofDays(2)), Duration.ofDays(30), Duration.ofDays(400));
      Rollup sum =
          store
              .ask(reader -> reader.rollups(1, Resolution.HOUR, ten, ten.plus(Duration.ofHours(2))))
              .get(ten);
      assertEquals(2, sum.rounds());
      assertEquals(120, sum.sent());
    }
    try (Connection connection = DriverManager.getConnection(url)) {
      assertEquals(2, number(connection, "SELECT count(*) FROM r1h"));
      assertEquals(0, number(connection, "SELECT count(*) FROM period WHERE changed <> summed"));
      assertEquals(0, number(connection, "SELECT count(*) FROM raw_hot"));
      assertEquals(2, number(connection, "SELECT count(*) FROM raw_chunk"));
    }
    Path copy = directory.resolve(SqliteStore.FILE + ".schema-1");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy)) {
      assertEquals(1, number(connection, "PRAGMA user_version"));
      assertEquals(3, number(connection, "SELECT count(*) FROM raw_hot"));
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
