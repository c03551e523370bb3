package org.ixpqos.collector.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.collector.store.StoreView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ixpqos collector backup}. */
@Command(
    name = "backup",
    description =
        "Copies the store as it is at this moment, while the collector runs. FILE is there only"
            + " once all of it is on the disk. To restore: stop the collector, put the copy in the"
            + " place of collector.db, delete collector.db-wal and collector.db-shm, start it.",
    mixinStandardHelpOptions = true)
public final class StoreBackupCommand implements Subcommand {
  @Spec private CommandSpec spec;
  @Mixin private StoreOption store;

  @Parameters(paramLabel = "FILE", description = "File to write; it must not exist.")
  private Path to;

  @Option(names = "--replace", description = "Replace FILE when the copy is complete.")
  private boolean replace;

  @Override
  public Integer call() {
    if (Files.exists(to) && !replace) {
      throw new CommandFailure(
          ExitCode.FAILURE, to + " is there already: take another name, or say --replace");
    }
    try (StoreView view = store.open(StoreView::openAny)) {
      view.copy(to);
      spec.commandLine().getErr().println(to + ": " + Files.size(to) / 1000 + " kB");
      return ExitCode.OK;
    } catch (SQLException | IOException e) {
      throw new CommandFailure(
          ExitCode.FAILURE,
          store.file() + " can't be copied to " + to + ": " + e + "; is there room, and may it?");
    }
  }
}
