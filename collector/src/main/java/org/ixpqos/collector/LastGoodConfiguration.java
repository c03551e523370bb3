package org.ixpqos.collector;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.ixpqos.config.BoundedFile;
import org.ixpqos.config.ConfigException;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.config.FileReplacement;
import org.ixpqos.config.Problems;

/**
 * A copy of collector.json as it was last applied, in the state directory: a restart with an error
 * in the file uses it.
 */
final class LastGoodConfiguration {
  static final String NAME = "collector.json.good";

  private LastGoodConfiguration() {}

  static void keep(Path directory, Path store) throws IOException {
    FileReplacement.keepCopy(store.resolve(NAME), text(directory.resolve(CollectorConfig.FILE)));
  }

  /** The last good configuration of a directory; empty where there is none. */
  static Optional<CollectorConfig> read(Path directory) {
    for (Path store : stores(directory)) {
      try {
        if (Files.isReadable(store.resolve(NAME))) {
          CollectorConfig config =
              CollectorConfig.parse(text(store.resolve(NAME)), store.resolve(NAME), directory);
          if (config.storeDirectory().equals(store)) {
            return Optional.of(config);
          }
        }
      } catch (IOException | ConfigException e) {
        // treated as absent; the error of the file itself is reported
      }
    }
    return Optional.empty();
  }

  /**
   * The possible state directories: that of the broken file, as far as it can be read, and the
   * service's default.
   */
  private static Set<Path> stores(Path directory) {
    Set<Path> stores = new LinkedHashSet<>();
    ConfigObject.salvage(directory.resolve(CollectorConfig.FILE), new Problems())
        .object("store")
        .flatMap(store -> store.filePath("directory"))
        .ifPresent(store -> stores.add(directory.resolve(store).normalize()));
    String service = System.getenv("STATE_DIRECTORY");
    if (service != null) {
      stores.add(Path.of(service));
    }
    stores.add(CollectorConfig.STORE);
    return stores;
  }

  private static String text(Path file) throws IOException {
    return BoundedFile.text(file, BoundedFile.MAX_BYTES, StandardCharsets.UTF_8);
  }
}
