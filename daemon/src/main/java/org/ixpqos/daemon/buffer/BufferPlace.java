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
 * Where the buffer's file is: opens it under the lock of its directory, and sees when its path
 * names another file or none, for what is written then is lost with the end of the process. What
 * the file that was left holds is copied into the one that is opened next. Guarded as its owner is.
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
   * Opens the file, or makes it.
   *
   * @param giveUp counts what was in a file that was left and can't be copied
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
      // a daemon that got its name later was not there before, whatever the file knows of a life
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
   * Whether the path does not name the file any more that was opened last; then it stays open until
   * what it holds was copied, and the caller has to forget it.
   */
  boolean isLeft(SqliteBuffer buffer) {
    String moved;
    try {
      moved = file.moved();
    } catch (IOException e) {
      return false; // the disk does not say; the work that follows will
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
   * Copies what the file that was left holds into one of its own, before another is opened at the
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
        throw e; // it waits, open, until there is room
      }
      log.error(
          "what was in the buffer that is not in its place is lost and is told rounds={} error={}",
          giveUp.get().rounds(),
          e.getMessage());
    } finally {
      saved.close();
    }
    if (wal == null || wal.moved().isEmpty()) {
      orphan.abandon(log::warn);
      remove("-wal");
      remove("-shm");
    } // else it stays open: closing removes the log by its path, which is that of another
    orphan = null;
  }

  /** What was saved, now or before a crash, goes into the file that is at the path. */
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

  /** Gives the lock back. */
  @Override
  public void close() throws IOException {
    if (owned != null) {
      owned.close();
      owned = null;
    }
  }
}
