package org.ixpqos.daemon.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a second daemon away from a directory; the kernel lets go of it however the first ends. */
public final class DirectoryLock implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DirectoryLock.class);

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock. Where the disk does not let a file be made, there is none: that must not stop
   * the measuring.
   *
   * @throws IOException when another process has it
   */
  public static DirectoryLock take(Path directory) throws IOException {
    FileChannel channel;
    FileLock lock;
    try {
      Files.createDirectories(directory);
      channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      log.warn("no lock on {}: see that no second daemon uses it; {}", directory, e.toString());
      return new DirectoryLock(null);
    }
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    } catch (IOException e) {
      log.warn("no lock on {}: see that no second daemon uses it; {}", directory, e.toString());
      return new DirectoryLock(channel);
    }
    if (lock == null) {
      channel.close();
      throw new IOException(
          "another daemon uses "
              + directory
              + ": stop it ('systemctl stop ixpqos-probe'), or give this one a buffer.directory of"
              + " its own");
    }
    return new DirectoryLock(channel);
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
