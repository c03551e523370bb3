package org.ixpqos.daemon.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.ixpqos.daemon.config.DaemonConfig;

/** Whether each collector's key is there, and nobody's but its owner's. */
record KeyPermissions(DaemonConfig config) implements Check {
  private static final String NAME = "API key";

  @Override
  public List<Finding> findings() {
    if (config.collectors().isEmpty()) {
      return List.of(Finding.ok(NAME, "none is needed without a collector"));
    }
    return config.collectors().stream()
        .map(DaemonConfig.Collector::keyFile)
        .distinct()
        .map(KeyPermissions::finding)
        .toList();
  }

  private static Finding finding(Path file) {
    try {
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
      String found = file + " is " + mode + " of " + Files.getOwner(file).getName();
      return mode.endsWith("------")
          ? Finding.ok(NAME, found)
          : Finding.problem(
              NAME,
              found,
              "others on this host can read the key, and store results in this probe's name",
              "chmod 600 " + file + ", and let the collector's operator change the key");
    } catch (NoSuchFileException e) {
      return Finding.problem(
          NAME,
          file + " does not exist",
          "results wait on disk until there is a key",
          "ixpqos setup --api-key-file FILE");
    } catch (IOException e) {
      return Finding.warning(
          NAME, file + " can't be looked at: " + e, "nothing is known of it", "run this as root");
    }
  }
}
