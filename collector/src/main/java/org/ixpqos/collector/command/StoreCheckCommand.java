package org.ixpqos.collector.command;

import java.sql.SQLException;
import java.util.List;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.collector.store.StoreView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ixpqos collector check}. */
@Command(
    name = "check",
    description =
        "Checks the store, beside a running collector or without: the file, every round in it, the"
            + " rollups against the rounds. Changes nothing. Exits with 1 when something is wrong,"
            + " and prints the remedy.",
    mixinStandardHelpOptions = true)
public final class StoreCheckCommand implements Subcommand {
  @Spec private CommandSpec spec;
  @Mixin private StoreOption store;

  @Override
  public Integer call() {
    try (StoreView view = store.open(StoreView::open)) {
      List<String> problems = view.problems();
      problems.forEach(spec.commandLine().getOut()::println);
      spec.commandLine()
          .getOut()
          .println(
              store.file()
                  + ": "
                  + (problems.isEmpty() ? "all is well" : problems.size() + " problems"));
      return problems.isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
    } catch (SQLException e) {
      throw store.unreadable(e);
    }
  }
}
