package org.ixpqos.cli;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ixpqos}: one command, with the subcommands of the modules that are installed. */
@Command(
    name = "ixpqos",
    description = "Measures the quality of service between the sites of an Internet exchange.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed; the message names the cause and the remedy",
      "2:wrong usage",
      "78:the configuration can't be used; every error in it is listed"
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(run(Output.ofProcess(), arguments));
  }

  /** Runs a command; its output is flushed and checked before its exit code is returned. */
  static int run(Output output, String... arguments) {
    // numbers and names of months are for machines too: digits are ASCII in every locale
    Locale.setDefault(Locale.ROOT);
    CommandLine line = commandLine();
    line.setOut(output.writer());
    Optional<String> elsewhere =
        arguments.length == 0 || line.getSubcommands().containsKey(arguments[0])
            ? Optional.empty()
            : MissingPackage.advice(arguments[0]);
    if (elsewhere.isPresent()) {
      line.getErr().println(line.getCommandName() + ": " + elsewhere.get());
      return ExitCode.USAGE;
    }
    PrintStream services = System.out;
    try {
      int code = line.execute(arguments);
      output.finish(code);
      return code;
    } catch (CommandFailure e) {
      line.getErr().println(line.getCommandName() + ": " + e.getMessage());
      return e.exitCode();
    } finally {
      LogQueue.flush();
      System.setOut(services);
    }
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    StreamSupport.stream(ServiceLoader.load(Subcommand.class).spliterator(), false)
        .map(CommandLine::new)
        .sorted(Comparator.comparing(CommandLine::getCommandName))
        .forEach(command -> line.addSubcommand(command.getCommandName(), command));
    line.addSubcommand(new AutoComplete.GenerateCompletion()); // for the packages: bash completion
    line.getSubcommands().get("generate-completion").getCommandSpec().usageMessage().hidden(true);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionStrategy(Main::execute);
    line.setExecutionExceptionHandler(Main::explain);
    return line;
  }

  private static int execute(CommandLine.ParseResult parsed) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    GivenOptions.handDown(parsed);
    List<CommandLine> chosen = parsed.asCommandLineList();
    Object last = chosen.get(chosen.size() - 1).getCommand();
    if (!(last instanceof Subcommand command && command.logsToOutput())) {
      // the log goes to System.out; a command's output has its data alone
      System.setOut(System.err);
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static int explain(Exception failure, CommandLine line, CommandLine.ParseResult parsed)
      throws Exception {
    if (failure instanceof CommandFailure expected) {
      line.getErr().println(line.getCommandName() + ": " + expected.getMessage());
      return expected.exitCode();
    }
    throw failure;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
