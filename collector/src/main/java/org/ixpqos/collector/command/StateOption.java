package org.ixpqos.collector.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.collector.CollectorConfig;
import org.ixpqos.config.ConfigException;
import picocli.CommandLine.Option;

/** Which collector: the one of the configuration in a directory. */
final class StateOption {
  @Option(
      names = "--config",
      paramLabel = "DIR",
      defaultValue = "/etc/ixpqos",
      description = "Directory of collector.json (default: ${DEFAULT-VALUE}).")
  private Path config;

  /** The state directory. */
  Path directory() {
    try {
      return CollectorConfig.read(config).storeDirectory();
    } catch (ConfigException e) {
      throw new CommandFailure(
          ExitCode.CONFIGURATION,
          "the configuration does not name the state directory:\n" + e.getMessage());
    }
  }

  CommandFailure failure(IOException e) {
    if (e instanceof NoSuchFileException) {
      return new CommandFailure(
          ExitCode.FAILURE, directory() + " is missing: has the collector run once?");
    }
    if (e instanceof AccessDeniedException) {
      return new CommandFailure(
          ExitCode.FAILURE,
          e.getMessage() + " may not be used: run this as root or as the collector's user");
    }
    return new CommandFailure(ExitCode.FAILURE, e.getMessage());
  }
}
