package org.ixpqos.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A prober as a process: what it costs while it runs, and what it printed. */
final class Run implements AutoCloseable {
  private static final Path OUTPUT = Path.of(System.getProperty("java.io.tmpdir"));
  private static final URI PAGES = URI.create("http://127.0.0.1:9374/");

  private static final int LOOK_MILLIS = 50;

  private final Path output;
  private final Process process;
  private final Thread ending;

  Run(Prober prober, Load load) throws IOException {
    output = Files.createTempFile(OUTPUT, "ixpqos-bench", ".out");
    process =
        new ProcessBuilder(prober.line().of(load))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    ending = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(ending); // a bench that is interrupted leaves none behind
  }

  /** What all of the process cost up to a moment, and what its interface did. */
  record Usage(long at, long cpuNanos, long sent, long received) {
    double coresSince(Usage before) {
      return (cpuNanos - before.cpuNanos) / (double) (at - before.at);
    }

    double microsPerPing(Usage before) {
      return (cpuNanos - before.cpuNanos) / 1e3 / Math.max(1, sent - before.sent);
    }
  }

  boolean alive() {
    return process.isAlive();
  }

  /**
   * CPU time by the scheduler's own account, nanoseconds, of every thread that is alive
   * (Documentation/scheduler/sched-stats.rst).
   */
  Usage usage() throws IOException {
    long cpu = 0;
    try (Stream<Path> threads = Files.list(proc("task"))) {
      for (Path thread : (Iterable<Path>) threads::iterator) {
        cpu += Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[0]);
      }
    }
    return new Usage(System.nanoTime(), cpu, counter("tx_packets"), counter("rx_packets"));
  }

  /** After so long, or just before it ended. */
  Usage usageAfter(long millis) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    Usage last = usage();
    while (System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      try {
        last = usage();
      } catch (NoSuchFileException e) {
        break; // it has ended
      }
    }
    return last;
  }

  static long counter(String name) throws IOException {
    return Long.parseLong(
        Files.readString(Path.of("/sys/class/net/eth0/statistics", name)).strip());
  }

  /** Resident size, MiB. */
  double residentMebibytes() throws IOException {
    if (!alive()) {
      return Double.NaN;
    }
    try (Stream<String> lines = Files.lines(proc("status"))) {
      String size = lines.filter(line -> line.startsWith("VmRSS")).findAny().orElseThrow();
      return Long.parseLong(size.replaceAll("\\D", "")) / 1024.0;
    }
  }

  private Path proc(String file) {
    return Path.of("/proc", String.valueOf(process.pid()), file);
  }

  /** What it printed, when it has ended. */
  List<String> finish(Duration patience) throws Exception {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("does not end: " + process.info());
    }
    return Files.readAllLines(output);
  }

  /** Whether smokeping_prober has started all its targets: it listens only then. */
  static boolean listens() throws InterruptedException {
    try {
      page("");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** What smokeping_prober counts: the sum of a metric over all targets, from its page. */
  static double metric(String page, String name) {
    return page.lines()
        .filter(line -> line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  static String metrics() throws IOException, InterruptedException {
    return page("metrics");
  }

  private static String page(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(PAGES.resolve(path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
    try {
      Runtime.getRuntime().removeShutdownHook(ending);
    } catch (IllegalStateException e) {
      return; // it is being run
    }
    try {
      Files.delete(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
