package org.ixpqos.collector.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.ixpqos.collector.model.StoreMovedException;

/**
 * Checks that the files that SQLite has open are those at their paths: a file that was removed,
 * replaced or mounted over accepts writes as before, and they are lost when it is closed.
 * Thread-safe.
 */
final class StoreFiles {
  private final Path store;
  private final Path log;
  private final Object storeKey;

  /** Of the write-ahead log, which is there from the first write on; null before. */
  private volatile Object logKey;

  /** Records the present files; the store is open. */
  StoreFiles(Path store) throws IOException {
    this.store = store;
    this.log = store.resolveSibling(store.getFileName() + "-wal");
    this.storeKey = key(store);
    this.logKey = Files.exists(log) ? key(log) : null;
  }

  /** Device and inode. */
  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /**
   * Checks again.
   *
   * @throws StoreMovedException they are not there any more
   */
  void check() throws StoreMovedException {
    check(store, storeKey);
    if (logKey != null) {
      check(log, logKey);
    } else if (Files.exists(log)) {
      try {
        logKey = key(log);
      } catch (IOException e) {
        throw moved(log, e.getMessage());
      }
    }
  }

  private static void check(Path file, Object known) throws StoreMovedException {
    try {
      if (!Objects.equals(key(file), known)) {
        throw moved(file, "another file is there");
      }
    } catch (IOException e) {
      throw moved(file, "it is not there any more");
    }
  }

  private static StoreMovedException moved(Path file, String how) {
    return new StoreMovedException(
        file
            + " was removed, replaced or mounted over ("
            + how
            + "), and what is stored now would be lost: put it back, or restart the collector to go"
            + " on with what is there");
  }
}
