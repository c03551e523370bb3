package org.ixpqos.daemon.command;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.daemon.host.KernelClock;
import org.ixpqos.daemon.round.Firing;
import org.ixpqos.daemon.round.RoundRows;
import org.ixpqos.daemon.round.RoundStarter;
import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.engine.EchoRequest;
import org.ixpqos.engine.EchoRound;
import org.ixpqos.engine.EngineFullException;
import org.ixpqos.engine.resolve.NameResolver;
import org.ixpqos.engine.resolve.Resolution;
import org.ixpqos.wire.Dscp;
import org.ixpqos.wire.PacketCounts;
import org.ixpqos.wire.Probe;
import org.ixpqos.wire.ResultRow;
import org.ixpqos.wire.RttSummary;
import org.ixpqos.wire.ScheduleEntry;
import org.ixpqos.wire.WireCodec;
import org.ixpqos.wire.config.Durations;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code ixpqos ping}: measures from the command line with the daemon's engine. */
@Command(
    name = "ping",
    description = {
      "Measures hosts with ICMP echoes, all at once, with the daemon's own engine.",
      "Exit code 0: every host answered; 1: one did not."
    },
    mixinStandardHelpOptions = true)
public final class PingCommand implements Subcommand {
  /** How often the rounds are looked at for something to print. */
  private static final Duration LOOK = Duration.ofMillis(20);

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "HOST", arity = "1..*", description = "Names or addresses.")
  private List<String> hosts;

  @Option(
      names = {"-c", "--count"},
      defaultValue = "5",
      description = "Echoes to each host (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = {"-i", "--interval"},
      defaultValue = "1s",
      converter = DurationConverter.class,
      description = "From one echo to the next toward a host, such as 200ms (default: 1s).")
  private Duration interval;

  @Option(
      names = {"-t", "--timeout"},
      defaultValue = "2s",
      converter = DurationConverter.class,
      description = "How long a reply is waited for (default: 2s).")
  private Duration timeout;

  @Option(
      names = {"-s", "--size"},
      defaultValue = "56",
      description = "ICMP payload, 16 to 65507 bytes (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = {"-Q", "--dscp"},
      defaultValue = "0",
      description = "Differentiated services code point: 0 to 63, or a name such as EF.")
  private String dscp;

  @Option(
      names = "--ttl",
      defaultValue = "0",
      description = "Time to live or hop limit, 1 to 255 (default: the system's).")
  private int ttl;

  @Option(
      names = {"-M", "--dont-fragment"},
      description = "Routers may not fragment.")
  private boolean dontFragment;

  @Option(
      names = {"-I", "--interface"},
      defaultValue = "",
      description = "Interface to send by, or address to send from.")
  private String from;

  @ArgGroup private Family family = new Family();

  /** At most one of the two. */
  static final class Family {
    @Option(names = "-4", description = "IPv4 only.")
    boolean v4;

    @Option(names = "-6", description = "IPv6 only.")
    boolean v6;
  }

  @Option(
      names = {"-q", "--quiet"},
      description = "No line for each reply, the summary alone.")
  private boolean quiet;

  @Option(names = "--json", description = "One JSON object a host, as the daemon delivers it.")
  private boolean json;

  /** A host, its round, and how much of it was told. */
  private static final class Pinged {
    final Probe peer;
    final InetAddress address;
    EchoRound round;
    int told;

    Pinged(Probe peer, InetAddress address) {
      this.peer = peer;
      this.address = address;
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    ScheduleEntry.Echo echo = echo();
    ScheduleEntry entry =
        new ScheduleEntry(
            "ping",
            Optional.empty(),
            Optional.empty(),
            ZoneOffset.UTC,
            echo,
            new ScheduleEntry.Targets(List.of(), List.of()),
            true,
            Duration.ZERO);
    List<Pinged> pinged = new ArrayList<>();
    NameResolver names = Engines.resolver();
    boolean unresolved = false;
    for (String host : hosts) {
      Optional<Pinged> found = find(host, names);
      found.ifPresent(pinged::add);
      unresolved |= found.isEmpty();
    }
    try (EchoEngine engine = Engines.open()) {
      Firing firing =
          new Firing(entry, Instant.now().truncatedTo(ChronoUnit.MICROS), new KernelClock().get());
      start(engine, echo, pinged);
      watch(engine, pinged);
      boolean silent = unresolved;
      for (Pinged host : pinged) {
        ResultRow row = RoundRows.of(host.round, firing, host.peer, host.address.getHostAddress());
        print(row);
        silent |= row.rtt() == null;
      }
      return silent ? ExitCode.FAILURE : ExitCode.OK;
    }
  }

  private ScheduleEntry.Echo echo() {
    int codePoint =
        Dscp.parse(dscp)
            .orElseThrow(() -> usage("-Q " + dscp + ": allowed are 0 to 63 and names such as EF"));
    require(count >= 1 && count <= 1_000_000, "-c " + count + ": allowed are 1 to 1000000");
    require(size >= 16 && size <= 65_507, "-s " + size + ": allowed are 16 to 65507 bytes");
    require(ttl >= 0 && ttl <= 255, "--ttl " + ttl + ": allowed are 1 to 255");
    boolean isAddress = from.indexOf(':') >= 0 || from.matches("[0-9.]+");
    return new ScheduleEntry.Echo(
        count,
        interval,
        timeout,
        0,
        size,
        codePoint,
        ttl,
        dontFragment,
        isAddress ? from : "",
        isAddress ? "" : from);
  }

  private void require(boolean met, String otherwise) {
    if (!met) {
      throw usage(otherwise);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private Optional<Pinged> find(String host, NameResolver names) {
    List<Integer> families = family.v4 ? List.of(4) : family.v6 ? List.of(6) : List.of(4, 6);
    String problem = "";
    for (int proto : families) {
      Resolution found = names.resolve(host, AddressFamily.ofVersion(proto)).join();
      if (found.usable()) {
        Probe peer = new Probe(host, proto, host, "", List.of(), Map.of());
        return Optional.of(new Pinged(peer, found.address()));
      }
      problem = found.problem();
    }
    spec.commandLine().getErr().println("ping: " + problem);
    return Optional.empty();
  }

  private void start(EchoEngine engine, ScheduleEntry.Echo echo, List<Pinged> pinged) {
    long step = interval.toNanos() / Math.max(1, pinged.size());
    for (int i = 0; i < pinged.size(); i++) {
      Pinged host = pinged.get(i);
      EchoRequest request =
          new EchoRequest(
              host.address,
              count,
              0,
              interval.toNanos(),
              timeout.toNanos(),
              step * i,
              RoundStarter.options(echo, host.address),
              host);
      try {
        host.round = engine.start(request);
      } catch (EngineFullException e) {
        throw new CommandFailure(ExitCode.FAILURE, "too many hosts: " + e.getMessage());
      }
    }
  }

  private void watch(EchoEngine engine, List<Pinged> pinged) throws InterruptedException {
    int running = pinged.size();
    while (running > 0) {
      if (engine.poll(LOOK) != null) {
        running--;
      }
      if (!quiet && !json) {
        pinged.forEach(this::tell);
      }
    }
  }

  /** Prints what came to an end since the last look, in the order of sending. */
  private void tell(Pinged host) {
    PrintWriter out = spec.commandLine().getOut();
    while (host.told < count && host.round.outcome(host.told) != null) {
      out.printf(
          "%s: %d: %s%n",
          host.peer.name(), host.told + 1, OutcomeText.of(host.round.outcome(host.told)));
      host.told++;
    }
    out.flush();
  }

  private void print(ResultRow row) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(WireCodec.encode(row));
      return;
    }
    PacketCounts packets = row.packets();
    out.printf(
        "%s (%s): %d sent, %d received, %s loss",
        row.target(),
        row.address(),
        packets.sent(),
        packets.replied(),
        row.loss() == null ? "unknown" : String.format(Locale.ROOT, "%.1f %%", row.loss() * 100));
    more(out, packets.late(), "late");
    more(out, packets.sendErrors(), "send errors");
    more(out, packets.notSent(), "not sent");
    more(out, packets.duplicates(), "duplicates");
    more(out, packets.reordered(), "reordered");
    RttSummary rtt = row.rtt();
    if (rtt != null) {
      out.printf(
          Locale.ROOT,
          ", min/median/avg/max/jitter %.3f/%.3f/%.3f/%.3f/%.3f ms (%s)",
          rtt.min(),
          rtt.median(),
          rtt.avg(),
          rtt.max(),
          rtt.jitter(),
          row.timestamps());
    }
    row.reasons()
        .forEach(
            reason -> out.printf(", %d %s %s", reason.count(), reason.state(), reason.reason()));
    out.println();
  }

  private static void more(PrintWriter out, long packets, String what) {
    if (packets > 0) {
      out.printf(", %d %s", packets, what);
    }
  }

  /** A duration with its unit. */
  static final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return Durations.parse(text)
          .filter(value -> value.toNanos() >= TimeUnit.MICROSECONDS.toNanos(100))
          .filter(value -> value.compareTo(Duration.ofHours(1)) <= 0)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + text + "': a duration with its unit, such as 200ms or 1s"));
    }
  }
}
