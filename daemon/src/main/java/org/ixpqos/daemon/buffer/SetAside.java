package org.ixpqos.daemon.buffer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.ixpqos.config.FileReplacement;
import org.sqlite.SQLiteErrorCode;

/** Renames a buffer's file that can't be read; the new name has the time. */
final class SetAside {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private SetAside() {}

  /** Renames the file and SQLite's files beside it; returns the new name. */
  static Path rename(Path file, Instant now) throws IOException {
    String suffix = ".set-aside-" + STAMP.format(now);
    for (String part : List.of("", "-wal", "-shm")) {
      Path from = file.resolveSibling(file.getFileName() + part);
      if (Files.exists(from)) {
        Path to = file.resolveSibling(file.getFileName() + suffix + part);
        FileReplacement.move(from, to);
      }
    }
    return file.resolveSibling(file.getFileName() + suffix);
  }

  /**
   * The waiting entries, as far as they can be read.
   *
   * @throws SQLException when nothing can
   */
  static DroppedRounds content(Path aside) throws SQLException {
    DroppedRounds its = new DroppedRounds();
    try (BufferView view = BufferView.of(aside)) {
      view.entries(entry -> its.add(entry.entry()));
    }
    return its;
  }

  /**
   * Whether the file's content is the cause. Our statements are correct, so an SQL logic error
   * means that the tables are damaged.
   */
  static boolean isDamage(SQLiteErrorCode code) {
    return switch (SQLiteErrorCode.getErrorCode(code.code & 0xff)) {
      case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_ERROR, SQLITE_MISMATCH, SQLITE_CONSTRAINT -> true;
      default -> false;
    };
  }

  /**
   * The number of rounds that waited in a file; for a file that can no longer be read, the last
   * known number.
   */
  static DroppedRounds waitedIn(Path aside, Buffer.Status last, Instant now) {
    DroppedRounds lost = new DroppedRounds();
    lost.add(0, now, now);
    try {
      lost.addAll(content(aside));
      return lost;
    } catch (SQLException e) {
      return DroppedRounds.of(last, now);
    }
  }
}
