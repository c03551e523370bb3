package org.ixpqos.daemon.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.config.cron.QuartzCron;
import org.ixpqos.daemon.buffer.BufferView;
import org.ixpqos.daemon.config.ConfigurationLoader;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Which buffer: the one of the configuration in a directory. */
final class BufferOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Mixin private ConfigOption config;

  Path directory() {
    ConfigurationLoader.Places places =
        new ConfigurationLoader(config.directory(), new QuartzCron()).places();
    if (!places.bufferKnown()) {
      throw new CommandFailure(
          ExitCode.CONFIGURATION,
          "daemon.json does not name the directory of the buffer: mend it ('ixpqos check "
              + config.directory()
              + "'); the first error: "
              + places.problems().get(0));
    }
    places.warn(spec.commandLine().getErr());
    return places.buffer();
  }

  Path file() {
    return directory().resolve("buffer.db");
  }

  /** Opens a file to look into it. */
  static BufferView view(Path file) throws SQLException {
    try {
      StateOwner.become(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILURE, file + " can't be looked at: " + e.getMessage());
    }
    Path parent = file.toAbsolutePath().getParent();
    if (Files.exists(parent) && !Files.isExecutable(parent)) {
      throw new CommandFailure(
          ExitCode.FAILURE, parent + " may not be read: run this as root or as the daemon's user");
    }
    if (!Files.exists(file)) {
      throw new CommandFailure(
          ExitCode.FAILURE,
          "there is no " + file + ": has the daemon run with this configuration?");
    }
    if (!Files.isReadable(file)) {
      throw new CommandFailure(
          ExitCode.FAILURE, file + " may not be read: run this as root or as the daemon's user");
    }
    return BufferView.of(file);
  }

  static CommandFailure unreadable(Path file, SQLException e) {
    return new CommandFailure(
        ExitCode.FAILURE,
        file
            + " can't be read: "
            + e.getMessage()
            + "; 'ixpqos buffer export --file' reads what is left of a damaged one");
  }
}
