package org.ixpqos.daemon.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.ixpqos.daemon.config.DaemonConfig;

/** Whether each collector's key exists, and only its owner can read it. */
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
        .map(this::finding)
        .toList();
  }

  private Finding finding(Path file) {
    try {
      PosixFileAttributes rights = Files.readAttributes(file, PosixFileAttributes.class);
      String mode = PosixFilePermissions.toString(rights.permissions());
      String found =
          file + " is " + mode + " of " + rights.owner().getName() + ":" + rights.group().getName();
      boolean service = mode.endsWith("r-----") && isService(rights.group());
      return mode.endsWith("------") || service
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

  /** The service's own group, which is that of the buffer's directory. */
  private boolean isService(GroupPrincipal group) throws IOException {
    Path buffer = config.buffer().directory();
    return Files.exists(buffer)
        && Files.readAttributes(buffer, PosixFileAttributes.class).group().equals(group)
        && !group.getName().equals("root");
  }
}
