package org.ixpqos.wire.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * What tells that a file is another than before: its identity, size and time. An editor's rename,
 * an atomic replace, a symlink that was turned and a network file system all look alike to it,
 * which no inotify watch can say.
 */
public final class FileStamp {
  /** For the moment of a rename, or for good: either way a state of its own. */
  private static final String ABSENT = "absent";

  private FileStamp() {}

  /** The same text for the same content, as far as can be told without reading it. */
  public static String of(Path file) {
    // asked first: where a file usually is absent, an exception each time costs thirty times this
    if (!file.toFile().exists()) {
      return ABSENT;
    }
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.fileKey()
          + "/"
          + attributes.size()
          + "/"
          + attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    } catch (IOException e) {
      // gone in between
      return ABSENT;
    }
  }
}
