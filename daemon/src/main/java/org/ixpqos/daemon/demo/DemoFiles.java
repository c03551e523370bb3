package org.ixpqos.daemon.demo;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the configuration of the demo's processes: the files that a user would edit. */
final class DemoFiles {
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  private final Path directory;
  private final Path key;

  DemoFiles(Path directory) throws IOException {
    this.directory = directory;
    this.key = directory.resolve("api-key");
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, HexFormat.of().formatHex(random) + "\n");
  }

  void writeCollector(List<String> probes) throws IOException {
    Path own = Files.createDirectory(directory.resolve("collector"));
    write(
        own.resolve("collector.json"),
        Map.of(
            "listen", Map.of("address", "127.0.0.1", "port", 0),
            "apiKeyFile", key.toString(),
            "store", Map.of("directory", own.resolve("store").toString())));
    writeLists(own, probes);
  }

  void writeDaemon(String probe, List<String> probes, int collectorPort) throws IOException {
    Path own = Files.createDirectory(directory.resolve(probe));
    write(
        own.resolve("daemon.json"),
        Map.of(
            "name", probe,
            "collectors",
                List.of(
                    Map.of("url", "http://127.0.0.1:" + collectorPort, "keyFile", key.toString())),
            "buffer", Map.of("directory", own.resolve("buffer").toString()),
            "status", Map.of("port", 0)));
    writeLists(own, probes);
  }

  private static void writeLists(Path own, List<String> probes) throws IOException {
    List<Map<String, Object>> list = new ArrayList<>();
    for (int i = 0; i < probes.size(); i++) {
      String site = probes.get(i).substring(0, 3).toUpperCase(Locale.ROOT);
      list.add(
          Map.of(
              "name", probes.get(i), "proto", 4, "address", "127.0.0." + (11 + i), "site", site));
    }
    list.add(Map.of("name", probes.get(0), "proto", 6, "address", "::1", "site", "ROM"));
    write(own.resolve("probes.json"), Map.of("probes", list));
    Map<String, Object> mesh =
        Map.of(
            "name", "mesh",
            "every", "5s",
            "count", 25,
            "interval", "200ms",
            "timeout", "1s",
            "targets", List.of("*"));
    write(own.resolve("schedule.json"), Map.of("schedule", List.of(mesh)));
  }

  private static void write(Path file, Map<String, ?> json) throws IOException {
    Files.writeString(file, GSON.toJson(json) + "\n");
  }
}
