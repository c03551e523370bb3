package org.ixpqos.bench.collector;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The collector in a process of its own, under what 1 to 100 probes post and under what a page
 * asks, beside a stand-in of the original; prints Markdown. Arguments: the tree, and {@code
 * --short}, {@code --only posts} or {@code --only reads}.
 */
public final class CollectorBench {
  private static final String KEY = "bench";
  private static final int ASKED = 40;
  private static final String PROBE_RESULT = "/api/v1/data/probe-result";

  private final Path tree;
  private final Path directory;
  private final boolean shortForm;
  private final String only;
  private final HttpClient http = HttpClient.newHttpClient();

  private CollectorBench(Path tree, Path directory, List<String> options) {
    this.tree = tree;
    this.directory = directory;
    this.shortForm = options.contains("--short");
    int at = options.indexOf("--only");
    this.only = at < 0 ? "" : options.get(at + 1);
  }

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("ixpqos-bench");
    try {
      new CollectorBench(Path.of(arguments[0]), directory, List.of(arguments)).run();
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
        "%s, %d × %s, Linux %s, Java %s, load average %s%n%n",
        Instant.now().truncatedTo(ChronoUnit.MINUTES),
        Runtime.getRuntime().availableProcessors(),
        processor(),
        System.getProperty("os.version"),
        System.getProperty("java.version"),
        load());
    if (!only.equals("reads")) {
      posts();
    }
    if (!only.equals("posts")) {
      reads();
    }
    System.out.printf("%nLoad average at the end: %s%n", load());
  }

  private void posts() throws Exception {
    System.out.printf(
        "| batches of 50 rounds | rounds/s | p50, ms | p99, ms | CPU µs a round | bytes a round |%n"
            + "|---|---|---|---|---|---|%n");
    double ours;
    int port = ServedProcess.freePort();
    try (ServedProcess collector = ServedProcess.collector(tree, directory.resolve("ingest"), KEY, port)) {
      URI uri = URI.create("http://127.0.0.1:" + port + PROBE_RESULT);
      // the JVM compiles what it runs
      post(uri, "gzip", 10, batches(8_000), 0);
      post(uri, "columns", 10, batches(8_000), 3);
      ours = Double.MAX_VALUE;
      int offset = 0;
      for (int probes : new int[] {1, 10, 50, 100}) {
        for (String form : new String[] {"gzip", "columns"}) {
          double before = collector.cpuSeconds();
          offset += 7; // what was posted before is not posted again
          Posted posted = post(uri, form, probes, batches(probes == 1 ? 2_000 : 10_000), offset);
          double cpu = (collector.cpuSeconds() - before) / posted.rounds();
          ours = Math.min(ours, cpu);
          String name = form.equals("gzip") ? "JSON" : "columns";
          row("ixpqos, " + probes + " probes, " + name, posted, cpu);
        }
      }
      System.out.printf("%nThe collector's peak of resident memory: %.0f MiB%n%n", collector.peakMiB());
    }
    if (!System.getenv().containsKey("BENCH_STANDIN")) {
      System.out.printf("No stand-in: its packages are missing (see bench/collector)%n%n");
      return;
    }
    System.out.printf(
        "| batches of 50 rounds | rounds/s | p50, ms | p99, ms | CPU µs a round | bytes a round |%n"
            + "|---|---|---|---|---|---|%n");
    Path own = Files.createDirectory(directory.resolve("standin"));
    try (StandIn standIn = StandIn.start(tree.resolve("bench/standin/app.py"), own, KEY)) {
      post(standIn.uri(), "plain", 10, 40, 0);
      double before = standIn.cpuSeconds();
      Posted posted = post(standIn.uri(), "plain", 10, batches(400), 7);
      double theirs = (standIn.cpuSeconds() - before) / posted.rounds();
      row("stand-in of the original, 10 probes", posted, theirs);
      System.out.printf("%nRounds a CPU second: %.0f times the stand-in's%n%n", theirs / ours);
    }
  }

  private int batches(int all) {
    return shortForm ? all / 4 : all;
  }

  private record Posted(long rounds, double seconds, double p50, double p99, long bytes) {}

  private static void row(String what, Posted posted, double cpu) {
    System.out.printf(
        "| %s | %,.0f | %.1f | %.1f | %.1f | %.0f |%n",
        what,
        posted.rounds() / posted.seconds(),
        posted.p50(),
        posted.p99(),
        cpu * 1e6,
        (double) posted.bytes() / posted.rounds());
  }

  private Posted post(URI uri, String encoding, int probes, int batches, int offset)
      throws IOException, InterruptedException {
    Process client =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                PostingProbes.class.getName(),
                uri.toString(),
                KEY,
                encoding,
                Integer.toString(probes),
                Integer.toString(batches),
                Integer.toString(offset))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String[] said = new String(client.getInputStream().readAllBytes()).trim().split(" ");
    if (client.waitFor() != 0 || said.length != 5) {
      throw new IOException("the posting probes failed: " + String.join(" ", said));
    }
    return new Posted(
        Long.parseLong(said[0]),
        Double.parseDouble(said[1]),
        Double.parseDouble(said[2]),
        Double.parseDouble(said[3]),
        Long.parseLong(said[4]));
  }

  private void reads() throws Exception {
    Path store = directory.resolve("model").resolve("store");
    Files.createDirectories(store);
    long began = System.nanoTime();
    int hours = shortForm ? 5 : 26;
    long rounds = ModelStore.fill(store, hours);
    System.out.printf(
        "A store of %d hours of the model load, %,d rounds, filled in %.0f s: %.1f bytes on the"
            + " disk a sealed round%n%n",
        hours, rounds, (System.nanoTime() - began) / 1e9, ModelStore.sealedBytes(store));
    System.out.printf(
        "| read | kB | first, ms | warm p50, ms | warm p99, ms |%n|---|---|---|---|---|%n");
    String pair = "series?source=p01-ixpqos&target=p07-ixpqos&range=";
    for (String question :
        List.of("matrix?range=24h", "matrix?range=10m", "matrix?range=30d", pair + "24h",
            pair + "30d", pair + "365d")) {
      read(question);
    }
    int port = ServedProcess.freePort();
    try (ServedProcess collector = ServedProcess.collector(tree, directory.resolve("model"), KEY, port)) {
      for (int i = 0; i < ASKED; i++) {
        ask(port, "matrix?range=" + (1 + i % 24) + "h");
        ask(port, pair + (1 + i) + "d");
      }
      System.out.printf("%nPeak of resident memory after these: %.0f MiB%n", collector.peakMiB());
    }
  }

  /** Each in a fresh process, so that the first finds nothing remembered and nothing compiled. */
  private void read(String question) throws Exception {
    int port = ServedProcess.freePort();
    try (ServedProcess collector = ServedProcess.collector(tree, directory.resolve("model"), KEY, port)) {
      double[] milliseconds = new double[4 * ASKED];
      int bytes = 0;
      for (int i = 0; i < milliseconds.length; i++) {
        long began = System.nanoTime();
        bytes = ask(port, question);
        milliseconds[i] = (System.nanoTime() - began) / 1e6;
      }
      double first = milliseconds[0];
      double[] warm = Arrays.copyOfRange(milliseconds, 3 * ASKED, 4 * ASKED);
      Arrays.sort(warm);
      System.out.printf(
          "| %s | %d | %.0f | %.1f | %.1f |%n",
          question.replaceAll("source=.*&range", "one pair&range"),
          bytes / 1000,
          first,
          warm[warm.length / 2],
          warm[warm.length - 1]);
    }
  }

  private int ask(int port, String question) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + port + "/api/v1/data/" + question))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException(question + " was answered with " + new String(answer.body()));
    }
    return answer.body().length;
  }

  private static String processor() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 2))
        .findFirst()
        .orElse("?");
  }

  private static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
  }
}
