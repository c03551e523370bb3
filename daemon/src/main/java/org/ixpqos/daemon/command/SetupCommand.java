package org.ixpqos.daemon.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.daemon.setup.Service;
import org.ixpqos.daemon.setup.Setup;
import org.ixpqos.daemon.setup.SetupException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ixpqos setup}: names this probe and its collector. */
@Command(
    name = "setup",
    description = {
      "Names this probe and its collector in daemon.json and installs the API key, readable by"
          + " root and the service. It asks the collector first, and writes nothing unless the"
          + " collector accepts the key.",
      "Settings that are not given stay as they are. The same command again changes nothing."
    },
    mixinStandardHelpOptions = true)
public final class SetupCommand implements Subcommand {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Option(names = "--name", description = "This probe's name in probes.json.")
  private String name;

  @Option(
      names = "--collector",
      paramLabel = "URL",
      description = "URL of the collector, up to and without api/v1.")
  private String collector;

  @Option(
      names = "--api-key-file",
      paramLabel = "FILE",
      description = "File with the collector's API key, one line; - reads it from stdin.")
  private Path apiKeyFile;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description = "PEM certificates to trust in place of the system's; a copy is kept.")
  private Path caFile;

  @Option(
      names = "--lists",
      paramLabel = "FROM",
      description =
          "Where probes.json and schedule.json come from: 'collector', which publishes them, or"
              + " 'files', beside daemon.json (\"configuration\" there).")
  private String lists;

  @Option(
      names = "--offline",
      description = "Write the files without asking the collector, which may not run yet.")
  private boolean offline;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      if (lists != null && !lists.equals("collector") && !lists.equals("files")) {
        throw new ParameterException(
            spec.commandLine(), "--lists " + lists + ": allowed are collector and files");
      }
      Setup.Wishes wishes =
          new Setup.Wishes(
              Optional.ofNullable(name),
              Optional.ofNullable(collector),
              Optional.ofNullable(apiKeyFile),
              Optional.ofNullable(caFile),
              Optional.ofNullable(lists),
              !offline);
      new Setup(config.directory(), Service.ofHost(), System.in)
          .apply(wishes)
          .forEach(out::println);
      out.println("Next: 'ixpqos doctor' looks for what would make its measurements wrong.");
      return ExitCode.OK;
    } catch (SetupException e) {
      throw new CommandFailure(
          ExitCode.FAILURE,
          "nothing was changed:\n"
              + e.getMessage()
              + (offline ? "" : "\n--offline writes the settings without asking the collector"));
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILURE, "not done, run it as root again: " + e);
    }
  }
}
