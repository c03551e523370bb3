package org.ixpqos.collector.sink;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ixpqos.model.wire.WireTime;

/** The one of the test's class path. */
final class TestingQuestDb extends TestingEngine {
  TestingQuestDb(Path directory) throws IOException {
    super(directory);
  }

  @Override
  Optional<String> missing() {
    return Boolean.getBoolean("ixpqos.questdb")
        ? Optional.empty()
        : Optional.of("skipped: QuestDB takes long to start; -Dixpqos.questdb=true");
  }

  @Override
  List<String> command() throws IOException {
    Path configuration = Files.createDirectories(directory.resolve("conf"));
    Files.writeString(
        configuration.resolve("server.conf"),
        String.format(
            Locale.ROOT,
            """
            http.bind.to=127.0.0.1:%d
            http.min.enabled=false
            pg.enabled=false
            line.tcp.enabled=false
            telemetry.enabled=false
            shared.worker.count=1
            """,
            port));
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "-cp",
        jar(),
        "io.questdb.ServerMain",
        "-d",
        directory.toString(),
        "-n");
  }

  private static String jar() {
    try {
      Class<?> program =
          Class.forName("io.questdb.ServerMain", false, TestingQuestDb.class.getClassLoader());
      return Path.of(program.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (ReflectiveOperationException | java.net.URISyntaxException e) {
      throw new IllegalStateException("questdb is a dependency of the tests", e);
    }
  }

  @Override
  String health() {
    return "ping";
  }

  /** As ixpqos-collector.json(5) describes it. */
  @Override
  void prepare() throws Exception {
    get(
        "exec?query="
            + encoded(
                "CREATE TABLE Ping (timestamp TIMESTAMP, source SYMBOL, target SYMBOL,"
                    + " proto SYMBOL, schedule SYMBOL) TIMESTAMP(timestamp) PARTITION BY DAY WAL"
                    + " DEDUP UPSERT KEYS(timestamp, source, target, proto, schedule)"));
  }

  @Override
  String sink() {
    return "\"type\": \"influxdb2\", \"url\": \"" + uri() + "\"";
  }

  @Override
  List<String> values() throws Exception {
    String answer = get("exec?query=" + encoded("SELECT * FROM Ping"));
    JsonObject result = JsonParser.parseString(answer).getAsJsonObject();
    List<String> columns = new ArrayList<>();
    for (JsonElement column : result.getAsJsonArray("columns")) {
      columns.add(column.getAsJsonObject().get("name").getAsString());
    }
    return TestingTable.values(
        columns,
        result.getAsJsonArray("dataset"),
        "timestamp",
        time -> WireTime.micros(Instant.parse(time.getAsString())));
  }
}
