package org.ixpqos.daemon;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ixpqos.daemon.buffer.BufferView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody reads the output of a daemon: a pipe whose reader sleeps is soon full. */
class StuckLogTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private long entries() throws Exception {
    Path file = directory.resolve("buffer/buffer.db");
    if (!Files.exists(file)) {
      return 0;
    }
    try (BufferView view = BufferView.of(file)) {
      return view.summary().entries();
    } catch (SQLException e) {
      return 0; // it is being made
    }
  }

  private void awaitEntries(Process process, long least) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (entries() < least) {
      assertTrue(process.isAlive(), "the daemon ended");
      assertTrue(System.nanoTime() < end, entries() + " entries on disk");
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** The log is not read: the metrics show it. */
  private void awaitLost(Process process) throws Exception {
    URI metrics =
        URI.create(
            "http://127.0.0.1:" + Files.readString(directory.resolve("port")).strip() + "/metrics");
    long end = System.nanoTime() + PATIENCE.toNanos();
    double lost = 0;
    while (lost == 0) {
      assertTrue(process.isAlive(), "the daemon ended");
      assertTrue(System.nanoTime() < end, "no line was lost");
      String all =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      lost =
          all.lines()
              .filter(line -> line.startsWith("ixpqos_log_lost_total "))
              .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
              .findFirst()
              .orElseThrow();
    }
  }

  @Test
  void roundsReachTheDiskAllTheSame() throws Exception {
    Files.writeString(
        directory.resolve("daemon.json"),
        "{\"name\": \"p1\", \"collectors\": [], \"status\": {\"port\": 0},"
            + " \"buffer\": {\"directory\": \"%s\"}}".formatted(directory.resolve("buffer")));
    Files.writeString(
        directory.resolve("probes.json"),
        "{\"probes\": [{\"name\": \"p1\", \"proto\": 4, \"address\": \"127.0.0.1\"},"
            + " {\"name\": \"p2\", \"proto\": 4, \"address\": \"127.0.0.2\"}]}");
    Files.writeString(
        directory.resolve("schedule.json"),
        "{\"schedule\": [{\"name\": \"m\", \"every\": \"1s\", \"count\": 1,"
            + " \"interval\": \"10ms\"}]}");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx128m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    StuckLogProcess.class.getName(),
                    directory.toString()))
            .redirectErrorStream(true)
            .start();
    try {
      awaitEntries(process, 1);
      // 64 kB fill the pipe: 200 lines and more were logged by then
      awaitEntries(process, 6);
      awaitLost(process);
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
  }
}
