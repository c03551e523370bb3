package org.ixpqos.systemtest;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A daemon or a collector as a process on this machine's loopback; its log is beside its files. */
final class LoopbackProgram {
  static final Path COMMAND =
      Path.of(System.getProperty("ixpqos.root", ".")).resolve("ixpqos").toAbsolutePath();
  private static final Duration START = Duration.ofSeconds(60);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final String command;
  private final Path config;
  private Process process;
  private int port;

  /** Set before the start. */
  final Map<String, String> environment = new TreeMap<>();

  /**
   * Starts nothing.
   *
   * @param command {@code daemon} or {@code collector}
   * @param config where its configuration will be
   */
  LoopbackProgram(String command, Path config) throws IOException {
    this.command = command;
    this.config = Files.createDirectories(config);
  }

  /** Starts it and waits until it listens. */
  LoopbackProgram start() throws Exception {
    Path portFile = config.resolve("port");
    Files.deleteIfExists(portFile);
    ProcessBuilder line =
        new ProcessBuilder(
                COMMAND.toString(), command, "--config=" + config, "--port-file=" + portFile)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    line.environment().putAll(environment);
    process = line.start();
    port =
        Await.value(
            START,
            config.getFileName() + " listens",
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException(
                    command + " ended with " + process.exitValue() + ": " + text(log()));
              }
              String text = Files.exists(portFile) ? text(portFile).strip() : "";
              return text.isEmpty() ? null : Integer.valueOf(text);
            });
    return this;
  }

  Path config() {
    return config;
  }

  Path log() {
    return config.resolve("log");
  }

  int port() {
    return port;
  }

  boolean alive() {
    return process != null && process.isAlive();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  void terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException(command + " does not end at SIGTERM");
    }
  }

  void signal(String name) {
    Shell.run("kill", "-" + name, String.valueOf(process.pid()));
  }

  void close() throws InterruptedException {
    if (alive()) {
      kill();
    }
  }

  /** Resident memory, kB. */
  long resident() {
    return text(Path.of("/proc/" + process.pid() + "/status"))
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  /** A daemon's {@code /status}. */
  JsonObject status() {
    return JsonParser.parseString(get("/status")).getAsJsonObject();
  }

  /** Its response, with any status. */
  String get(String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .timeout(Duration.ofSeconds(5))
              .build();
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new IllegalStateException(config.getFileName() + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
