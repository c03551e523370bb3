package org.ixpqos.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
}
