package org.ixpqos.systemtest;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * A collector and a daemon as processes on this machine's loopback, the daemon measuring loopback
 * addresses: what is tried here is between them and their disks, not on the network.
 */
final class FaultSite {
  static final int PEERS = 40;
  static final String SOURCE = "p0";
  private static final Gson GSON = new Gson();

  private static final String SCHEDULE =
      """
      {"schedule": [{"name": "mesh", "every": "1s", "count": 2, "interval": "100ms",
                     "timeout": "300ms", "targets": ["*"], "exclude": ["p0"]}]}
      """;

  private final Path directory;
  final LoopbackProgram collector;
  final LoopbackProgram daemon;

  /**
   * Configures and starts nothing.
   *
   * @param buffer the buffer's directory
   */
  FaultSite(Path directory, Path buffer) throws IOException {
    this(directory, buffer, i -> "127.0.1." + i, SCHEDULE);
  }

  /**
   * The same with other peers.
   *
   * @param addresses of the peers 1 to {@link #PEERS}
   */
  FaultSite(Path directory, Path buffer, IntFunction<String> addresses, String schedule)
      throws IOException {
    this.directory = directory;
    Files.writeString(directory.resolve("api-key"), "fault-test-key\n");
    collector = new LoopbackProgram("collector", directory.resolve("collector"));
    daemon = new LoopbackProgram("daemon", directory.resolve("daemon"));
    List<Map<String, Object>> probes = new ArrayList<>();
    probes.add(Map.of("name", SOURCE, "proto", 4, "address", "127.0.0.1"));
    for (int i = 1; i <= PEERS; i++) {
      probes.add(Map.of("name", "t" + i, "proto", 4, "address", addresses.apply(i)));
    }
    for (LoopbackProgram side : List.of(collector, daemon)) {
      write(side.config().resolve("probes.json"), Map.of("probes", probes));
      Files.writeString(side.config().resolve("schedule.json"), schedule);
    }
    write(
        collector.config().resolve("collector.json"),
        Map.of(
            "listen", Map.of("address", "127.0.0.1", "port", 0),
            "apiKeyFile", directory.resolve("api-key").toString(),
            "store", Map.of("directory", store().getParent().toString())));
    collectAt(0, buffer);
  }

  /** Sets the collector's port of the daemon; before its start. */
  void collectAt(int port, Path buffer) throws IOException {
    write(
        daemon.config().resolve("daemon.json"),
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

  /** The collector's database. */
  Path store() {
    return directory.resolve("store").resolve("collector.db");
  }

  JsonObject status() {
    return daemon.status();
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
    daemon.close();
    collector.close();
  }
}
