package org.ixpqos.collector.command;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Whether another process has a store open. */
final class StoreLock {
  /**
   * Where SQLite locks its shared memory as long as it has a file open: UNIX_SHM_DMS of os_unix.c,
   * (22 + 8) · 4 + 8, which the file format promises to keep.
   */
  private static final long OPEN = 128;

  private StoreLock() {}

  static boolean isHeld(Path database) throws IOException {
    Path memory = database.resolveSibling(database.getFileName() + "-shm");
    if (!Files.exists(memory)) {
      return false;
    }
    try (FileChannel channel =
            FileChannel.open(memory, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileLock lock = channel.tryLock(OPEN, 1, false)) {
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }
}
