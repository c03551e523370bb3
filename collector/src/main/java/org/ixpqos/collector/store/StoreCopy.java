package org.ixpqos.collector.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.ixpqos.config.WholeFile;

/** Copies a store as it is at one moment, also while it is being written. */
final class StoreCopy {
  private StoreCopy() {}

  /**
   * Makes a copy, which is under its name only once all of it is on the disk; one that was there is
   * replaced.
   *
   * @throws SQLException the store can't be read, or the copy not be written
   * @throws IOException the copy can't be written
   */
  static void make(Connection connection, Path to) throws SQLException, IOException {
    Path part = to.resolveSibling(to.getFileName() + ".part");
    Files.deleteIfExists(part);
    try (PreparedStatement statement = connection.prepareStatement("VACUUM INTO ?")) {
      statement.setString(1, part.toString());
      statement.executeUpdate();
      try (FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE)) {
        file.force(true);
      }
      WholeFile.move(part, to);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
