package org.ixpqos.collector.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * A file of the state directory that commands change and the collector reads. It is replaced whole,
 * has mode 0600 and belongs to the directory's owner, so that root's commands leave it readable to
 * the service. {@code FILE.new} is the next one and the lock in one, as git's {@code index.lock}.
 */
final class StateFile {
  private final Path file;

  StateFile(Path file) {
    this.file = file;
  }

  /** Makes the next text of the file from what it holds. */
  interface Change {
    String apply() throws IOException;
  }

  /**
   * Changes the file, alone.
   *
   * @throws IOException it can't be written, or another command is changing it
   */
  void change(Change change) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    // no link that is there is followed: root may write into a directory that is another's
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    Set<PosixFilePermission> mode = PosixFilePermissions.fromString("rw-------");
    try (FileChannel out =
        FileChannel.open(next, options, PosixFilePermissions.asFileAttribute(mode))) {
      write(out, next, change);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(
          "another command is changing " + file + "; if none is, delete " + next, e);
    }
  }

  private void write(FileChannel out, Path next, Change change) throws IOException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(change.apply().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
      UserPrincipal owner = Files.getOwner(file.toAbsolutePath().getParent());
      PosixFileAttributeView view =
          Files.getFileAttributeView(next, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      if (!view.getOwner().equals(owner)) {
        view.setOwner(owner);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
        directory.force(true); // the name, open(2): a key that was printed stays one
      }
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(next);
      throw e;
    }
  }
}
