package org.ixpqos.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Identity, size and times of a file, by which a change is detected. An editor's rename, an atomic
 * replacement, a changed symlink and a network file system are all detected; an inotify watch
 * misses some of them.
 */
public final class FileStamp {
  /** There is no file: for a moment during a rename, or for good. */
  private static final String ABSENT = "absent";

  /**
   * The time of the last change (ctime, stat(3)) can't be set by a program: it shows an edit in
   * place that keeps size and time, and a change of rights.
   */
  private static final List<String> ATTRIBUTES =
      List.of("dev", "ino", "size", "lastModifiedTime", "ctime");

  private FileStamp() {}

  /** The same text for the same content, as far as it can be known without reading the file. */
  public static String of(Path file) {
    // first: where a file usually is absent, an exception each time costs thirty times this
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
