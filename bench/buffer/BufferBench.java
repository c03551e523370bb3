import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.ixpqos.daemon.buffer.Buffer;
import org.ixpqos.daemon.buffer.BufferEntry;
import org.ixpqos.daemon.buffer.DurableBuffer;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;
import org.ixpqos.model.clock.Timekeeper;

/** Appends in this process; start-up, memory and drain of a daemon and a collector of their own. */
public final class BufferBench {
  private static final int PEERS = 1_000;
  private static final double APPEND_SECONDS = 4;

  private final Path root;
  private final Path directory;
  private final int backlog;
  private final boolean appendsOnly;
  private final Random random = new Random(1);
  private final List<RoundResult> pool = new ArrayList<>();
  private int next;
  private final HttpClient http = HttpClient.newHttpClient();

  private BufferBench(Path root, Path directory, int backlog, boolean appendsOnly) {
    this.root = root;
    this.directory = directory;
    this.backlog = backlog;
    this.appendsOnly = appendsOnly;
  }

  public static void main(String[] arguments) throws Exception {
    boolean shortForm = List.of(arguments).contains("--short");
    boolean appendsOnly = List.of(arguments).contains("--appends");
    Path directory = Files.createTempDirectory("ixpqos-bench");
    try {
      int backlog = shortForm ? 100_000 : 1_000_000;
      new BufferBench(Path.of(arguments[0]), directory, backlog, appendsOnly).run();
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void run() throws Exception {
    System.out.printf(
        "%s, %d processors, %s, Java %s, load %s%n%n",
        Instant.now().truncatedTo(ChronoUnit.MINUTES),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.version"),
        System.getProperty("java.version"),
        Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
    System.out.printf("| what | measured | goal |%n|---|---|---|%n");
    for (int i = 0; i < 5_000; i++) {
      pool.add(row(Instant.now().plusMillis(i), "p" + i % PEERS));
    }
    row("fsync of 4 kB, alone", "%.0f/s", fsyncs(), "");
    row("durable rounds/s, one a transaction", "%,.0f", appends(1), "≥ 2,000");
    row("durable rounds/s, 50 a transaction", "%,.0f", appends(50), "");
    row("durable rounds/s, 1,000 a transaction", "%,.0f", appends(1_000), "≥ 50,000");
    if (!appendsOnly) {
      drain();
    }
  }

  private static void row(String what, String format, double value, String goal) {
    System.out.printf("| %s | " + format + " | %s |%n", what, value, goal);
  }

  private double fsyncs() throws IOException {
    Path file = directory.resolve("fsync");
    int count = 0;
    long began = System.nanoTime();
    try (var channel = java.nio.channels.FileChannel.open(
        file,
        java.nio.file.StandardOpenOption.CREATE,
        java.nio.file.StandardOpenOption.WRITE)) {
      while (seconds(began) < 1) {
        channel.position(count % 1000 * 4096L);
        channel.write(java.nio.ByteBuffer.allocate(4096));
        channel.force(false);
        count++;
      }
    }
    return count / seconds(began);
  }

  /** Rounds as the recorder has them, of which it makes the entries. */
  private Buffer.Additions entries(int count) {
    Buffer.Additions entries = new Buffer.Additions();
    for (int i = 0; i < count; i++) {
      entries.add(BufferEntry.of(pool.get(next++ % pool.size())));
    }
    return entries;
  }

  private Buffer.Additions rows(int count, Instant first) {
    Buffer.Additions rows = new Buffer.Additions();
    for (int i = 0; i < count; i++) {
      rows.add(BufferEntry.of(row(first.plusMillis(i), "p" + i % PEERS)));
    }
    return rows;
  }

  private RoundResult row(Instant time, String target) {
    double min = Math.round(random.nextDouble() * 1000) / 1000.0 + 0.1;
    List<Double> quantiles = new ArrayList<>();
    double value = min;
    for (int i = 0; i < 11; i++) {
      value += random.nextInt(20) / 1000.0;
      quantiles.add(Math.round(value * 1000) / 1000.0);
    }
    double max = Math.round((value + 0.1) * 1000) / 1000.0;
    double median = quantiles.get(5);
    return new RoundResult(
        time,
        "mesh",
        target,
        4,
        "10.0.0.1",
        true,
        0.0,
        new RttSummary(min, max, median, 0.012, median, quantiles, 0.015, 0.04),
        new PacketCounts(60, 60, 0, 0, 0, 0, 0, 0),
        "kernel-tx-rx",
        0,
        new ClockState(true, 120, false),
        56,
        0,
        List.of());
  }

  private DaemonConfig config(Path buffer) {
    return new DaemonConfig(
        "p0",
        List.of(
            new DaemonConfig.Collector(
                "main",
                URI.create("http://127.0.0.1:1"),
                Path.of("key"),
                Optional.empty(),
                Optional.empty(),
                false)),
        new DaemonConfig.BufferLimits(buffer, 2_000_000_000L, Duration.ofDays(7), 1_000_000),
        new DaemonConfig.StatusAddress("127.0.0.1", 0),
        Optional.empty());
  }

  private double appends(int batch) throws IOException {
    Path buffer = directory.resolve("append-" + batch);
    try (DurableBuffer durable =
        new DurableBuffer(config(buffer), new Timekeeper(Clock.systemUTC(), System::nanoTime, Instant.EPOCH))) {
      long count = 0;
      double cpuBefore = ownCpu();
      long began = System.nanoTime();
      while (seconds(began) < APPEND_SECONDS) {
        durable.append(entries(batch));
        count += batch;
      }
      double rate = count / seconds(began);
      row("CPU, µs a round, " + batch + " a transaction", "%.1f", (ownCpu() - cpuBefore) / count * 1e6, "");
      return rate;
    }
  }

  /** Seconds of processor time of this process. */
  private static double ownCpu() {
    var system = java.lang.management.ManagementFactory.getOperatingSystemMXBean();
    return ((com.sun.management.OperatingSystemMXBean) system).getProcessCpuTime() / 1e9;
  }

  private static double seconds(long beganNanos) {
    return (System.nanoTime() - beganNanos) / 1e9;
  }

  private void drain() throws Exception {
    Path buffer = directory.resolve("buffer");
    configure(0, buffer);
    double empty = 0;
    for (int i = 0; i < 3; i++) {
      long began = System.nanoTime();
      Process daemon = start("daemon");
      empty += seconds(began) / 3;
      end(daemon);
    }
    fill(buffer);
    double full = 0;
    for (int i = 0; i < 3; i++) {
      long began = System.nanoTime();
      Process daemon = start("daemon");
      full += seconds(began) / 3;
      end(daemon);
    }
    row("start-up, empty", "%.2f s", empty, "");
    row("start-up, a backlog of " + backlog, "%.2f s", full, "< 1 s more");
    Process collector = start("collector");
    int port = port("collector");
    configure(9, buffer); // nobody listens there: the daemon idles on its backlog
    Process daemon = start("daemon");
    LockSupport.parkNanos(6_000_000_000L);
    long idle = resident(daemon);
    end(daemon);
    configure(port, buffer);
    double collectorBefore = cpu(collector);
    long began = System.nanoTime();
    daemon = start("daemon");
    long most = 0;
    while (waiting() > 0) {
      most = Math.max(most, resident(daemon));
      LockSupport.parkNanos(100_000_000L);
    }
    double took = seconds(began);
    row("memory of the daemon, idle with the backlog", "%,.0f kB", idle, "");
    row("memory of the daemon, most while it drains", "%,.0f kB", most, "< 32 MB above idle");
    row("drain to a collector on this machine, rounds/s", "%,.0f", backlog / took, "≥ 20,000");
    row("CPU of the daemon, µs a round", "%.1f", cpu(daemon) / backlog * 1e6, "");
    row(
        "CPU of the collector, µs a round",
        "%.1f",
        (cpu(collector) - collectorBefore) / backlog * 1e6,
        "");
    end(daemon);
    end(collector);
  }

  private void fill(Path buffer) {
    try (DurableBuffer durable =
        new DurableBuffer(config(buffer), new Timekeeper(Clock.systemUTC(), System::nanoTime, Instant.EPOCH))) {
      // a day of it, so that the collector has hours to add up as it would
      Instant first = Instant.now().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.MILLIS);
      for (int i = 0; i < backlog; i += 1_000) {
        durable.append(rows(1_000, first.plusMillis(86_000_000L / backlog * i)));
      }
    }
  }

  private void configure(int port, Path buffer) throws IOException {
    Files.writeString(directory.resolve("key"), "bench\n");
    Files.writeString(
        directory.resolve("collector.json"),
        """
        {"listen": {"address": "127.0.0.1", "port": 0}, "apiKeyFile": "%s/key",
         "store": {"directory": "%s/store"}}
        """
            .formatted(directory, directory));
    Files.writeString(
        directory.resolve("daemon.json"),
        """
        {"name": "p0", "collectors": [{"url": "http://127.0.0.1:%d", "keyFile": "%s/key"}],
         "buffer": {"directory": "%s", "backlogRate": 1000000, "maxSize": "2GB"},
         "status": {"port": 0}}
        """
            .formatted(port == 0 ? 9 : port, directory, buffer));
    Files.writeString(
        directory.resolve("probes.json"),
        "{\"probes\": [{\"name\": \"p0\", \"proto\": 4, \"address\": \"127.0.0.1\"}]}");
    Files.writeString(directory.resolve("schedule.json"), "{\"schedule\": []}");
  }

  private Process start(String command) throws Exception {
    Path portFile = directory.resolve(command + ".port");
    Files.deleteIfExists(portFile);
    Process process =
        new ProcessBuilder(
                root.resolve("ixpqos").toString(),
                command,
                "--config=" + directory,
                "--port-file=" + portFile)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve(command + ".log").toFile()))
            .start();
    while (!Files.exists(portFile) || Files.size(portFile) == 0) {
      if (!process.isAlive()) {
        throw new IllegalStateException(Files.readString(directory.resolve(command + ".log")));
      }
      LockSupport.parkNanos(10_000_000L);
    }
    return process;
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    process.waitFor();
  }

  private int port(String command) throws IOException {
    return Integer.parseInt(Files.readString(directory.resolve(command + ".port")).strip());
  }

  private long waiting() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port("daemon") + "/status"))
            .build();
    String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    return JsonParser.parseString(body)
        .getAsJsonObject()
        .getAsJsonObject("buffer")
        .get("entries")
        .getAsLong();
  }

  private static long resident(Process process) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  /** Seconds of user and system time; proc(5), fields 14 and 15, in hundredths. */
  private static double cpu(Process process) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
  }
}
