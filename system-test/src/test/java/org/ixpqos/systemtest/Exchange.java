package org.ixpqos.systemtest;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.ixpqos.systemtest.PeeringLan.Host;

/** An exchange with a collector and some probes, each in a namespace of its own. */
final class Exchange {
  /** A firing every so often, of so many echoes so far apart: a round takes two seconds. */
  static final int PERIOD_SECONDS = 2;

  static final int COUNT = 10;
  static final String SCHEDULE =
      """
      {"schedule": [{"name": "mesh", "every": "2s", "count": 10, "interval": "200ms",
                     "timeout": "1s", "targets": ["*"]}]}
      """;
  private static final Gson GSON = new Gson();

  final PeeringLan lan = new PeeringLan();
  final Map<String, Host> hosts = new LinkedHashMap<>();
  final Map<String, Program> probes = new LinkedHashMap<>();
  final Program collector;
  private final Host collectorHost;

  Exchange(Path directory, int probeCount, String schedule) throws Exception {
    Files.writeString(directory.resolve("api-key"), "system-test-key\n");
    collectorHost = lan.host("col");
    for (int i = 1; i <= probeCount; i++) {
      hosts.put("p" + i, lan.host("p" + i));
    }
    Path own = Files.createDirectory(directory.resolve("collector"));
    writeLists(own, schedule);
    // a fixed port: the probes find the collector again after it was started anew
    write(
        own.resolve("collector.json"),
        Map.of(
            "listen", Map.of("address", collectorHost.ipv4(), "port", 8080),
            "apiKeyFile", directory.resolve("api-key").toString(),
            "store", Map.of("directory", own.resolve("store").toString())));
    collector = new Program(collectorHost, "collector", own).start();
    for (String probe : hosts.keySet()) {
      Path config = Files.createDirectory(directory.resolve(probe));
      writeLists(config, schedule);
      write(
          config.resolve("daemon.json"),
          Map.of(
              "name", probe,
              "collectors",
                  List.of(
                      Map.of(
                          "url",
                          "http://" + collectorHost.ipv4() + ":8080",
                          "keyFile",
                          directory.resolve("api-key").toString())),
              "buffer", Map.of("directory", config.resolve("buffer").toString()),
              "status", Map.of("port", 0)));
      probes.put(probe, new Program(hosts.get(probe), "daemon", config));
    }
  }

  private void writeLists(Path config, String schedule) throws IOException {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Host host : hosts.values()) {
      list.add(Map.of("name", host.name(), "proto", 4, "address", host.ipv4()));
      list.add(Map.of("name", host.name(), "proto", 6, "address", host.ipv6()));
    }
    write(config.resolve("probes.json"), Map.of("probes", list));
    Files.writeString(config.resolve("schedule.json"), schedule);
  }

  private static void write(Path file, Map<String, ?> json) throws IOException {
    Files.writeString(file, GSON.toJson(json));
  }

  void startProbes() throws Exception {
    for (Program probe : probes.values()) {
      probe.start();
    }
  }

  Host host(String name) {
    return hosts.get(name);
  }

  Program probe(String name) {
    return probes.get(name);
  }

  JsonObject matrix() {
    return collectorJson("/api/v1/data/matrix?range=10m");
  }

  JsonObject collectorJson(String path) {
    return JsonParser.parseString(collector.get(collectorHost.ipv4(), path)).getAsJsonObject();
  }

  /** The rounds of one pair and family, in the order of time. */
  List<JsonObject> rounds(String source, String target, int proto) {
    JsonObject series =
        collectorJson(
            String.format(
                Locale.ROOT,
                "/api/v1/data/series?range=1h&schedule=mesh&source=%s&target=%s&proto=%d",
                source,
                target,
                proto));
    List<JsonObject> rounds = new ArrayList<>();
    JsonArray all = series.getAsJsonArray("series");
    if (!all.isEmpty()) {
      for (JsonElement point : all.get(0).getAsJsonObject().getAsJsonArray("points")) {
        rounds.add(point.getAsJsonObject());
      }
    }
    return rounds;
  }

  List<JsonObject> gaps(String source, String target) {
    List<JsonObject> gaps = new ArrayList<>();
    collectorJson("/api/v1/data/series?range=1h&source=" + source + "&target=" + target)
        .getAsJsonArray("gaps")
        .forEach(gap -> gaps.add(gap.getAsJsonObject()));
    return gaps;
  }

  /** A probe's own {@code /status}. */
  JsonObject status(String probe) {
    return JsonParser.parseString(probes.get(probe).get("127.0.0.1", "/status")).getAsJsonObject();
  }

  static void forEachPair(JsonObject matrix, Consumer<JsonObject> check) {
    matrix.getAsJsonArray("pairs").forEach(pair -> check.accept(pair.getAsJsonObject()));
  }

  /** Ends every process and removes the namespaces. */
  void close() throws Exception {
    for (Program probe : probes.values()) {
      probe.close();
    }
    collector.close();
    lan.close();
  }
}
