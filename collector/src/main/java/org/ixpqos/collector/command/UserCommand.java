package org.ixpqos.collector.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.collector.access.UserFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ixpqos collector user}: users who may read, where collector.json requires a login. */
@Command(
    name = "user",
    description = "Makes, lists and removes users who may read the page and the API.",
    mixinStandardHelpOptions = true,
    subcommands = {UserCommand.SetPassword.class, UserCommand.Show.class, UserCommand.Remove.class})
public final class UserCommand implements Runnable {
  private static final int SHORTEST = 8;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "set, list or remove?");
  }

  /** {@code user set}. */
  @Command(
      name = "set",
      description =
          "Gives a user the password that stands on standard input, one line, such as"
              + " systemd-ask-password writes.",
      mixinStandardHelpOptions = true)
  static final class SetPassword implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private StateOption state;

    @Parameters(paramLabel = "NAME")
    private String name;

    @Override
    public Integer call() {
      if (!UserFile.USER.matcher(name).matches()) {
        throw new ParameterException(
            spec.commandLine(), "a name has letters, digits, dots, dashes, underscores and @");
      }
      try {
        new UserFile(state.directory()).set(name, password());
        return ExitCode.OK;
      } catch (IOException e) {
        throw state.failure(e);
      }
    }

    private static char[] password() throws IOException {
      String line =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      if (line == null || line.length() < SHORTEST) {
        throw new CommandFailure(
            ExitCode.FAILURE,
            "the line on standard input is the password, of at least " + SHORTEST + " characters");
      }
      return line.toCharArray();
    }
  }

  /** {@code user list}. */
  @Command(name = "list", description = "Lists the users.", mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private StateOption state;

    @Override
    public Integer call() {
      try {
        new UserFile(state.directory()).names().forEach(spec.commandLine().getOut()::println);
        return ExitCode.OK;
      } catch (IOException e) {
        throw state.failure(e);
      }
    }
  }

  /** {@code user remove}. */
  @Command(name = "remove", description = "Removes a user.", mixinStandardHelpOptions = true)
  static final class Remove implements Callable<Integer> {
    @Mixin private StateOption state;

    @Parameters(paramLabel = "NAME")
    private String name;

    @Override
    public Integer call() {
      try {
        if (!new UserFile(state.directory()).remove(name)) {
          throw new CommandFailure(ExitCode.FAILURE, "there is no user \"" + name + "\"");
        }
        return ExitCode.OK;
      } catch (IOException e) {
        throw state.failure(e);
      }
    }
  }
}
