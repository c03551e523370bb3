package org.ixpqos.collector.sink;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Debian's InfluxDB 1. */
final class TestingInfluxd extends TestingEngine {
  private static final Path PROGRAM = Path.of("/usr/bin/influxd");

  TestingInfluxd(Path directory) throws IOException {
    super(directory);
  }

  @Override
  Optional<String> missing() {
    return Files.isExecutable(PROGRAM)
        ? Optional.empty()
        : Optional.of("skipped: no influxd; apt install influxdb");
  }

  @Override
  List<String> command() throws IOException {
    Path file = directory.resolve("influxdb.conf");
    if (!Files.exists(file)) {
      Files.writeString(
          file,
          String.format(
              Locale.ROOT,
              """
          reporting-disabled = true
          bind-address = "127.0.0.1:%d"
          [meta]
            dir = "%2$s/meta"
          [data]
            dir = "%2$s/data"
            wal-dir = "%2$s/wal"
          [monitor]
            store-enabled = false
          [http]
            bind-address = "127.0.0.1:%3$d"
          """,
              freePort(),
              directory,
              port));
    }
    return List.of(PROGRAM.toString(), "run", "-config", file.toString());
  }

  @Override
  String health() {
    return "ping";
  }

  @Override
  void prepare() throws Exception {
    post("query?q=" + encoded("CREATE DATABASE ixp"));
  }

  @Override
  String sink() {
    return "\"type\": \"influxdb1\", \"database\": \"ixp\", \"url\": \"" + uri() + "\"";
  }

  @Override
  List<String> values() throws Exception {
    String answer = get("query?db=ixp&epoch=u&q=" + encoded("SELECT * FROM Ping"));
    JsonObject result =
        JsonParser.parseString(answer)
            .getAsJsonObject()
            .getAsJsonArray("results")
            .get(0)
            .getAsJsonObject();
    if (!result.has("series")) {
      return List.of();
    }
    JsonObject series = result.getAsJsonArray("series").get(0).getAsJsonObject();
    List<String> columns = new ArrayList<>();
    for (JsonElement column : series.getAsJsonArray("columns")) {
      columns.add(column.getAsString());
    }
    JsonArray rows = series.getAsJsonArray("values");
    return TestingTable.values(columns, rows, "time", JsonElement::getAsLong);
  }
}
