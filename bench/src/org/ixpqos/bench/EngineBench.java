package org.ixpqos.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import static org.ixpqos.bench.Prober.ENGINE;
import static org.ixpqos.bench.Prober.FPING;
import static org.ixpqos.bench.Prober.FPING_LINES;
import static org.ixpqos.bench.Prober.PING;
import static org.ixpqos.bench.Prober.SMOKEPING_DATAGRAM;
import static org.ixpqos.bench.Prober.SMOKEPING_RAW;

/**
 * The engine beside its peers, in the same rounds and one after the other. Every figure is taken
 * while the process runs steadily, over the same window: what it costs to start is not in it.
 */
public final class EngineBench {
  private static final Duration END = Duration.ofSeconds(60);
  private static final int[] RATES = {1_000, 5_000, 10_000, 20_000};
  private static final int TARGETS = 1_000;

  /** It has 65,536 sequence numbers, and takes none again within 10 s. */
  private static final int FPINGS_MOST = 60_000;

  /** More than fping reaches. */
  private static final int FLOOD_RATE = 60_000;

  private static final int EXACT_RATE = 500;
  private static final int HOGS = 4;
  private static final Pattern FPING_SUMMARY = Pattern.compile("xmt/rcv/%loss = (\\d+)/(\\d+)/");

  /** Milliseconds from the first packets on: what is not measured, and what then is. */
  private record Window(long settleMillis, long millis) {
    /** The longest up to {@code most} in which no more than so many packets are sent. */
    static Window within(int packets, int perSecond, Window most) {
      long millis = packets * 1_000L / perSecond;
      return new Window(
          Math.min(most.settleMillis, millis / 5), Math.min(most.millis, millis * 3 / 5));
    }

    /** What a load has to last. */
    int seconds() {
      return (int) ((settleMillis + millis) / 1_000 + 1);
    }
  }

  private final int rounds;
  private final Window window;

  private final Samples perPing = new Samples();
  private final Samples share = new Samples();
  private final Samples resident = new Samples();
  private final Samples lost = new Samples();
  private final Samples mean = new Samples();
  private final Samples error = new Samples();

  private EngineBench(int rounds, Window window) {
    this.rounds = rounds;
    this.window = window;
  }

  public static void main(String[] arguments) throws Exception {
    List<String> options = List.of(arguments);
    boolean brief = options.contains("--short");
    int part = options.indexOf("--only");
    String only = part < 0 ? "" : options.get(part + 1);
    if (!List.of("", "cost", "peers", "exactness").contains(only)) {
      System.err.println("bench/engine: --only takes cost, peers or exactness");
      System.exit(2);
    }
    EngineBench bench =
        brief
            ? new EngineBench(1, new Window(2_000, 3_000))
            : new EngineBench(3, new Window(3_000, 4_000));
    bench.describe();
    for (int round = 0; round < bench.rounds; round++) {
      System.err.printf("round %d of %d, load %s%n", round + 1, bench.rounds, load());
      bench.measure(only);
    }
    bench.print(only);
    System.out.println("\nLoad average before and after: see above, and " + load());
  }

  private void measure(String only) throws Exception {
    if (wanted(only, "cost")) {
      costOfAPing();
    }
    if (wanted(only, "peers")) {
      manyPeers();
    }
    if (wanted(only, "exactness")) {
      exactness();
    }
  }

  private void print(String only) {
    if (wanted(only, "cost")) {
      printCost();
    }
    if (wanted(only, "peers")) {
      printPeers();
    }
    if (wanted(only, "exactness")) {
      printExactness();
    }
  }

  private static boolean wanted(String only, String part) {
    return only.isEmpty() || only.equals(part);
  }

  private void describe() throws IOException {
    String model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.replaceFirst(".*: ", ""))
            .findFirst()
            .orElse(System.getProperty("os.arch"));
    System.out.printf(
        "%s, %d × %s, Linux %s, Java %s, load average %s; %d rounds, windows of %d ms%n",
        Instant.now().truncatedTo(ChronoUnit.MINUTES),
        Runtime.getRuntime().availableProcessors(),
        model,
        System.getProperty("os.version"),
        System.getProperty("java.version"),
        load(),
        rounds,
        window.millis());
  }

  private static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
  }

  private void costOfAPing() throws Exception {
    for (int rate : RATES) {
      for (Prober prober : List.of(ENGINE, FPING)) {
        Window when = Window.within(FPINGS_MOST, rate, window);
        steady(rate + " pings/s", prober, Load.paced(TARGETS, rate, when.seconds()), when);
      }
    }
    Window dash = Window.within(FPINGS_MOST, FLOOD_RATE, window);
    steady("flood", FPING, new Load(TARGETS, FPINGS_MOST / TARGETS, 0, false), dash);
    steady("flood", ENGINE, new Load(TARGETS, 1_000, 0, false), dash);
  }

  private void manyPeers() throws Exception {
    for (Prober prober : List.of(ENGINE, FPING, SMOKEPING_DATAGRAM, SMOKEPING_RAW)) {
      steady(
          "1000 peers × 1/s",
          prober,
          new Load(1_000, window.seconds(), 1_000_000_000, false),
          window);
    }
    // smokeping_prober would take more than the machine has
    for (Prober prober : List.of(ENGINE, FPING)) {
      steady(
          "10000 peers × 1/s",
          prober,
          new Load(10_000, window.seconds(), 1_000_000_000, false),
          window);
    }
  }

  private void steady(String row, Prober prober, Load load, Window when) throws Exception {
    try (Run run = new Run(prober, load)) {
      awaitTraffic(run, prober);
      TimeUnit.MILLISECONDS.sleep(when.settleMillis());
      if (!run.alive()) {
        share.add(row, prober.name(), Double.NaN);
        System.err.println(row + ", " + prober.name() + ": " + last(run.finish(END)));
        return;
      }
      Run.Usage before = run.usage();
      Run.Usage after = run.usageAfter(when.millis());
      perPing.add(row, prober.name(), after.microsPerPing(before));
      share.add(row, prober.name(), 100 * after.coresSince(before));
      System.err.printf(
          "  %s, %s: %.1f µs a ping, %.0f pings/s%n",
          row,
          prober.name(),
          after.microsPerPing(before),
          (after.sent() - before.sent()) * 1e9 / (after.at() - before.at()));
      resident.add(row, prober.name(), run.residentMebibytes());
      if (prober.countsItself()) {
        String page = Run.metrics();
        double sent = Run.metric(page, "smokeping_requests_total");
        double replied = Run.metric(page, "smokeping_response_duration_seconds_count");
        double seconds = Run.metric(page, "smokeping_response_duration_seconds_sum");
        lost.add(row, prober.name(), 100 * (1 - replied / sent));
        mean.add(row, prober.name(), 1e6 * seconds / replied);
      } else if (load.intervalNanos() > 0) {
        lost.add(row, prober.name(), lostPercent(prober, run.finish(END)));
      }
    }
  }

  private static String last(List<String> lines) {
    return lines.isEmpty() ? "says nothing" : lines.get(lines.size() - 1);
  }

  private static void awaitTraffic(Run run, Prober prober) throws Exception {
    long before = Run.counter("tx_packets");
    while (run.alive() && Run.counter("tx_packets") - before < 100) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    while (run.alive() && prober.countsItself() && !Run.listens()) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** Packets that were not answered, of all that were asked for. */
  private static double lostPercent(Prober prober, List<String> output) {
    long sent = 0;
    long replied = 0;
    for (String line : output) {
      Matcher summary = FPING_SUMMARY.matcher(line);
      if (summary.find()) {
        sent += Long.parseLong(summary.group(1));
        replied += Long.parseLong(summary.group(2));
      } else if (prober == ENGINE && line.startsWith("10.")) {
        sent++;
        replied += prober.rtt().matcher(line).find() ? 1 : 0;
      }
    }
    return 100 * (1 - replied / (double) sent);
  }

  private void exactness() throws Exception {
    Load many = Load.paced(100, EXACT_RATE, (int) window.millis() / 1_000);
    Load single = Load.paced(1, EXACT_RATE, (int) window.millis() / 1_000);
    for (Prober prober : List.of(ENGINE, FPING_LINES, PING)) {
      exact("idle", prober, prober == PING ? single : many);
    }
    exact("GC storm, every core busy in the JVM", ENGINE, many.withStorm());
    try (Hogs hogs = new Hogs(HOGS)) {
      for (Prober prober : List.of(ENGINE, FPING_LINES, PING)) {
        exact(HOGS + " CPU hogs beside it", prober, prober == PING ? single : many);
      }
    }
  }

  private void exact(String row, Prober prober, Load load) throws Exception {
    InterfaceTap tap = new InterfaceTap();
    List<String> output;
    try (Run run = new Run(prober, load)) {
      output = run.finish(END);
    } finally {
      tap.close();
    }
    for (String line : output) {
      Matcher reply = prober.rtt().matcher(line);
      if (reply.find()) {
        String peer = prober == PING ? load.first() : reply.group("peer");
        long truth = tap.rtt(peer, Integer.parseInt(reply.group("packet")) - prober.base());
        double reported = Double.parseDouble(reply.group("time")) * prober.nanos();
        if (truth > 0) {
          error.add(row, prober.name(), Math.abs(reported - truth) / 1e3);
        }
      }
    }
  }

  private void printCost() {
    System.out.println(
        "\n| CPU µs a ping, 1,000 targets | ixpqos | fping | ratio | ixpqos not answered, % |");
    System.out.println("|---|---|---|---|---|");
    for (String row : perPing.rows()) {
      if (!row.contains("peers")) {
        double own = perPing.median(row, ENGINE.name());
        double theirs = perPing.median(row, FPING.name());
        double unanswered = lost.median(row, ENGINE.name());
        print("| %s | %.1f | %.1f | **%.2f** | %.3f |", row, own, theirs, own / theirs, unanswered);
      }
    }
  }

  private void printPeers() {
    System.out.println("\n| | | CPU, % of a core | MiB | not answered, % | mean RTT, µs |");
    System.out.println("|---|---|---|---|---|---|");
    for (String row : share.rows()) {
      if (row.contains("peers")) {
        for (String prober : share.probers(row)) {
          print(
              "| %s | %s | %.1f | %.0f | %.3f | %.0f |",
              row,
              prober,
              share.median(row, prober),
              resident.median(row, prober),
              lost.median(row, prober),
              mean.median(row, prober));
        }
      }
    }
  }

  private void printExactness() {
    System.out.println("\n| RTT error against the tap, µs | | p50 | p99 | max |");
    System.out.println("|---|---|---|---|---|");
    for (String row : error.rows()) {
      for (String prober : error.probers(row)) {
        print(
            "| %s | %s | %.2f | %.1f | %.0f |",
            row,
            prober,
            error.percentile(row, prober, 50),
            error.percentile(row, prober, 99),
            error.percentile(row, prober, 100));
      }
    }
  }

  /** What was not measured is a dash. */
  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values).replace("NaN", "–"));
  }
}
