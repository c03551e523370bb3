package org.ixpqos.collector.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ixpqos.model.wire.WireTime;

/**
 * The content of a backup beside the store itself, in tables of its own in the same file: a copy of
 * the store is a complete backup, and works in the store's place without a change.
 *
 * @param made when the backup was begun
 * @param version the program's that made it
 * @param files by their names in the backup, such as {@code state/keys.json} and {@code
 *     config/probes.json}
 */
public record BackedUp(Instant made, String version, Map<String, Saved> files) {
  /**
   * A file.
   *
   * @param mode such as {@code rw-r-----}
   */
  public record Saved(String text, String mode) {}

  public BackedUp {
    files = new TreeMap<>(files);
  }

  void write(Connection connection) throws SQLException {
    try (Statement tables = connection.createStatement()) {
      tables.execute("CREATE TABLE backup (made INTEGER NOT NULL, version TEXT NOT NULL)");
      tables.execute(
          "CREATE TABLE backup_file (name TEXT PRIMARY KEY, mode TEXT NOT NULL, d BLOB NOT NULL)");
    }
    try (PreparedStatement when =
            connection.prepareStatement("INSERT INTO backup (made, version) VALUES (?, ?)");
        PreparedStatement file =
            connection.prepareStatement(
                "INSERT INTO backup_file (name, mode, d) VALUES (?, ?, ?)")) {
      when.setLong(1, WireTime.micros(made));
      when.setString(2, version);
      when.executeUpdate();
      for (Map.Entry<String, Saved> one : files.entrySet()) {
        file.setString(1, one.getKey());
        file.setString(2, one.getValue().mode());
        file.setBytes(3, one.getValue().text().getBytes(StandardCharsets.UTF_8));
        file.executeUpdate();
      }
    }
  }

  /** Empty for a store, and for a backup of an earlier version, which is the store alone. */
  static Optional<BackedUp> read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet there =
          statement.executeQuery(
              "SELECT count(*) FROM sqlite_schema WHERE name IN ('backup', 'backup_file')")) {
        if (there.getInt(1) < 2) {
          return Optional.empty();
        }
      }
      Map<String, Saved> files = new TreeMap<>();
      try (ResultSet all = statement.executeQuery("SELECT name, mode, d FROM backup_file")) {
        while (all.next()) {
          String text = new String(all.getBytes(3), StandardCharsets.UTF_8);
          files.put(all.getString(1), new Saved(text, all.getString(2)));
        }
      }
      try (ResultSet when = statement.executeQuery("SELECT made, version FROM backup")) {
        return Optional.of(
            new BackedUp(WireTime.ofMicros(when.getLong(1)), when.getString(2), files));
      }
    }
  }

  /** Deletes these tables: a store in use has keys and settings in their files. */
  static void drop(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS backup_file");
      statement.execute("DROP TABLE IF EXISTS backup");
    }
  }
}
