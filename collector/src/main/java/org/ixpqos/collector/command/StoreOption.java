package org.ixpqos.collector.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.collector.CollectorConfig;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.collector.store.StoreView;
import org.ixpqos.config.ConfigException;
import picocli.CommandLine.Option;

/** Which store: the one of a directory, or of the configuration. */
final class StoreOption {
  @Option(
      names = "--config",
      paramLabel = "DIR",
      description = "Directory of collector.json. Default: ${DEFAULT-VALUE}.")
  private Path config = Path.of("/etc/ixpqos");

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "Directory of the store. Default: the one that collector.json names.")
  private Path store;

  interface Opener {
    StoreView open(Path directory) throws SQLException;
  }

  /** Opens the store for reading. */
  StoreView open(Opener opener) throws SQLException {
    Path file = file();
    if (!Files.exists(file)) {
      throw new CommandFailure(
          ExitCode.FAILURE,
          "there is no " + file + ": has the collector run with this configuration?");
    }
    if (!Files.isReadable(file)) {
      throw new CommandFailure(
          ExitCode.FAILURE, file + " may not be read: run this as root or as the collector's user");
    }
    return opener.open(file.getParent());
  }

  /** The configuration's directory. */
  Path config() {
    return config;
  }

  /** The store that was given; empty for the one that is configured. */
  Optional<Path> given() {
    return Optional.ofNullable(store);
  }

  Path file() {
    return (store == null ? configured() : store).resolve(SqliteStore.FILE);
  }

  private Path configured() {
    try {
      return CollectorConfig.read(config).storeDirectory();
    } catch (ConfigException e) {
      throw new CommandFailure(
          ExitCode.CONFIGURATION,
          "the configuration does not name the store; mend it, or give --store DIR:\n"
              + e.getMessage());
    }
  }

  CommandFailure unreadable(SQLException e) {
    return new CommandFailure(
        ExitCode.FAILURE,
        file()
            + " can't be read: "
            + e.getMessage()
            + "; if it is damaged, stop the collector and put a backup in its place");
  }
}
