package org.ixpqos.daemon.command;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the configuration is. */
final class ConfigOption {
  static final String DEFAULT = "/etc/ixpqos";

  @Option(
      names = {"-c", "--config"},
      paramLabel = "DIR",
      defaultValue = DEFAULT,
      description =
          "Directory with daemon.json, probes.json and schedule.json (default: ${DEFAULT-VALUE}).")
  private Path directory;

  Path directory() {
    return directory;
  }
}
