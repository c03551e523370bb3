package org.ixpqos.daemon.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.daemon.config.ConfigurationLoader;
import org.ixpqos.daemon.schedule.Triggers;
import org.ixpqos.wire.Probe;
import org.ixpqos.wire.QuartzCron;
import org.ixpqos.wire.ScheduleEntry;
import org.ixpqos.wire.config.ConfigException;
import org.ixpqos.wire.config.Durations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ixpqos check}: what a configuration would do, or everything that is wrong with it. */
@Command(
    name = "check",
    description =
        "Validates a configuration without starting anything, and prints what would run: each"
            + " entry, its peers, its next three firings and its packets a second.",
    mixinStandardHelpOptions = true)
public final class CheckCommand implements Subcommand {
  private static final int PEERS_SHOWN = 12;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      defaultValue = ConfigOption.DEFAULT,
      description = "Directory of the configuration (default: ${DEFAULT-VALUE}).")
  private Path directory;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      print(new ConfigurationLoader(directory, new QuartzCron()).load(), out);
      return ExitCode.OK;
    } catch (ConfigException e) {
      PrintWriter err = spec.commandLine().getErr();
      e.problems().forEach(err::println);
      err.println(
          e.problems().size() == 1 ? "1 error" : e.problems().size() + " errors in " + directory);
      return ExitCode.CONFIGURATION;
    }
  }

  private static void print(Configuration configuration, PrintWriter out) {
    Instant now = Instant.now();
    out.printf(
        "The configuration is good: version %s, %d probes, %d entries.%n",
        configuration.version(),
        configuration.probes().probes().size(),
        configuration.schedule().entries().size());
    if (!configuration.missing().isEmpty()) {
      out.println("Nothing would be measured: " + configuration.missing() + ".");
    }
    configuration
        .daemon()
        .collectors()
        .forEach(
            collector -> out.printf("Results go to %s (%s).%n", collector.url(), collector.name()));
    if (configuration.daemon().collectors().isEmpty()) {
      out.println("Results stay in the buffer: daemon.json names no collector.");
    }
    double total = 0;
    for (ScheduleEntry entry : configuration.schedule().entries()) {
      total += print(entry, configuration, now, out);
    }
    out.printf(Locale.ROOT, "%nIn all %.1f packets a second on average.%n", total);
  }

  /** Prints an entry and returns its packets a second, averaged over its period. */
  private static double print(
      ScheduleEntry entry, Configuration configuration, Instant now, PrintWriter out) {
    List<Probe> peers = configuration.peers(entry);
    ScheduleEntry.Echo echo = entry.echo();
    String when =
        entry
            .every()
            .map(every -> "every " + Durations.format(every))
            .orElseGet(() -> "cron " + entry.cron().orElse("") + " " + zone(entry));
    out.printf("%n%s: %s%s%n", entry.name(), when, entry.enabled() ? "" : " (disabled)");
    out.printf(
        "  echoes   %d%s, %s apart, timeout %s, %d bytes, DSCP %d%s%n",
        echo.count(),
        echo.warmup() > 0 ? " after " + echo.warmup() + " of warm-up" : "",
        Durations.format(echo.interval()),
        Durations.format(echo.timeout()),
        echo.size(),
        echo.dscp(),
        echo.dontFragment() ? ", don't fragment" : "");
    out.printf("  peers    %s%n", names(peers));
    if (!entry.enabled()) {
      return 0;
    }
    List<Instant> next = Triggers.next(entry, configuration.daemon().name(), now, 4);
    out.printf(
        "  firings  %s (splay %s)%n",
        next.stream()
            .limit(3)
            .map(time -> time.truncatedTo(ChronoUnit.MILLIS).toString())
            .collect(Collectors.joining(", ")),
        Durations.format(Triggers.splay(entry, configuration.daemon().name())));
    double packets = (double) peers.size() * (echo.count() + echo.warmup());
    double period =
        next.size() < 2
            ? 0
            : Duration.between(next.get(0), next.get(next.size() - 1)).toNanos()
                / 1e9
                / (next.size() - 1);
    double perSecond = period == 0 ? 0 : packets / period;
    out.printf(
        Locale.ROOT,
        "  packets  %.1f a second on average, %.1f while a round is sent%n",
        perSecond,
        peers.size() * 1e9 / echo.interval().toNanos());
    return perSecond;
  }

  private static String zone(ScheduleEntry entry) {
    return entry.zone().equals(ZoneOffset.UTC) ? "UTC" : entry.zone().getId();
  }

  private static String names(List<Probe> peers) {
    if (peers.isEmpty()) {
      return "none";
    }
    String names =
        peers.stream()
            .limit(PEERS_SHOWN)
            .map(peer -> peer.name() + " (" + peer.address() + ")")
            .collect(Collectors.joining(", "));
    return peers.size() + ": " + names + (peers.size() > PEERS_SHOWN ? ", …" : "");
  }
}
