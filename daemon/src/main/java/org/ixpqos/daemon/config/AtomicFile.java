package org.ixpqos.daemon.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;
import org.ixpqos.config.FileReplacement;

/** A {@link FileReplacement} whose permissions an operator may have changed: they are kept. */
public final class AtomicFile {
  private AtomicFile() {}

  /**
   * Writes the file and has it on disk; a symbolic link stays one, and a file that was there keeps
   * its owner, group and access list.
   *
   * @param permissions the file has them from its first byte on; where it has an access list, the
   *     group's are what that may grant at most (acl(5))
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
    new FileReplacement(target, part, permissions)
        .replace(
            next -> {
              if (Files.exists(target)) {
                FileRights.copyOwner(target, next);
                FileRights.copyAccessList(target, next);
              }
            },
            () -> text);
    return true;
  }
}
