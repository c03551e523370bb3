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
 * A copy of collector.json as it was last taken over, in the state directory: a restart with a typo
 * in the file goes on with it.
 */
final class LastGoodConfiguration {
  static final String NAME = "collector.json.good";

  private LastGoodConfiguration() {}

  static void keep(Path directory, Path store) throws IOException {
    FileReplacement.keepCopy(store.resolve(NAME), text(directory.resolve(CollectorConfig.FILE)));
  }

  /** The last good one of a configuration's directory; empty where there is none. */
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
        // as good as none; what is wrong with the file itself is said
      }
    }
    return Optional.empty();
  }

  /** Where the state may be: as far as the broken file says it, or where the service has it. */
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
