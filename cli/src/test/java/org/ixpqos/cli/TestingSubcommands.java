package org.ixpqos.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Commands that end in each way that one can; the class path's services name them. */
public final class TestingSubcommands {
  private TestingSubcommands() {}

  /** Ends well. */
  @Command(name = "measure", description = "Ends well.", mixinStandardHelpOptions = true)
  public static final class Measure implements Subcommand {
    enum Family {
      V4,
      V6
    }

    @Option(names = "--family")
    private Family family = Family.V4;

    @Override
    public Integer call() {
      return family == Family.V4 ? ExitCode.OK : 66;
    }
  }

  /** Says what went wrong. */
  @Command(name = "fail")
  public static final class Fail implements Subcommand {
    @Option(names = "--code")
    private int code = ExitCode.FAILURE;

    @Override
    public Integer call() {
      throw new CommandFailure(code, "no such host; check the name");
    }
  }

  /** Has a bug. */
  @Command(name = "break")
  public static final class Break implements Subcommand {
    @Override
    public Integer call() {
      throw new IllegalStateException("a bug");
    }
  }

  /** Writes a given number of bytes, and logs a line. */
  @Command(
      name = "write",
      subcommands = {Write.Less.class, Write.Group.class})
  public static final class Write implements Subcommand {
    @Spec private CommandSpec spec;

    @Option(names = {"-l", "--lines"})
    private int lines = 1;

    @Option(names = "--other")
    private boolean other;

    @Override
    public Integer call() {
      write(spec, other ? 0 : lines);
      return ExitCode.OK;
    }

    @SuppressWarnings("DefaultLocale") // what Main makes of it is what the test looks at
    private static void write(CommandSpec spec, int lines) {
      System.out.println("a line of the log");
      for (int line = 0; line < lines; line++) {
        spec.commandLine().getOut().println(String.format("%d of %,d", line, lines));
      }
    }

    /** Names others, and has no option. */
    @Command(name = "group", subcommands = Less.class)
    static final class Group {}

    /** The same, under another. */
    @Command(name = "less")
    static final class Less implements Subcommand {
      @Spec private CommandSpec spec;

      @Option(names = {"-l", "--lines"})
      private int lines = 1;

      @Override
      public Integer call() {
        write(spec, lines);
        return ExitCode.OK;
      }
    }
  }

  /** A service, whose log is its output. */
  @Command(name = "serve")
  public static final class Serve implements Subcommand {
    @Override
    public boolean logsToOutput() {
      return true;
    }

    @Override
    public Integer call() {
      System.out.println("a line of the log");
      return ExitCode.OK;
    }
  }
}
