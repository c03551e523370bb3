package org.ixpqos.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What tells that a file is another than before: its identity, size and times. An editor's rename,
 * an atomic replace, a symlink that was turned and a network file system all look alike to it,
 * which no inotify watch can say.
 */
public final class FileStamp {
  /** For the moment of a rename, or for good: either way a state of its own. */
  private static final String ABSENT = "absent";

  /**
   * The time of the last change (ctime, stat(3)) is nobody's to set: it tells of an edit in place
   * that keeps size and time, and of a right that was given.
   */
  private static final List<String> ATTRIBUTES =
      List.of("dev", "ino", "size", "lastModifiedTime", "ctime");

  private FileStamp() {}

  /** The same text for the same content, as far as can be told without reading it. */
  public static String of(Path file) {
    // asked first: where a file usually is absent, an exception each time costs thirty times this
    if (!file.toFile().exists()) {
      return ABSENT;
    }
    try {
      Map<String, Object> attributes =
          Files.readAttributes(file, "unix:" + String.join(",", ATTRIBUTES));
      StringBuilder stamp = new StringBuilder();
      for (String name : ATTRIBUTES) {
        Object value = attributes.get(name);
        stamp
            .append(value instanceof FileTime time ? time.to(TimeUnit.NANOSECONDS) : value)
            .append('/');
      }
      return stamp.toString();
    } catch (IOException e) {
      // gone in between
      return ABSENT;
    }
  }
}
