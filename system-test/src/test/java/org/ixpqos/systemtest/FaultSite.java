package org.ixpqos.systemtest;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A collector and a daemon as processes on this machine's loopback, the daemon measuring loopback
 * addresses: what is tried here is between them and their disks, not on the network.
 */
final class FaultSite {
  static final int PEERS = 40;
  static final String SOURCE = "p0";
  private static final Path ROOT = Path.of(System.getProperty("ixpqos.root", "."));
  private static final Duration START = Duration.ofSeconds(60);
  private static final Gson GSON = new Gson();

  private final Path directory;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  final Side collector;
  final Side daemon;

  /** One of the two. */
  final class Side {
    private final String command;
    private final Path config;
    private Process process;
    private int port;

    /** Set before the start. */
    final Map<String, String> environment = new TreeMap<>();

    private Side(String command) throws IOException {
      this.command = command;
      this.config = Files.createDirectories(directory.resolve(command));
    }

    Side start() throws Exception {
      Path portFile = config.resolve("port");
      Files.deleteIfExists(portFile);
      ProcessBuilder line =
          new ProcessBuilder(
                  ROOT.resolve("ixpqos").toString(),
                  command,
                  "--config=" + config,
                  "--port-file=" + portFile)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
      line.environment().putAll(environment);
      process = line.start();
      port =
          Await.value(
              START,
              command + " listens",
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

    /** Resident memory, kB. */
    long resident() {
      return text(Path.of("/proc/" + process.pid() + "/status"))
          .lines()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }
  }

  /**
   * Configures and starts nothing.
   *
   * @param buffer the buffer's directory
   */
  FaultSite(Path directory, Path buffer) throws IOException {
    this.directory = directory;
    Files.writeString(directory.resolve("api-key"), "fault-test-key\n");
    collector = new Side("collector");
    daemon = new Side("daemon");
    List<Map<String, Object>> probes = new ArrayList<>();
    probes.add(Map.of("name", SOURCE, "proto", 4, "address", "127.0.0.1"));
    for (int i = 1; i <= PEERS; i++) {
      probes.add(Map.of("name", "t" + i, "proto", 4, "address", "127.0.1." + i));
    }
    for (Side side : List.of(collector, daemon)) {
      write(side.config.resolve("probes.json"), Map.of("probes", probes));
      Files.writeString(
          side.config.resolve("schedule.json"),
          """
          {"schedule": [{"name": "mesh", "every": "1s", "count": 2, "interval": "100ms",
                         "timeout": "300ms", "targets": ["*"], "exclude": ["p0"]}]}
          """);
    }
    write(
        collector.config.resolve("collector.json"),
        Map.of(
            "listen", Map.of("address", "127.0.0.1", "port", 0),
            "apiKeyFile", directory.resolve("api-key").toString(),
            "store", Map.of("directory", store().getParent().toString())));
    collectAt(0, buffer);
  }

  /** Tells the daemon its collector's port; before its start. */
  void collectAt(int port, Path buffer) throws IOException {
    write(
        daemon.config.resolve("daemon.json"),
        Map.of(
            "name", SOURCE,
            "collectors",
                List.of(
                    Map.of(
                        "url",
                        "http://127.0.0.1:" + port,
                        "keyFile",
                        directory.resolve("api-key").toString())),
            "buffer", Map.of("directory", buffer.toString(), "backlogRate", 1_000_000),
            "status", Map.of("port", 0)));
  }

  private static void write(Path file, Map<String, ?> json) throws IOException {
    Files.writeString(file, GSON.toJson(json));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The collector's database. */
  Path store() {
    return directory.resolve("store").resolve("collector.db");
  }

  JsonObject status() {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + daemon.port + "/status"))
              .timeout(Duration.ofSeconds(5))
              .build();
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return JsonParser.parseString(response.body()).getAsJsonObject();
    } catch (IOException e) {
      throw new IllegalStateException("the daemon does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  JsonObject buffered() {
    return status().getAsJsonObject("buffer");
  }

  long waiting() {
    long waiting = 0;
    for (JsonElement collector : status().getAsJsonArray("collectors")) {
      waiting += collector.getAsJsonObject().get("waiting").getAsLong();
    }
    return waiting;
  }

  public void close() throws InterruptedException {
    for (Side side : List.of(daemon, collector)) {
      if (side.alive()) {
        side.kill();
      }
    }
  }
}
