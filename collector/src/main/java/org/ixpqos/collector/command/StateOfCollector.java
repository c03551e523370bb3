package org.ixpqos.collector.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ixpqos.collector.CollectorConfig;
import org.ixpqos.collector.access.DeniedFile;
import org.ixpqos.collector.access.KeyUse;
import org.ixpqos.collector.access.ProbeKeyFile;
import org.ixpqos.collector.access.UserFile;
import org.ixpqos.collector.life.LivesFile;
import org.ixpqos.collector.store.BackedUp;
import org.ixpqos.config.BoundedFile;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.config.Problems;

/**
 * The files of a collector beside its store, by their names in a backup: {@code state/} in the
 * store's directory, {@code config/} at the paths of the configuration.
 */
final class StateOfCollector {
  static final String COLLECTOR = "config/" + CollectorConfig.FILE;

  private static final int MAX_BYTES = 64 << 20;

  private StateOfCollector() {}

  /**
   * The path of each file. A configuration with errors is used as far as it can be read.
   *
   * @param config the configuration's directory
   * @param text collector.json; empty for the defaults
   */
  static Map<String, Path> files(Path config, String text, Path store) {
    ConfigObject root =
        ConfigObject.parse(text.isEmpty() ? "{}" : text, CollectorConfig.FILE, new Problems());
    Map<String, Path> files = new LinkedHashMap<>();
    files.put(COLLECTOR, config.resolve(CollectorConfig.FILE));
    files.put("config/probes.json", file(root, config, "probesFile", "probes.json"));
    files.put("config/schedule.json", file(root, config, "scheduleFile", "schedule.json"));
    files.put("config/api-key", file(root, config, "apiKeyFile", "/etc/ixpqos/api-key"));
    for (String name :
        new String[] {
          ProbeKeyFile.NAME, UserFile.NAME, DeniedFile.NAME, KeyUse.NAME, LivesFile.NAME
        }) {
      files.put("state/" + name, store.resolve(name));
    }
    return files;
  }

  private static Path file(ConfigObject root, Path config, String key, String usual) {
    return config.resolve(root.filePath(key).orElse(Path.of(usual)));
  }

  /** The store's directory from collector.json. */
  static Path store(Path config, String text) {
    ConfigObject root =
        ConfigObject.parse(text.isEmpty() ? "{}" : text, CollectorConfig.FILE, new Problems());
    return config
        .resolve(
            root.object("store")
                .flatMap(object -> object.filePath("directory"))
                .orElse(CollectorConfig.STORE))
        .normalize();
  }

  /** A file's text; empty where there is none. */
  static String text(Path file) throws IOException {
    try {
      return BoundedFile.text(file, MAX_BYTES, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  static BackedUp.Saved saved(Path file) throws IOException {
    return new BackedUp.Saved(
        text(file), PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }
}
