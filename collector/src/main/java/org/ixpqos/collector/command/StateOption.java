package org.ixpqos.collector.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.collector.CollectorConfig;
import org.ixpqos.collector.api.PublishedLists;
import org.ixpqos.collector.model.Listing;
import org.ixpqos.config.ConfigException;
import org.ixpqos.config.cron.QuartzCron;
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

  /** The published lists; none where they can't be read. */
  Listing listing() {
    try {
      CollectorConfig read = CollectorConfig.read(config);
      return new PublishedLists(
              read.probesFile(), read.scheduleFile(), new QuartzCron(), Optional.empty())
          .listing();
    } catch (ConfigException e) {
      return Listing.NONE;
    }
  }

  /** The file with the key that probes share. */
  Path keyFile() throws IOException {
    Path file = config.resolve(CollectorConfig.FILE);
    return StateOfCollector.files(config, StateOfCollector.text(file), config)
        .get("config/api-key");
  }

  /**
   * The state directory, and the published lists.
   *
   * @param listing the lists that a collector started now would publish
   */
  record Place(Path directory, Listing listing) {}

  /** The same with the lists. */
  Place place() {
    try {
      CollectorConfig read = CollectorConfig.read(config);
      PublishedLists lists =
          new PublishedLists(
              read.probesFile(), read.scheduleFile(), new QuartzCron(), Optional.empty());
      Listing listing = lists.listing();
      Optional<String> problem = lists.problem();
      if (problem.isPresent()) {
        throw new CommandFailure(
            ExitCode.CONFIGURATION, "which probes count is not known: " + problem.get());
      }
      return new Place(read.storeDirectory(), listing);
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
