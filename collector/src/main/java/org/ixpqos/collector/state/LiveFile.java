package org.ixpqos.collector.state;

import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.config.FileStamp;
import org.ixpqos.config.Problem;
import org.ixpqos.config.Problems;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The present content of a {@link StateFile}, which is checked at each access. A file that can't be
 * used is logged, and the last good content stays.
 *
 * @param <T> the content
 */
public final class LiveFile<T> {
  private static final Logger log = LoggerFactory.getLogger(LiveFile.class);

  private final Path file;
  private final Function<Problems, ConfigObject> root;
  private final Function<ConfigObject, T> reader;
  private final BiConsumer<T, T> changed;

  // Guarded by this.
  private String seen;
  private T value;

  /**
   * Reads the file.
   *
   * @param root the file's present root
   * @param reader reads it; its result for {@code {}} is the content of an absent file
   * @param changed receives the old and the new content after each change
   */
  LiveFile(
      Path file,
      Function<Problems, ConfigObject> root,
      Function<ConfigObject, T> reader,
      BiConsumer<T, T> changed) {
    this.file = file;
    this.root = root;
    this.reader = reader;
    this.changed = changed;
    this.value = reader.apply(ConfigObject.parse("{}", file.toString(), new Problems()));
    this.seen = FileStamp.of(file);
    read();
  }

  public synchronized T value() {
    String now = FileStamp.of(file);
    if (!now.equals(seen)) {
      seen = now;
      T before = value;
      read();
      changed.accept(before, value);
    }
    return value;
  }

  private void read() {
    Problems problems = new Problems();
    T next = reader.apply(root.apply(problems));
    if (problems.isEmpty()) {
      value = next;
      return;
    }
    log.error("{} is not used, what was known before is; make it with 'ixpqos collector'", file);
    for (Problem problem : problems.list()) {
      log.error("{}", problem);
    }
  }
}
