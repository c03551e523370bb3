package org.ixpqos.collector.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real engine, as a process on loopback that a test may stop and start again on its data. */
abstract class TestingEngine {
  private static final int PATIENCE_S = 60;

  final Path directory;
  final int port = freePort();
  private final HttpClient client = HttpClient.newHttpClient();
  private Process process;

  TestingEngine(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  /** Why it can't be run here; empty when it can. */
  abstract Optional<String> missing();

  /** What starts it. */
  abstract List<String> command() throws IOException;

  /** A path that answers once it is there. */
  abstract String health();

  /** Done once, before anything is written. */
  abstract void prepare() throws Exception;

  /** The keys {@code type} to {@code url}'s neighbours of a sink that writes to it. */
  abstract String sink();

  /** Every value that it has: {@code SOURCE>TARGET MICROSECONDS FIELD VALUE}, sorted. */
  abstract List<String> values() throws Exception;

  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  /** A value as {@link #values} has it; VictoriaMetrics keeps some thirteen digits of each. */
  static String value(String source, String target, long micros, String field, double value) {
    double rounded = Math.round(value * 1e9) / 1e9;
    return source + ">" + target + " " + micros + " " + field + " " + rounded;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port + "/");
  }

  void start() throws Exception {
    Path log = directory.resolve("log");
    process =
        new ProcessBuilder(command())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (true) {
      try {
        get(health());
        return;
      } catch (IOException e) {
        assertTrue(process.isAlive() && System.nanoTime() < end, () -> "no engine, see " + log);
        waitFor(50);
      }
    }
  }

  /** Ends it, if it was started. */
  void stop() throws InterruptedException {
    if (process == null) {
      return;
    }
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  /** Waits for a moment, or until it ends. */
  void waitFor(long milliseconds) throws InterruptedException {
    process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
  }

  String get(String path) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(uri().resolve(path)).build(), BodyHandlers.ofString())
        .body();
  }

  void post(String path) throws IOException, InterruptedException {
    assertEquals(
        200,
        client
            .send(
                HttpRequest.newBuilder(uri().resolve(path)).POST(BodyPublishers.noBody()).build(),
                BodyHandlers.ofString())
            .statusCode());
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
