package org.ixpqos.collector.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.ixpqos.collector.model.Listing;
import org.ixpqos.config.Counted;
import org.ixpqos.config.Durations;
import org.ixpqos.config.FileReplacement;
import org.ixpqos.config.Spelling;
import org.ixpqos.model.Names;
import org.ixpqos.service.KeyFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code ixpqos collector key}: each probe's own key. A running collector applies changes at once.
 */
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

  private static List<ProbeKey> valid(ProbeKeyFile keys, String probe, Instant now)
      throws IOException {
    return keys.list().stream()
        .filter(key -> key.probe().equals(probe) && key.isValid(now))
        .toList();
  }

  private static Duration duration(String text, CommandSpec spec) {
    return Durations.parse(text)
        .filter(value -> value.compareTo(Duration.ofDays(366)) <= 0)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(), "--overlap: a duration such as 12h or 7d"));
  }

  /** Warns about a key for a name that no probe has. */
  private static void remark(CommandSpec spec, StateOption state, String probe) {
    Listing listing = state.listing();
    if (listing.isPublished() && !listing.has(probe)) {
      spec.commandLine()
          .getErr()
          .println(
              "there is no \""
                  + probe
                  + "\" in probes.json"
                  + Spelling.nearest(probe, listing.probes())
                      .map(near -> " (did you mean \"" + near + "\"?)")
                      .orElse("")
                  + ": if it is misspelt, revoke this key");
    }
  }

  private static void remarkShared(CommandSpec spec, String probe, Duration overlap, Instant now) {
    spec.commandLine()
        .getErr()
        .println(
            "the shared key is refused for "
                + probe
                + (overlap.isZero()
                    ? " from now on"
                    : " from " + now.plus(overlap).truncatedTo(ChronoUnit.SECONDS) + " on")
                + ": put this key into /etc/ixpqos/api-key of the probe");
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

    @Option(
        names = "--overlap",
        paramLabel = "DURATION",
        defaultValue = "0s",
        description =
            "How long the shared key stays valid for a probe that had none of its own (default:"
                + " ${DEFAULT-VALUE}).")
    private String overlap;

    @Override
    public Integer call() {
      check(probe, spec);
      Duration time = duration(overlap, spec);
      return change(
          state,
          keys -> {
            Instant now = Instant.now();
            List<ProbeKey> before = valid(keys, probe, now);
            spec.commandLine().getOut().println(keys.create(probe, time, now));
            remark(spec, state, probe);
            if (before.isEmpty()) {
              remarkShared(spec, probe, time, now);
            } else {
              spec.commandLine()
                  .getErr()
                  .println(
                      probe
                          + " has "
                          + Counted.of(before.size(), "other key")
                          + ", valid as before; 'key rotate' makes a new one and ends the others");
            }
          });
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

    @Parameters(
        paramLabel = "PROBE",
        arity = "0..1",
        description = "The probe's name in probes.json.")
    private String probe;

    @Option(
        names = "--shared",
        description =
            "The key of collector.json's apiKeyFile, which is written: a running collector takes"
                + " the new one and the old one at once.")
    private boolean shared;

    @Option(
        names = "--overlap",
        paramLabel = "DURATION",
        defaultValue = "7d",
        description = "How long the old keys stay valid (default: ${DEFAULT-VALUE}).")
    private String overlap;

    @Override
    public Integer call() {
      if (shared == (probe != null)) {
        throw new ParameterException(spec.commandLine(), "a probe's name, or --shared?");
      }
      Duration time = duration(overlap, spec);
      if (shared) {
        return change(state, keys -> rotateShared(keys, time));
      }
      check(probe, spec);
      return change(
          state,
          keys -> {
            Instant now = Instant.now();
            List<ProbeKey> before = valid(keys, probe, now);
            spec.commandLine().getOut().println(keys.rotate(probe, time, now));
            remark(spec, state, probe);
            if (before.isEmpty()) {
              spec.commandLine().getErr().println(probe + " had no key of its own");
              remarkShared(spec, probe, time, now);
            }
          });
    }

    private void rotateShared(ProbeKeyFile keys, Duration time) throws IOException {
      Instant now = Instant.now();
      Path file = state.keyFile();
      String before = KeyFile.key(Files.readString(file), file.toString());
      if (!Files.isWritable(file)) {
        throw new CommandFailure(ExitCode.FAILURE, file + " may not be written: run this as root");
      }
      String key = keys.rotateShared(before, time, now);
      Path next = file.resolveSibling(file.getFileName() + ".new");
      new FileReplacement(file, next, Files.getPosixFilePermissions(file))
          .replace(path -> keepOwner(file, path), () -> key + "\n");
      spec.commandLine().getOut().println(key);
      spec.commandLine()
          .getErr()
          .println(
              "the shared key of before is valid until "
                  + now.plus(time).truncatedTo(ChronoUnit.SECONDS)
                  + ": give this one to every probe without a key of its own until then");
    }

    private static void keepOwner(Path file, Path next) throws IOException {
      if (!Files.getOwner(next).equals(Files.getOwner(file))) {
        Files.setOwner(next, Files.getOwner(file));
      }
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
          key.isShared() ? "(shared)" : key.probe(),
          key.created(),
          used == null ? "never" : used.truncatedTo(ChronoUnit.SECONDS),
          key.isValid(now) ? end : "ended " + key.until().map(Instant::toString).orElse(""));
    }
  }
}
