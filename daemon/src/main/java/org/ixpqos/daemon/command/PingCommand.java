package org.ixpqos.daemon.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.ixpqos.config.Durations;
import org.ixpqos.config.lists.ProbeList;
import org.ixpqos.config.lists.Schedule;
import org.ixpqos.config.lists.ScheduleEntry;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.engine.resolve.NameResolver;
import org.ixpqos.engine.socket.Interfaces;
import org.ixpqos.model.Dscp;
import org.ixpqos.model.IpAddresses;
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
      "Exit code 0: every host answered; 1: a host did not answer."
    },
    mixinStandardHelpOptions = true)
public final class PingCommand implements Subcommand {
  /** How long the end of the process waits for the summary after Ctrl-C. */
  private static final long SUMMARY_MILLIS = 3_000;

  private final Supplier<EchoEngine> engines;

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
      description = "Time from one echo to the next toward a host, such as 200ms (default: 1s).")
  private Duration interval;

  @Option(
      names = {"-t", "--timeout"},
      defaultValue = "2s",
      converter = DurationConverter.class,
      description = "How long to wait for a reply (default: 2s).")
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
      description = "Forbid routers to fragment.")
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
      description = "Print the summary only.")
  private boolean quiet;

  @Option(names = "--json", description = "One JSON object a host, as the daemon delivers it.")
  private boolean json;

  public PingCommand() {
    this(Engines::open);
  }

  PingCommand(Supplier<EchoEngine> engines) {
    this.engines = engines;
  }

  @Override
  public Integer call() throws InterruptedException {
    for (String host : hosts) {
      require(
          IpAddresses.looksLikeOne(host) || ProbeList.isAddress(host, 4),
          "'" + host + "' is neither a host name nor an address");
    }
    PingRun.Wanted wanted = new PingRun.Wanted(echo(), families());
    PrintWriter out = spec.commandLine().getOut();
    PingReport report = new PingReport(out, spec.commandLine().getErr(), quiet, json);
    CountDownLatch printed = new CountDownLatch(1);
    try (EchoEngine engine = engines.get();
        NameResolver names = Engines.resolver()) {
      PingRun run = new PingRun(engine, names, wanted, report);
      // Ctrl-C is a normal end: the results until then are printed
      Thread interrupt = new Thread(() -> stop(run, printed), "interrupt");
      Runtime.getRuntime().addShutdownHook(interrupt);
      boolean answered = run.ping(hosts);
      out.flush();
      return answered ? ExitCode.OK : ExitCode.FAILURE;
    } finally {
      printed.countDown();
    }
  }

  private static void stop(PingRun run, CountDownLatch printed) {
    run.interrupt();
    try {
      var unused = printed.await(SUMMARY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A source address has a family, and can't send to the other. */
  private List<Integer> families() {
    List<Integer> families = family.v4 ? List.of(4) : family.v6 ? List.of(6) : List.of(4, 6);
    if (!IpAddresses.looksLikeOne(from)) {
      return families;
    }
    int own = from.indexOf(':') >= 0 ? 6 : 4;
    int other = 10 - own;
    require(
        families.contains(own)
            && hosts.stream().allMatch(host -> !IpAddresses.looksLikeOne(host) || is(host, own)),
        "-I " + from + " is IPv" + own + ": hosts of IPv" + other + " can't be measured from it");
    return List.of(own);
  }

  private static boolean is(String literal, int proto) {
    return (literal.indexOf(':') >= 0 ? 6 : 4) == proto;
  }

  private ScheduleEntry.Echo echo() {
    int codePoint =
        Dscp.parse(dscp)
            .orElseThrow(() -> usage("-Q " + dscp + ": allowed are 0 to 63 and names such as EF"));
    require(count >= 1 && count <= 1_000_000, "-c " + count + ": allowed are 1 to 1000000");
    require(
        size >= Schedule.SMALLEST_PAYLOAD && size <= Schedule.LARGEST_PAYLOAD,
        "-s " + size + ": allowed are 16 to 65507 bytes");
    require(ttl >= 0 && ttl <= 255, "--ttl " + ttl + ": allowed are 1 to 255");
    String source = "";
    String device = from;
    if (IpAddresses.looksLikeOne(from)) {
      require(
          IpAddresses.parse(from).filter(address -> !address.isMulticastAddress()).isPresent(),
          "-I " + from + ": allowed are an interface and an address of this host");
      device = IpAddresses.scope(from);
      source = device.isEmpty() ? from : from.substring(0, from.indexOf('%'));
    }
    require(
        device.isEmpty() || (Schedule.isNetworkInterface(device) && Interfaces.index(device) > 0),
        "-I " + from + ": this host has no such interface now; 'ip link' lists them");
    return new ScheduleEntry.Echo(
        count, interval, timeout, 0, size, codePoint, ttl, dontFragment, source, device);
  }

  private void require(boolean met, String otherwise) {
    if (!met) {
      throw usage(otherwise);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** A duration with its unit. */
  static final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return Durations.parse(text)
          .filter(value -> value.compareTo(Duration.ofHours(1)) <= 0)
          .filter(value -> value.toNanos() >= TimeUnit.MICROSECONDS.toNanos(100))
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + text + "': a duration with its unit, such as 200ms or 1s"));
    }
  }
}
