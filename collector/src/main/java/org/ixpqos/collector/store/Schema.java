package org.ixpqos.collector.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The store's tables. Their version is SQLite's {@code user_version}; the step to version <i>n</i>
 * is the resource {@code schema-n.sql}, and steps are only ever added.
 */
final class Schema {
  static final int VERSION = 6;

  private Schema() {}

  /**
   * Migrates a store to {@link #VERSION}, completely or not at all.
   *
   * @throws SQLException also when the store is of a later version than this program knows
   */
  static void migrate(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version = version(statement);
      if (version > VERSION) {
        throw new SQLException(
            "the store has schema version "
                + version
                + " and this program knows versions up to "
                + VERSION
                + "; install the program that wrote it, or a later one");
      }
      statement.execute("BEGIN IMMEDIATE");
      try {
        while (version < VERSION) {
          version++;
          for (String sql : step(version).split(";\\s*\\n", -1)) {
            if (!sql.isBlank()) {
              statement.execute(sql);
            }
          }
        }
        statement.execute("PRAGMA user_version = " + VERSION);
        statement.execute("COMMIT");
      } catch (SQLException e) {
        statement.execute("ROLLBACK");
        throw e;
      }
    }
  }

  /** The version that a store has; 0 when it is to be made. */
  static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return version(statement);
    }
  }

  private static int version(Statement statement) throws SQLException {
    try (ResultSet result = statement.executeQuery("PRAGMA user_version")) {
      result.next();
      return result.getInt(1);
    }
  }

  private static String step(int version) {
    try (InputStream in = Schema.class.getResourceAsStream("schema-" + version + ".sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
