package org.ixpqos.collector.command;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.collector.access.DeniedFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ixpqos collector certificate}: refuses probes' certificates. */
@Command(
    name = "certificate",
    description =
        "Denies certificates that stand for probes' keys. A running collector takes it over.",
    mixinStandardHelpOptions = true,
    subcommands = {
      CertificateCommand.Deny.class,
      CertificateCommand.Allow.class,
      CertificateCommand.Show.class
    })
public final class CertificateCommand implements Runnable {
  private static final String WHICH =
      "A probe's name, for all its certificates; or serial:HEX, one certificate's number, as"
          + " 'openssl x509 -serial' prints it.";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "deny, allow or list?");
  }

  private static int set(CommandSpec spec, StateOption state, String which, boolean deny) {
    String one =
        which.startsWith(DeniedFile.SERIAL)
            ? which.toLowerCase(Locale.ROOT).replaceFirst("^serial:0+(?=.)", "serial:")
            : which;
    if (!DeniedFile.isOne(one)) {
      throw new ParameterException(
          spec.commandLine(), "found \"" + which + "\"; allowed: a probe's name, or serial:HEX");
    }
    try {
      if (!new DeniedFile(state.directory()).set(one, deny)) {
        throw new CommandFailure(
            ExitCode.FAILURE, one + (deny ? " is denied already" : " is not denied"));
      }
      return ExitCode.OK;
    } catch (IOException e) {
      throw state.failure(e);
    }
  }

  /** {@code certificate deny}. */
  @Command(
      name = "deny",
      description = "Refuses certificates from now on.",
      mixinStandardHelpOptions = true)
  static final class Deny implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private StateOption state;

    @Parameters(paramLabel = "PROBE|serial:HEX", description = WHICH)
    private String which;

    @Override
    public Integer call() {
      return set(spec, state, which, true);
    }
  }

  /** {@code certificate allow}. */
  @Command(
      name = "allow",
      description = "Accepts denied certificates again.",
      mixinStandardHelpOptions = true)
  static final class Allow implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private StateOption state;

    @Parameters(paramLabel = "PROBE|serial:HEX", description = WHICH)
    private String which;

    @Override
    public Integer call() {
      return set(spec, state, which, false);
    }
  }

  /** {@code certificate list}. */
  @Command(
      name = "list",
      description = "Lists the denied certificates.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private StateOption state;

    @Override
    public Integer call() {
      try {
        new DeniedFile(state.directory()).list().forEach(spec.commandLine().getOut()::println);
        return ExitCode.OK;
      } catch (IOException e) {
        throw state.failure(e);
      }
    }
  }
}
