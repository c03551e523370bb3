package org.ixpqos.collector.sink;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Debian's. It keeps milliseconds, and each point that comes twice as one. */
final class TestingVictoriaMetrics extends TestingEngine {
  private static final Path PROGRAM = Path.of("/usr/bin/victoria-metrics");

  TestingVictoriaMetrics(Path directory) throws IOException {
    super(directory);
  }

  @Override
  Optional<String> missing() {
    return Files.isExecutable(PROGRAM)
        ? Optional.empty()
        : Optional.of("skipped: no VictoriaMetrics; apt install victoria-metrics");
  }

  @Override
  List<String> command() {
    return List.of(
        PROGRAM.toString(),
        "-httpListenAddr=127.0.0.1:" + port,
        "-storageDataPath=" + directory.resolve("data"),
        "-memory.allowedBytes=64MB",
        "-retentionPeriod=100y",
        "-dedup.minScrapeInterval=1ms");
  }

  @Override
  String health() {
    return "health";
  }

  @Override
  void prepare() {
    // it accepts everything
  }

  @Override
  String sink() {
    return "\"type\": \"influxdb2\", \"url\": \"" + uri() + "\"";
  }

  @Override
  List<String> values() throws Exception {
    get("internal/force_flush");
    String all = get("api/v1/export?match%5B%5D=" + encoded("{__name__=~\"Ping_.*\"}"));
    List<String> values = new ArrayList<>();
    for (String line : all.lines().toList()) {
      JsonObject series = JsonParser.parseString(line).getAsJsonObject();
      JsonObject labels = series.getAsJsonObject("metric");
      JsonArray times = series.getAsJsonArray("timestamps");
      for (int i = 0; i < times.size(); i++) {
        values.add(
            value(
                labels.get("source").getAsString(),
                labels.get("target").getAsString(),
                times.get(i).getAsLong() * 1_000,
                labels.get("__name__").getAsString().substring("Ping_".length()),
                series.getAsJsonArray("values").get(i).getAsDouble()));
      }
    }
    Collections.sort(values);
    return values;
  }
}
