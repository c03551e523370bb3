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

/** A buffer's file that can't be read, out of the way under a name that says when. */
final class SetAside {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private SetAside() {}

  /** Renames the file and SQLite's beside it, and says what it is called now. */
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
   * What waits in it, as far as it can be read.
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
   * Whether the file's content is to blame. Our statements being right, an error of logic says that
   * the tables are not ours any more.
   */
  static boolean isDamage(SQLiteErrorCode code) {
    return switch (SQLiteErrorCode.getErrorCode(code.code & 0xff)) {
      case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_ERROR, SQLITE_MISMATCH, SQLITE_CONSTRAINT -> true;
      default -> false;
    };
  }

  /** The rounds that waited in a file; of one that says nothing any more, what it last said. */
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
