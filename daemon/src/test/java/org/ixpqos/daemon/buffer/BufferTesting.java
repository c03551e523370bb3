package org.ixpqos.daemon.buffer;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.daemon.config.DaemonConfig.BufferLimits;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.daemon.config.DaemonConfig.StatusAddress;
import org.ixpqos.model.clock.Timekeeper;
import org.junit.jupiter.api.io.TempDir;

/** The common parts of tests of a buffer: a directory, a clock, and distinct entries. */
abstract class BufferTesting {
  static final int MOST = 1_000;
  static final long SECOND = 1_000_000_000L;

  static final Instant BUILT = Instant.parse("2026-11-01T00:00:00Z");

  @TempDir Path directory;
  final TestingClock clock = new TestingClock(Instant.parse("2026-11-22T10:00:00Z"));
  long nanos;
  final Timekeeper time = new Timekeeper(clock, () -> nanos, BUILT);

  final DaemonConfig config(String name, long maxBytes, String... collectors) {
    return new DaemonConfig(
        name,
        Arrays.stream(collectors)
            .map(
                collector ->
                    new Collector(
                        collector,
                        URI.create("http://127.0.0.1:1"),
                        Path.of("key"),
                        Optional.empty(),
                        Optional.empty(),
                        false))
            .toList(),
        new BufferLimits(directory, maxBytes, Duration.ofDays(7), 5_000),
        new StatusAddress("127.0.0.1", 0),
        Optional.empty());
  }

  final DurableBuffer open(String... collectors) {
    return new DurableBuffer(config("p1", 256_000_000, collectors), time);
  }

  final DaemonConfig in(Path other) {
    DaemonConfig here = config("p1", 256_000_000, "main");
    return new DaemonConfig(
        "p1",
        here.collectors(),
        new BufferLimits(other, 256_000_000, Duration.ofDays(7), 5_000),
        here.status(),
        Optional.empty());
  }

  /** Entries whose JSON is their number, so that a test sees which they are. */
  static Buffer.Additions entries(Instant at, int from, int to) {
    Buffer.Additions additions = new Buffer.Additions();
    for (int i = from; i <= to; i++) {
      additions.add(new BufferEntry(BufferEntry.Kind.ROW, at, String.valueOf(i)));
    }
    return additions;
  }

  static List<String> jsons(Buffer.Batch batch) {
    return batch.entries().stream().map(entry -> entry.entry().json()).toList();
  }

  static List<String> numbers(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(String::valueOf).toList();
  }

  static Buffer.Batch next(Buffer buffer, String collector) {
    return buffer.next(collector, false, MOST).orElseThrow();
  }

  /** Takes and acknowledges everything that waits. */
  static List<BufferEntry> drain(Buffer buffer) {
    return drain(buffer, "main");
  }

  static List<BufferEntry> drain(Buffer buffer, String collector) {
    List<BufferEntry> all = new ArrayList<>();
    Optional<Buffer.Batch> batch = buffer.next(collector, false, MOST);
    while (batch.isPresent()) {
      batch.get().entries().forEach(entry -> all.add(entry.entry()));
      buffer.acknowledge(batch.get(), List.of());
      batch = buffer.next(collector, false, MOST);
    }
    return all;
  }

  static List<String> rows(List<BufferEntry> entries) {
    return entries.stream()
        .filter(entry -> entry.kind() == BufferEntry.Kind.ROW)
        .map(BufferEntry::json)
        .toList();
  }

  static List<JsonObject> gaps(List<BufferEntry> entries) {
    return entries.stream()
        .filter(entry -> entry.kind() == BufferEntry.Kind.GAP)
        .map(entry -> JsonParser.parseString(entry.json()).getAsJsonObject())
        .toList();
  }

  /** The files as they are after a kill -9: copied while the daemon's own are open. */
  final Path crashed() throws IOException {
    Path copy = Files.createDirectory(directory.resolve("crashed"));
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }
}
