package org.ixpqos.collector;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ixpqos.config.ConfigException;
import org.ixpqos.config.FileStamp;
import org.ixpqos.config.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks each second whether collector.json changed: changes that can apply while the collector
 * runs are applied, and the others are reported to need a restart. A file with an error changes
 * nothing.
 */
final class ConfigurationWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ConfigurationWatch.class);
  static final String RESTART = "systemctl restart ixpqos-collector";

  private final Path directory;
  private final Consumer<CollectorConfig> apply;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "configuration"));

  /** The configuration of the parts that need a restart. */
  private final CollectorConfig started;

  // of the watching thread
  private CollectorConfig applied;
  private String seen;

  /** The notice for the operator; empty when the file is the running configuration. */
  private volatile Optional<String> notice;

  /**
   * @param notice the error of the present file; empty where the collector was started by it
   * @param apply applies the changes that can be
   */
  ConfigurationWatch(
      Path directory,
      CollectorConfig running,
      Optional<String> notice,
      Consumer<CollectorConfig> apply) {
    this.directory = directory;
    this.started = running;
    this.applied = running;
    this.notice = notice;
    this.apply = apply;
    this.seen = FileStamp.of(directory.resolve(CollectorConfig.FILE));
  }

  void start() {
    var unused = thread.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
  }

  /** Applies a change, if there is one; from one thread at a time. */
  void look() {
    String now = FileStamp.of(directory.resolve(CollectorConfig.FILE));
    if (now.equals(seen)) {
      return;
    }
    seen = now;
    try {
      take(CollectorConfig.read(directory));
    } catch (ConfigException e) {
      Problem first = e.problems().get(0);
      notice =
          Optional.of("an edit is not taken over, what ran before goes on: " + first + more(e));
      for (Problem problem : e.problems()) {
        log.error("an edit is not taken over, what ran before goes on: {}", problem);
      }
    } catch (RuntimeException | Error e) {
      log.error("{} could not be taken over, what ran before goes on", CollectorConfig.FILE, e);
    }
  }

  static String more(ConfigException e) {
    int more = e.problems().size() - 1;
    return more == 0 ? "" : " (and " + more + " more)";
  }

  private void take(CollectorConfig config) {
    List<String> hot = config.hotKeys(applied);
    List<String> cold = config.coldKeys(started);
    if (!hot.isEmpty()) {
      apply.accept(config);
    }
    applied = config;
    if (!hot.isEmpty() || (cold.isEmpty() && notice.isPresent())) {
      log.info("{} applied keys={}", CollectorConfig.FILE, hot);
    }
    notice =
        cold.isEmpty()
            ? Optional.empty()
            : Optional.of(
                "an edit of collector.json needs a restart to be taken over, keys "
                    + String.join(", ", cold)
                    + ": "
                    + RESTART);
    if (!cold.isEmpty()) {
      log.warn("{}", notice.get());
    }
    keep(directory, config);
  }

  /** Keeps a copy of the file for a start at which it has an error. */
  static void keep(Path directory, CollectorConfig config) {
    try {
      LastGoodConfiguration.keep(directory, config.storeDirectory());
    } catch (IOException e) {
      log.warn(
          "no copy of {} could be kept for a start at which it has an error: {}",
          CollectorConfig.FILE,
          e.toString());
    }
  }

  Optional<String> notice() {
    return notice;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  /** The names of the differing keys. */
  static List<String> differing(Object... namesAndPairs) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < namesAndPairs.length; i += 3) {
      if (!Objects.equals(namesAndPairs[i + 1], namesAndPairs[i + 2])) {
        names.add("\"" + namesAndPairs[i] + "\"");
      }
    }
    return names;
  }
}
