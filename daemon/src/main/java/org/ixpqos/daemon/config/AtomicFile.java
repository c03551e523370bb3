package org.ixpqos.daemon.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/** A file that is replaced whole: at any time, also after a crash, it is the old or the new one. */
public final class AtomicFile {
  private AtomicFile() {}

  /**
   * Writes the file and has it on disk; a symbolic link stays one, and a file that was there keeps
   * its owner and group, and its access list where its mode is kept.
   *
   * @param permissions the file has them from its first byte on
   * @return whether it was otherwise before
   */
  public static boolean write(Path file, String text, Set<PosixFilePermission> permissions)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (Files.exists(file)
        && Files.size(file) == bytes.length
        && Arrays.equals(Files.readAllBytes(file), bytes)
        && Files.getPosixFilePermissions(file).equals(permissions)) {
      return false;
    }
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path part = target.resolveSibling("." + target.getFileName() + ".new");
    Files.deleteIfExists(part);
    var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel out =
        FileChannel.open(part, options, PosixFilePermissions.asFileAttribute(permissions))) {
      // the process's umask may have taken bits away
      Files.setPosixFilePermissions(part, permissions);
      if (Files.exists(target)) {
        FileRights.copyOwner(target, part);
        if (Files.getPosixFilePermissions(target).equals(permissions)) {
          FileRights.copyAccessList(target, part);
        }
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      out.force(true);
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(target.getParent())) {
      directory.force(true); // the rename itself
    }
    return true;
  }
}
