package org.ixpqos.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that is replaced atomically: at any time, also after a power cut, it is the old or the new
 * one, and a completed write is durable. The text is synced before it gets the name, and the
 * directory, which holds the name, after that (open(2), rename(2)).
 */
public final class FileReplacement {
  private static final Disk REAL =
      new Disk() {
        @Override
        public void sync(Path path, FileChannel open) throws IOException {
          open.force(true);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
          Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }
      };

  private final Path file;
  private final Path next;
  private final Set<PosixFilePermission> mode;
  private final Disk disk;

  /**
   * The steps between which a power cut may come; a test's implementation records them, and fails.
   */
  interface Disk {
    void sync(Path path, FileChannel open) throws IOException;

    void rename(Path from, Path to) throws IOException;
  }

  /** Makes the text, once this process alone may replace the file. */
  public interface Text {
    String make() throws IOException;
  }

  /** Sets the owner and other attributes of the new file, before it holds anything. */
  public interface Rights {
    void give(Path next) throws IOException;
  }

  /**
   * Names the file; touches nothing yet.
   *
   * @param next the name of the new file until it takes its place, in the same directory
   * @param mode the new file's permissions from its first byte on, independent of the umask
   */
  public FileReplacement(Path file, Path next, Set<PosixFilePermission> mode) {
    this(file, next, mode, REAL);
  }

  FileReplacement(Path file, Path next, Set<PosixFilePermission> mode, Disk disk) {
    this.file = file;
    this.next = next;
    this.mode = mode;
    this.disk = disk;
  }

  /**
   * Replaces the file and has it on disk. When that fails, the file is the old one, or, where only
   * the last sync failed, the new one.
   *
   * @throws java.nio.file.FileAlreadyExistsException when the new file's name is taken: no link is
   *     followed, for root may write into a directory that is another's
   */
  public void replace(Rights rights, Text text) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel out =
        FileChannel.open(next, options, PosixFilePermissions.asFileAttribute(mode))) {
      try {
        rights.give(next);
        permit(); // the umask may have taken some away
        ByteBuffer bytes = ByteBuffer.wrap(text.make().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        disk.sync(next, out);
        move(next, file, disk);
      } catch (IOException | RuntimeException e) {
        Files.deleteIfExists(next);
        throw e;
      }
    }
  }

  /**
   * Keeps a copy of a text in a directory of this process's own, readable by its owner alone; a
   * copy with the same text is not written again.
   *
   * @param copy is of at most {@link BoundedFile#MAX_BYTES}
   */
  public static void keepCopy(Path copy, String text) throws IOException {
    if (Files.exists(copy)
        && BoundedFile.text(copy, BoundedFile.MAX_BYTES, StandardCharsets.UTF_8).equals(text)) {
      return;
    }
    Path next = copy.resolveSibling(copy.getFileName() + ".new");
    Files.deleteIfExists(next); // of a process that was killed half-way
    new FileReplacement(copy, next, PosixFilePermissions.fromString("rw-------"))
        .replace(path -> {}, () -> text);
  }

  /** Follows no link: the directory may be another's, who puts one there meanwhile. */
  private void permit() throws IOException {
    Files.getFileAttributeView(next, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setPermissions(mode);
  }

  /** Gives a file another name in its directory, which it has after a power cut, too. */
  public static void move(Path from, Path to) throws IOException {
    move(from, to, REAL);
  }

  private static void move(Path from, Path to, Disk disk) throws IOException {
    disk.rename(from, to);
    Path parent = to.toAbsolutePath().getParent();
    try (FileChannel directory = FileChannel.open(parent)) {
      disk.sync(parent, directory);
    }
  }
}
