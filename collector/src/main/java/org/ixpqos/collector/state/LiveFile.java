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
 * What a {@link StateFile} holds, now: it is looked at whenever it is asked for. One that can't be
 * used is logged, and what the last good one held goes on.
 *
 * @param <T> what it holds
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
   * @param root the file's root as it is now
   * @param reader reads it; what it makes of {@code {}} is what an absent file holds
   * @param changed told of what was and what is, after the first reading
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
