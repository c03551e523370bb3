package org.ixpqos.daemon.buffer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.UserPrincipal;

/**
 * One process at a time writes a buffer: the holder of the lock on {@code buffer.lock} beside it
 * (fcntl(2): any end of the process releases it). The directory belongs to the service's user, who
 * may place links there: a link is never followed.
 */
final class BufferLock implements AutoCloseable {
  private final FileChannel channel;
  private final OpenedFile file;

  private BufferLock(FileChannel channel, OpenedFile file) {
    this.channel = channel;
    this.file = file;
  }

  /**
   * Takes the lock.
   *
   * @throws BufferInUseException when another has it
   * @throws IOException when the lock's file can't be opened, or is a link
   */
  static BufferLock take(Path directory) throws IOException {
    Path file = directory.resolve("buffer.lock");
    FileChannel channel = open(directory, file);
    try {
      if (channel.tryLock() != null) {
        return new BufferLock(channel, OpenedFile.of(file));
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

  private static FileChannel open(Path directory, Path file) throws IOException {
    FileChannel begun;
    try {
      begun = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      return FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }
    try {
      // root may be the first to lock it, with an import; the daemon must be able to lock it later.
      // The
      // service itself may not call chown(2) (SystemCallFilter=), and its file is its own already
      FileOwnerAttributeView mine =
          Files.getFileAttributeView(file, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      UserPrincipal owner = Files.getOwner(directory);
      if (!mine.getOwner().equals(owner)) {
        mine.setOwner(owner);
      }
      return begun;
    } catch (IOException e) {
      begun.close();
      throw e;
    }
  }

  /** Whether the lock's file is still where another process would look for it. */
  boolean isInPlace() throws IOException {
    return file.moved().isEmpty();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
