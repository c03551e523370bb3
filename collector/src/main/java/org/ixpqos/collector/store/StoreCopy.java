package org.ixpqos.collector.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import org.ixpqos.config.FileReplacement;
import org.sqlite.SQLiteConfig;

/** Copies the state of a store at one moment, also while it is being written. */
final class StoreCopy {
  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-------");

  private StoreCopy() {}

  /** Without a log beside it, which would have to be kept with it. */
  private static SQLiteConfig writing() {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.OFF);
    return config;
  }

  /**
   * Makes a copy, which gets its name only once all of it is on the disk; an existing one is
   * replaced. Only its owner may read it.
   *
   * @param beside its other content; null for the store alone
   * @throws SQLException the store can't be read, or the copy not be written
   * @throws IOException the copy can't be written
   */
  static void make(Connection connection, Path to, BackedUp beside)
      throws SQLException, IOException {
    Path part = to.resolveSibling(to.getFileName() + ".part");
    Files.deleteIfExists(part);
    Files.createFile(part, PosixFilePermissions.asFileAttribute(MODE));
    try (PreparedStatement statement = connection.prepareStatement("VACUUM INTO ?")) {
      statement.setString(1, part.toString());
      statement.executeUpdate();
      if (beside != null) {
        try (Connection copy = writing().createConnection("jdbc:sqlite:" + part)) {
          beside.write(copy);
        }
      }
      try (FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE)) {
        file.force(true);
      }
      FileReplacement.move(part, to);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
