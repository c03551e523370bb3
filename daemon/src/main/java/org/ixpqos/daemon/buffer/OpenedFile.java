package org.ixpqos.daemon.buffer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * Which file was opened, by device and inode: the same path may name another later, when the file
 * was removed or replaced, or something was mounted over it.
 */
record OpenedFile(Path path, Object key) {
  static OpenedFile of(Path path) throws IOException {
    return new OpenedFile(path, keyOf(path));
  }

  /** Why the path does not name the file any more; empty when it does. */
  String moved() throws IOException {
    try {
      return Objects.equals(key, keyOf(path)) ? "" : "another file was put in its place";
    } catch (NoSuchFileException e) {
      return "it was removed";
    }
  }

  private static Object keyOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }
}
