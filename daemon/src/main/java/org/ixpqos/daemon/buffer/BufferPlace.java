package org.ixpqos.daemon.buffer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.model.clock.Timekeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Opens the buffer's file under the lock of its directory, and detects when its path names another
 * file or none: entries written to the open file would be lost with the end of the process. The
 * content of the abandoned file is copied into the file that is opened next. Guarded by its owner's
 * lock.
 */
final class BufferPlace implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BufferPlace.class);

  private static final String RESCUED = ".rescued";

  private final Path path;
  private final Timekeeper time;
  private final long began;
  private BufferLock owned;
  private OpenedFile file;
  private OpenedFile wal;
  private SqliteBuffer orphan;
  private boolean opened;

  /** The probe's name when the file was last opened; empty while it has none. */
  private String named = "";

  BufferPlace(Path path, Timekeeper time) {
    this.path = path;
    this.time = time;
    this.began = time.nanoTime();
  }

  /**
   * Opens the file, or creates it.
   *
   * @param giveUp counts the content of an abandoned file that can't be copied
   */
  SqliteBuffer open(DaemonConfig config, Supplier<DroppedRounds> giveUp)
      throws IOException, SQLException {
    Files.createDirectories(path.getParent());
    if (owned == null || !owned.isInPlace()) {
      close();
      owned = BufferLock.take(path.getParent());
    }
    save(giveUp);
    BufferFile next = BufferFile.open(path);
    try {
      takeSaved(next);
    } catch (SQLException | IOException e) {
      next.abandon(log::warn);
      throw e;
    }
    boolean first = named.isEmpty() && !config.name().isEmpty();
    OptionalLong returned = OptionalLong.empty();
    if (first) {
      // a daemon that got its name later did not measure before, so no gap is recorded
      returned = OptionalLong.of(opened ? time.nanoTime() : began);
    }
    SqliteBuffer buffer = SqliteBuffer.open(next, config, time, returned);
    file = OpenedFile.of(path);
    wal = Files.exists(beside("-wal")) ? OpenedFile.of(beside("-wal")) : null;
    opened = true;
    named = config.name();
    return buffer;
  }

  /**
   * Whether the path no longer names the file that was opened last; then that file stays open until
   * its content was copied, and the caller must drop its reference.
   */
  boolean isLeft(SqliteBuffer buffer) {
    String moved;
    try {
      moved = file.moved();
    } catch (IOException e) {
      return false; // unknown; the next access will report the error
    }
    if (moved.isEmpty()) {
      return false;
    }
    log.error(
        "the buffer's file is not the one that was opened, {}: what it held is copied into the"
            + " file that is there now. Stop the daemon before you touch its files file={}",
        moved,
        path);
    if (orphan != null) {
      orphan.abandon(log::warn);
    }
    orphan = buffer;
    return true;
  }

  private Path beside(String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  /**
   * Copies the abandoned file's content into a file of its own, before another is opened at the
   * path: SQLite would take the log that is still there for the other's.
   */
  private void save(Supplier<DroppedRounds> giveUp) throws IOException, SQLException {
    if (orphan == null) {
      return;
    }
    remove(RESCUED);
    BufferFile saved = BufferFile.open(beside(RESCUED));
    try {
      long entries = Rescue.copy(orphan.file(), saved);
      log.info("copied what the buffer held that is not in its place entries={}", entries);
    } catch (SQLException e) {
      if (e instanceof SQLiteException known
          && known.getResultCode() == SQLiteErrorCode.SQLITE_FULL) {
        throw e; // it stays open until there is room
      }
      log.error(
          "the rounds of the buffer file that was moved or removed are lost, and are reported as a"
              + " gap rounds={} error={}",
          giveUp.get().rounds(),
          e.getMessage());
    } finally {
      saved.close();
    }
    if (wal == null || wal.moved().isEmpty()) {
      orphan.abandon(log::warn);
      remove("-wal");
      remove("-shm");
    } // else it stays open: closing would remove the log at its path, which is another file's
    orphan = null;
  }

  /** Copies saved entries, of now or from before a crash, into the file at the path. */
  private void takeSaved(BufferFile next) throws IOException, SQLException {
    if (!Files.exists(beside(RESCUED))) {
      return;
    }
    try (BufferFile saved = BufferFile.open(beside(RESCUED))) {
      Rescue.copy(saved, next);
    }
    remove(RESCUED + "-wal");
    remove(RESCUED + "-shm");
    remove(RESCUED);
  }

  private void remove(String suffix) throws IOException {
    Files.deleteIfExists(beside(suffix));
  }

  /** Releases the lock. */
  @Override
  public void close() throws IOException {
    if (owned != null) {
      owned.close();
      owned = null;
    }
  }
}
