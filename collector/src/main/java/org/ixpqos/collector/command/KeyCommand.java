package org.ixpqos.collector.command;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.collector.access.KeyUse;
import org.ixpqos.collector.access.ProbeKey;
import org.ixpqos.collector.access.ProbeKeyFile;
import org.ixpqos.config.Durations;
import org.ixpqos.model.Names;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ixpqos collector key}: each probe's own key. A running collector takes changes over. */
@Command(
    name = "key",
    description = "Makes, lists and ends keys with which a probe posts only as itself.",
    mixinStandardHelpOptions = true,
    subcommands = {
      KeyCommand.Create.class,
      KeyCommand.Show.class,
      KeyCommand.Rotate.class,
      KeyCommand.Revoke.class
    })
public final class KeyCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "create, list, rotate or revoke?");
  }

  private interface Work {
    void on(ProbeKeyFile keys) throws IOException;
  }

  private static int change(StateOption state, Work work) {
    ProbeKeyFile keys = new ProbeKeyFile(state.directory());
    try {
      work.on(keys);
      return ExitCode.OK;
    } catch (IOException e) {
      throw state.failure(e);
    }
  }

  private static void check(String probe, CommandSpec spec) {
    if (!Names.isName(probe)) {
      throw new ParameterException(
          spec.commandLine(), "\"" + probe + "\" is no probe's name: " + Names.ALLOWED);
    }
  }

  /** {@code key create}. */
  @Command(
      name = "create",
      description = "Makes a key and prints it, only this once: the collector keeps its hash.",
      mixinStandardHelpOptions = true)
  static final class Create implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private StateOption state;

    @Parameters(paramLabel = "PROBE", description = "The probe's name in probes.json.")
    private String probe;

    @Override
    public Integer call() {
      check(probe, spec);
      return change(
          state, keys -> spec.commandLine().getOut().println(keys.create(probe, Instant.now())));
    }
  }

  /** {@code key rotate}. */
  @Command(
      name = "rotate",
      description = "Makes and prints a new key; the probe's other keys end after the overlap.",
      mixinStandardHelpOptions = true)
  static final class Rotate implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private StateOption state;

    @Parameters(paramLabel = "PROBE", description = "The probe's name in probes.json.")
    private String probe;

    @Option(
        names = "--overlap",
        paramLabel = "DURATION",
        defaultValue = "7d",
        description = "How long the old keys stay valid (default: ${DEFAULT-VALUE}).")
    private String overlap;

    @Override
    public Integer call() {
      check(probe, spec);
      Duration time =
          Durations.parse(overlap)
              .filter(value -> value.compareTo(Duration.ofDays(366)) <= 0)
              .orElseThrow(
                  () ->
                      new ParameterException(
                          spec.commandLine(), "--overlap: a duration such as 12h or 7d"));
      return change(
          state,
          keys -> spec.commandLine().getOut().println(keys.rotate(probe, time, Instant.now())));
    }
  }

  /** {@code key revoke}. */
  @Command(
      name = "revoke",
      description = "Ends a key, or all keys of a probe, at once.",
      mixinStandardHelpOptions = true)
  static final class Revoke implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private StateOption state;

    @Parameters(paramLabel = "KEY|PROBE", description = "A key as 'list' names it, or a probe.")
    private String which;

    @Override
    public Integer call() {
      return change(
          state,
          keys -> {
            List<ProbeKey> revoked = keys.revoke(which, Instant.now());
            if (revoked.isEmpty()) {
              throw new CommandFailure(
                  ExitCode.FAILURE, "there is no key \"" + which + "\"; 'key list' names them");
            }
            revoked.forEach(
                key ->
                    spec.commandLine()
                        .getOut()
                        .println("revoked " + key.id() + " of " + key.probe()));
          });
    }
  }

  /** {@code key list}. */
  @Command(
      name = "list",
      description = "Lists the keys, without the keys themselves.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private StateOption state;

    @Override
    public Integer call() {
      Instant now = Instant.now();
      return change(
          state,
          keys -> {
            Map<String, Instant> used = new KeyUse(state.directory()).written();
            for (ProbeKey key : keys.list()) {
              spec.commandLine().getOut().println(line(key, used.get(key.id()), now));
            }
          });
    }

    private static String line(ProbeKey key, Instant used, Instant now) {
      String end = key.until().map(until -> "until " + until).orElse("until revoked");
      return String.format(
          Locale.ROOT,
          "%s  %-24s made %s  used %s  %s",
          key.id(),
          key.probe(),
          key.created(),
          used == null ? "never" : used.truncatedTo(ChronoUnit.SECONDS),
          key.isValid(now) ? end : "ended " + key.until().map(Instant::toString).orElse(""));
    }
  }
}
