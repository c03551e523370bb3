package org.ixpqos.daemon.buffer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One process at a time writes a buffer: whoever holds the lock of {@code buffer.lock} beside it
 * (fcntl(2), so the end of the process ends it, however it ends).
 */
final class BufferLock implements AutoCloseable {
  private final FileChannel channel;

  private BufferLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws BufferInUseException when another has it
   * @throws IOException when the disk does not let it be taken
   */
  static BufferLock take(Path directory) throws IOException {
    Path file = directory.resolve("buffer.lock");
    boolean begun = !Files.exists(file);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (begun) {
        // root may be the first to come, with an import; the daemon must be able to come after
        Files.setOwner(file, Files.getOwner(directory));
      }
      if (channel.tryLock() != null) {
        return new BufferLock(channel);
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new BufferInUseException(directory);
    }
    channel.close();
    throw new BufferInUseException(directory);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
