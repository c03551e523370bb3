package org.ixpqos.bench.collector;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ixpqos.collector.ModelLoad;

/**
 * The collector at several numbers of probes: what a round costs, what readers wait for, idle and
 * under uploads, and how a backlog is taken. Prints Markdown.
 */
public final class ScaleBench {
  private static final String KEY = "bench";
  private static final int IDLE_READS = 20;
  private static final int LISTENERS = 20;
  private static final int PAGES = 5;

  private final Path tree;
  private final int probes;
  private final Map<String, String> options;
  private final Map<String, String> figures;

  private ScaleBench(
      Path tree, int probes, Map<String, String> options, Map<String, String> figures) {
    this.tree = tree;
    this.probes = probes;
    this.options = options;
    this.figures = figures;
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, String> options =
        new LinkedHashMap<>(
            Map.of("--probes", "50,100,200", "--hours", "3", "--minutes", "3", "--backlog", "120"));
    for (int i = 1; i + 1 < arguments.length; i += 2) {
      if (options.replace(arguments[i], arguments[i + 1]) == null) {
        throw new IllegalArgumentException(arguments[i] + "; allowed: " + options.keySet());
      }
    }
    System.out.printf(
        "%s, %d processors, Linux %s, Java %s, load average %s at the beginning; %s%n%n",
        Instant.now().truncatedTo(ChronoUnit.MINUTES),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.version"),
        System.getProperty("java.version"),
        load(),
        options);
    List<Map<String, String>> all = new ArrayList<>();
    for (String probes : options.get("--probes").split(",")) {
      Map<String, String> figures = new LinkedHashMap<>();
      Path directory = Files.createTempDirectory("ixpqos-scale");
      try {
        new ScaleBench(Path.of(arguments[0]), Integer.parseInt(probes), options, figures)
            .run(directory);
      } finally {
        try (Stream<Path> files = Files.walk(directory)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
      all.add(figures);
      figures.forEach((name, value) -> System.err.println(probes + ": " + name + ": " + value));
    }
    System.out.println("| probes | " + options.get("--probes").replace(",", " | ") + " |");
    System.out.println("|---" + "|---".repeat(all.size()) + "|");
    for (String name : all.get(0).keySet()) {
      StringBuilder line = new StringBuilder("| " + name);
      all.forEach(figures -> line.append(" | ").append(figures.getOrDefault(name, "–")));
      System.out.println(line.append(" |"));
    }
    System.out.printf("%nLoad average at the end: %s%n", load());
  }

  private int option(String name) {
    return Integer.parseInt(options.get(name));
  }

  private void run(Path directory) throws Exception {
    Path store = Files.createDirectories(directory.resolve("store"));
    figures.put("pairs", String.valueOf(probes * (probes - 1)));
    ModelStore.Filled filled = ModelStore.fill(store, probes, option("--hours"));
    figures.put("filling, in process: CPU µs a round, load made as well", micros(filled.cpu(), filled.rounds()));
    figures.put(
        "housekeeping of an hour, CPU s", String.format("%.1f", filled.housekeeping()));
    figures.put("bytes on the disk a sealed round", String.format("%.1f", ModelStore.sealedBytes(store)));
    int port = ServedProcess.freePort();
    try (ServedProcess collector = ServedProcess.collector(tree, directory, KEY, port)) {
      idle(port);
      figures.put("resident after these, MiB", String.format("%.0f", collector.peakMiB()));
      if (option("--minutes") > 0) {
        live(collector, port);
      }
      if (option("--backlog") > 0) {
        recover(collector, port);
      }
      figures.put("peak of resident memory, MiB", String.format("%.0f", collector.peakMiB()));
    }
  }

  private static String micros(double seconds, long rounds) {
    return String.format("%.1f", seconds * 1e6 / Math.max(1, rounds));
  }

  /** Name and query of what pages ask. */
  private Map<String, String> questions() {
    Map<String, String> questions = new LinkedHashMap<>();
    questions.put("mesh", "mesh");
    for (String range : List.of("10m", "24h", "7d", "30d")) {
      questions.put("statistics " + range, "statistics?range=" + range);
    }
    questions.put("matrix 24h", "matrix?range=24h");
    questions.put("events 24h", "events?range=24h");
    return questions;
  }

  private String pair(int number) {
    int source = number % probes;
    int target = (source + 1 + number / probes % (probes - 1)) % probes;
    return "series?range=24h&source=" + ModelLoad.name(source) + "&target=" + ModelLoad.name(target);
  }

  private void idle(int port) throws Exception {
    ReadTimes times = new ReadTimes(port);
    Map<String, String> questions = questions();
    for (int i = 0; i < IDLE_READS; i++) {
      for (Map.Entry<String, String> question : questions.entrySet()) {
        times.ask(question.getKey() + (i == 0 ? ", first" : ""), question.getValue());
      }
      times.ask("a pair 24h, its first time", pair(37 * i));
    }
    for (String name : questions.keySet()) {
      figures.put(
          "idle: " + name + ", p50 / p99 ms; first",
          times.text(name) + "; " + times.text(name + ", first"));
    }
    String name = "a pair 24h, its first time";
    figures.put("idle: " + name + ", p50 / p99 ms", times.text(name));
    figures.put("idle: reads that failed", times.failures());
  }

  private void live(ServedProcess collector, int port) throws Exception {
    MeshUploads uploads = new MeshUploads(port, KEY, probes);
    ReadTimes times = new ReadTimes(port);
    Instant until = Instant.now().plus(Duration.ofMinutes(option("--minutes")));
    List<InputStream> listeners = listen(port);
    List<Thread> readers = new ArrayList<>();
    for (int page = 0; page < PAGES; page++) {
      int number = page;
      Thread reader = new Thread(() -> page(times, number, until));
      reader.start();
      readers.add(reader);
    }
    double cpu = collector.cpuSeconds();
    long began = System.nanoTime();
    long rounds = uploads.live(until);
    double seconds = (System.nanoTime() - began) / 1e9;
    figures.put(
        "live, 20 listeners and 5 pages: rounds/s", String.format("%.0f", rounds / seconds));
    figures.put(
        "live: CPU of the collector, % of a core",
        String.format("%.0f", 100 * (collector.cpuSeconds() - cpu) / seconds));
    figures.put(
        "live: upload answered, p50 / p99 ms; refused",
        String.format(
            "%.0f / %.0f; %d",
            uploads.percentile(0.5), uploads.percentile(0.99), uploads.refused()));
    for (Thread reader : readers) {
      reader.join();
    }
    for (String name : questions().keySet()) {
      figures.put("live: " + name + ", p50 / p99 ms", times.text(name));
    }
    figures.put("live: a pair 24h, its first time, p50 / p99 ms", times.text("pair"));
    figures.put("live: reads that failed", times.failures());
    for (InputStream listener : listeners) {
      listener.close();
    }
  }

  /** A page asks for one thing after the other, more often than people do. */
  private void page(ReadTimes times, int number, Instant until) {
    List<Map.Entry<String, String>> questions = new ArrayList<>(questions().entrySet());
    try {
      for (int i = number; Instant.now().isBefore(until); i++) {
        Map.Entry<String, String> question = questions.get(i % questions.size());
        times.ask(question.getKey(), question.getValue());
        if (i % 5 == 0) {
          times.ask("pair", pair(1_000 * number + i + 1));
        }
        TimeUnit.MILLISECONDS.sleep(1_000);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<InputStream> listen(int port) throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    List<InputStream> listeners = new ArrayList<>();
    for (int i = 0; i < LISTENERS; i++) {
      HttpResponse<InputStream> live =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + port + "/api/v1/data/live"))
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      if (live.statusCode() == 200) {
        listeners.add(live.body());
        Thread reader = new Thread(() -> drain(live.body()));
        reader.setDaemon(true);
        reader.start();
      }
    }
    return listeners;
  }

  private static void drain(InputStream in) {
    byte[] buffer = new byte[1 << 16];
    try {
      while (in.read(buffer) >= 0) {
        // as a page that shows it
      }
    } catch (IOException e) {
      // closed by the bench
    }
  }

  /** All probes were away: what is new goes on, and what waited comes as fast as it is taken. */
  private void recover(ServedProcess collector, int port) throws Exception {
    MeshUploads fresh = new MeshUploads(port, KEY, probes);
    MeshUploads old = new MeshUploads(port, KEY, probes);
    Instant end = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(option("--hours") + 3));
    double cpu = collector.cpuSeconds();
    long began = System.nanoTime();
    CompletableFuture<Void> backlog =
        CompletableFuture.runAsync(() -> old.backlog(end, option("--backlog")));
    long rounds = 0;
    while (!backlog.isDone()) {
      rounds += fresh.live(Instant.now().plusSeconds(5));
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    long all = rounds + (long) option("--backlog") * probes * (probes - 1);
    figures.put(
        "back after " + option("--backlog") + " min: s until all is stored",
        String.format("%.0f", seconds));
    figures.put(
        "back: CPU µs a round", micros(collector.cpuSeconds() - cpu, all));
    figures.put(
        "back: new rounds stored and shown, p50 / p99 ms; refused",
        String.format(
            "%.0f / %.0f; %d", fresh.percentile(0.5), fresh.percentile(0.99), fresh.refused()));
    figures.put("back: uploads of the backlog refused", String.valueOf(old.refused()));
  }

  /** CPU seconds of this process. */
  static double cpuSeconds() {
    return ((com.sun.management.OperatingSystemMXBean)
                ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  private static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
  }
}
