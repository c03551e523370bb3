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
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.config.ConfigException;
import org.ixpqos.config.Counted;
import org.ixpqos.config.Durations;
import org.ixpqos.config.cron.QuartzCron;
import org.ixpqos.config.cron.ZonedCron;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ScheduleEntry;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.daemon.config.ConfigurationLoader;
import org.ixpqos.daemon.config.EngineCapacity;
import org.ixpqos.daemon.config.ProbeLimits;
import org.ixpqos.daemon.config.RemoteConfiguration;
import org.ixpqos.daemon.schedule.Triggers;
import org.ixpqos.model.IpAddresses;
import org.ixpqos.model.Prefix;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ixpqos check}: what a configuration would do, or all its errors. */
@Command(
    name = "check",
    description =
        "Validates a configuration without starting anything, and prints what would run: each"
            + " entry, its peers, its next three firings and its packets per second.",
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
      Configuration configuration = new ConfigurationLoader(directory, new QuartzCron()).load();
      RemoteConfiguration.hidden(configuration.daemon())
          .ifPresent(
              file -> {
                throw new CommandFailure(
                    ExitCode.FAILURE,
                    "the lists are the collector's, and this user may not read their copy, "
                        + file
                        + ": run this as root");
              });
      print(configuration, out);
      return ExitCode.OK;
    } catch (ConfigException e) {
      PrintWriter err = spec.commandLine().getErr();
      e.problems().forEach(err::println);
      err.println(Counted.of(e.problems().size(), "error") + " in " + directory);
      return ExitCode.CONFIGURATION;
    }
  }

  private static void print(Configuration configuration, PrintWriter out) {
    Instant now = Instant.now();
    out.printf(
        Locale.ROOT,
        "The configuration is valid: version %s, %s, %s.%n",
        configuration.version(),
        Counted.of(configuration.probes().probes().size(), "probe"),
        Counted.of(configuration.schedule().entries().size(), "entry", "entries"));
    configuration
        .daemon()
        .remoteFrom()
        .ifPresent(
            from ->
                out.printf(
                    Locale.ROOT,
                    "The lists are the collector's, %s; probes.json and schedule.json beside"
                        + " daemon.json are not read.%n",
                    from.url()));
    if (!configuration.missing().isEmpty()) {
      out.println("Nothing would be measured: " + configuration.missing() + ".");
    }
    configuration
        .daemon()
        .collectors()
        .forEach(
            collector ->
                out.printf(
                    Locale.ROOT, "Results go to %s (%s).%n", collector.url(), collector.name()));
    if (configuration.daemon().collectors().isEmpty()) {
      out.println("Results stay in the buffer: daemon.json names no collector.");
    }
    double total = 0;
    for (ScheduleEntry entry : configuration.schedule().entries()) {
      total += print(entry, configuration, now, out);
    }
    out.printf(Locale.ROOT, "%nIn total %.1f packets per second on average.%n", total);
    needs(configuration, out);
    if (!configuration.warnings().isEmpty()) {
      out.println();
      configuration.warnings().forEach(warning -> out.println("warning: " + warning));
    }
  }

  /** The maximum load of the engine, and its capacity. */
  private static void needs(Configuration configuration, PrintWriter out) {
    EngineCapacity most = EngineCapacity.of(configuration);
    ProbeLimits limits = configuration.daemon().limits();
    out.printf(
        Locale.ROOT,
        "At most %,d %s at once, which take %.1f of %,d MB of memory while no peer answers.%n",
        most.rounds(),
        Counted.noun(most.rounds(), "round", "rounds"),
        most.bytes() / 1e6,
        EngineCapacity.availableBytes() / 1_000_000);
    out.printf(
        Locale.ROOT,
        "At most %,.0f of %,d packets and %.3f of %,.0f Mbit per second while all entries send"
            + " (limits of daemon.json; to one address %,d packets, %,.0f Mbit).%n",
        most.packetsPerSecond(),
        limits.packetsPerSecond(),
        most.bitsPerSecond() / 1e6,
        limits.bitsPerSecond() / 1e6,
        limits.targetPacketsPerSecond(),
        limits.targetBitsPerSecond() / 1e6);
    out.printf(
        Locale.ROOT,
        "Targets may be %s.%n",
        limits.allowedTargets().isEmpty()
            ? "any address (allowedTargets is not set)"
            : limits.allowedTargets().stream()
                .map(Prefix::toString)
                .collect(Collectors.joining(", ")));
  }

  /** The effect of clock changes on a cron entry, and whether its firings are over. */
  private static void clock(ScheduleEntry entry, Instant now, PrintWriter out) {
    if (entry.cron().isEmpty()) {
      return;
    }
    ZonedCron cron = ZonedCron.parse(entry.cron().get(), entry.zone());
    ScheduleEntry.Echo echo = entry.echo();
    Duration sending = echo.interval().multipliedBy((long) echo.count() + echo.warmup() - 1);
    cron.clockChanges(now, sending).forEach(change -> out.println("  clock    " + change));
    if (cron.next(now).isEmpty()) {
      out.println("  warning  it has expired and never fires again: remove it");
    }
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
    out.printf(
        Locale.ROOT, "%n%s: %s%s%n", entry.name(), when, entry.enabled() ? "" : " (disabled)");
    out.printf(
        Locale.ROOT,
        "  echoes   %d%s, %s apart, timeout %s, %s, DSCP %d%s%n",
        echo.count(),
        echo.warmup() > 0 ? " after " + echo.warmup() + " of warm-up" : "",
        Durations.format(echo.interval()),
        Durations.format(echo.timeout()),
        Counted.of(echo.size(), "byte"),
        echo.dscp(),
        echo.dontFragment() ? ", don't fragment" : "");
    out.printf(Locale.ROOT, "  peers    %s%n", names(peers));
    if (!entry.enabled()) {
      return 0;
    }
    List<Instant> next = Triggers.next(entry, configuration.daemon().name(), now, 4);
    out.printf(
        Locale.ROOT,
        "  firings  %s (splay %s)%n",
        next.isEmpty()
            ? "none any more"
            : next.stream()
                .limit(3)
                .map(time -> time.truncatedTo(ChronoUnit.MILLIS).toString())
                .collect(Collectors.joining(", ")),
        Durations.format(Triggers.splay(entry, configuration.daemon().name())));
    clock(entry, now, out);
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
        "  packets  %.1f per second on average, %.1f while a round is sent%n",
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
            .map(peer -> peer.name() + " (" + IpAddresses.canonical(peer.address()) + ")")
            .collect(Collectors.joining(", "));
    return peers.size() + ": " + names + (peers.size() > PEERS_SHOWN ? ", …" : "");
  }
}
