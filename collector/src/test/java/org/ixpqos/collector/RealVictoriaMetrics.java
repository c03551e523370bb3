package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Debian's VictoriaMetrics, on loopback; a test that needs it is skipped without it. */
final class RealVictoriaMetrics implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/victoria-metrics");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final URI uri;

  RealVictoriaMetrics(Path directory) throws Exception {
    assumeTrue(
        Files.isExecutable(PROGRAM), "skipped: no VictoriaMetrics; apt install victoria-metrics");
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path log = directory.resolve("engine.log");
    uri = URI.create("http://127.0.0.1:" + port + "/");
    process =
        new ProcessBuilder(
                PROGRAM.toString(),
                "-httpListenAddr=127.0.0.1:" + port,
                "-storageDataPath=" + directory.resolve("engine"),
                "-retentionPeriod=2y",
                "-dedup.minScrapeInterval=1ms",
                "-memory.allowedBytes=64MB")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      awaitHealth(log);
    } catch (Exception | AssertionError e) {
      close();
      throw e;
    }
  }

  private void awaitHealth(Path log) throws Exception {
    while (true) {
      try {
        client.send(HttpRequest.newBuilder(uri.resolve("health")).build(), BodyHandlers.ofString());
        return;
      } catch (IOException e) {
        assertTrue(process.isAlive(), Files.readString(log));
        process.waitFor(50, TimeUnit.MILLISECONDS);
      }
    }
  }

  URI uri() {
    return uri;
  }

  /** Returns once it has so many values of a name; the test's own bound ends it. */
  void awaitValues(String name, int count) throws Exception {
    String path = "api/v1/export?match%5B%5D=" + name + "&start=0";
    while (true) {
      get("internal/force_flush");
      long values =
          get(path)
              .lines()
              .mapToLong(
                  line ->
                      JsonParser.parseString(line)
                          .getAsJsonObject()
                          .getAsJsonArray("timestamps")
                          .size())
              .sum();
      if (values >= count) {
        return;
      }
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  private String get(String path) throws Exception {
    return client
        .send(HttpRequest.newBuilder(uri.resolve(path)).build(), BodyHandlers.ofString())
        .body();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
