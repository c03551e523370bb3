package org.ixpqos.daemon.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.ixpqos.config.Problem;
import org.ixpqos.config.cron.QuartzCron;
import org.ixpqos.daemon.buffer.Buffer;
import org.ixpqos.daemon.buffer.BufferEntry;
import org.ixpqos.daemon.buffer.DurableBuffer;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.daemon.config.ConfigurationLoader;
import org.ixpqos.model.clock.Timekeeper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The line of systemctl status, of a disk that takes nothing and of a broken edit. */
@Timeout(60)
class StatusLineTest {
  private final Timekeeper time =
      new Timekeeper(Clock.systemUTC(), System::nanoTime, Instant.EPOCH);

  @TempDir private Path directory;

  @BeforeEach
  void write() throws Exception {
    Files.writeString(
        directory.resolve("daemon.json"),
        "{\"name\": \"here\", \"collectors\": [], \"buffer\": {\"directory\": \""
            + directory.resolve("disk/buffer")
            + "\"}}");
    Files.writeString(
        directory.resolve("probes.json"),
        "{\"probes\": [{\"name\": \"here\", \"proto\": 4, \"address\": \"192.0.2.1\"},"
            + " {\"name\": \"there\", \"proto\": 4, \"address\": \"192.0.2.2\"}]}");
    Files.writeString(
        directory.resolve("schedule.json"),
        "{\"schedule\": [{\"name\": \"mesh\", \"every\": \"1m\"}]}");
  }

  private StatusSource source(Configuration configuration, Buffer buffer) {
    Supplier<Instant> started = time::now;
    return new StatusSource(
        directory, started, () -> configuration, null, null, buffer, null, null, null, time);
  }

  private static Buffer.Additions results(int count) {
    Buffer.Additions additions = new Buffer.Additions();
    for (int i = 0; i < count; i++) {
      additions.add(new BufferEntry(BufferEntry.Kind.ROW, Instant.EPOCH, String.valueOf(i)));
    }
    return additions;
  }

  @Test
  void whatIsHeldInMemoryIsReportedAndWhatIsWrittenIsNot() throws Exception {
    Configuration configuration = new ConfigurationLoader(directory, new QuartzCron()).load();
    Path disk = Files.writeString(directory.resolve("disk"), "a file, where a directory should be");
    try (DurableBuffer buffer = new DurableBuffer(configuration.daemon(), time)) {
      StatusSource source = source(configuration, buffer);
      buffer.append(results(3));
      assertTrue(
          source
              .line()
              .startsWith(
                  "measuring 1 entry, 1 peer; 0 results buffered; the disk does not take results, 3"
                      + " held in memory: "),
          source.line());
      Files.delete(disk);
      while (buffer.status().held() > 0) {
        buffer.append(new Buffer.Additions());
        Thread.onSpinWait();
      }
      assertEquals(
          "measuring 1 entry, 1 peer; 3 results buffered; no collector: set \"collectors\" in"
              + " daemon.json",
          source.line());
    }
  }

  @Test
  void aBrokenEditComesFirst() throws Exception {
    Configuration configuration = new ConfigurationLoader(directory, new QuartzCron()).load();
    try (DurableBuffer buffer = new DurableBuffer(configuration.daemon(), time)) {
      StatusSource source = source(configuration, buffer);
      source.problems(List.of(new Problem("a.json", "$.x", "1", "2")), time.now());
      assertEquals(
          "configuration not taken over, the last good one stays in use: a.json: $.x: found 1;"
              + " allowed: 2",
          source.line());
      source.problems(List.of(), time.now());
      assertTrue(source.line().startsWith("measuring 1 entry, 1 peer; "), source.line());
    }
  }
}
