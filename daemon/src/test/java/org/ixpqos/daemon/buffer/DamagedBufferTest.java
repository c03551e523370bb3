package org.ixpqos.daemon.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.model.Gap;
import org.junit.jupiter.api.Test;

/** A file that was cut, overwritten or is foreign, and a disk that takes nothing. */
class DamagedBufferTest extends BufferTesting {
  /** -Dfaults.long: the file is cut at every byte of its last page, and many more bits flipped. */
  private static final boolean LONG = Boolean.getBoolean("faults.long");

  private static final int STEP = LONG ? 1 : 97;
  private static final int FLIPS = LONG ? 2_000 : 40;

  @Test
  void aFileThatIsNoDatabaseIsSetAsideAndANewOneBegun() throws IOException {
    Files.writeString(directory.resolve("buffer.db"), "this is no database, ".repeat(1000));
    try (DurableBuffer buffer = open("main")) {
      buffer.append(entries(clock.instant(), 1, 2));
      assertEquals("", buffer.status().trouble());
      List<String> waiting = jsons(next(buffer, "main"));
      assertTrue(waiting.containsAll(numbers(1, 2)), waiting::toString);
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertTrue(files.anyMatch(file -> file.toString().contains("buffer.db.set-aside-")));
    }
  }

  @Test
  void aNewerBufferIsSetAsideAndKept() throws Exception {
    try (DurableBuffer buffer = open("main")) {
      buffer.append(entries(clock.instant(), 1, 2));
    }
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("buffer.db"));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA user_version = 99");
    }
    try (DurableBuffer buffer = open("main")) {
      buffer.append(entries(clock.instant(), 3, 3));
      assertTrue(jsons(next(buffer, "main")).contains("3"));
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(1, files.filter(file -> file.toString().matches(".*set-aside-[^-]*Z$")).count());
    }
  }

  @Test
  void aFileThatWasCutAnywhereNeverStopsTheDaemon() throws Exception {
    try (DurableBuffer buffer = open("main")) {
      for (int i = 0; i < 50; i++) {
        buffer.append(entries(clock.instant(), i * 20, i * 20 + 19));
      }
    }
    Path file = directory.resolve("buffer.db");
    byte[] whole = Files.readAllBytes(file);
    for (int length = whole.length - 1; length > whole.length - 4096; length -= STEP) {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path other : files.toList()) {
          Files.delete(other);
        }
      }
      Files.write(file, Arrays.copyOf(whole, length));
      assertDelivers(length);
    }
  }

  @Test
  void flippedBitsNeverStopTheDaemon() throws Exception {
    try (DurableBuffer buffer = open("main")) {
      for (int i = 0; i < 50; i++) {
        buffer.append(entries(clock.instant(), i * 20, i * 20 + 19));
      }
    }
    Path file = directory.resolve("buffer.db");
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(Long.getLong("faults.seed", 42));
    for (int run = 0; run < FLIPS; run++) {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path other : files.toList()) {
          Files.delete(other);
        }
      }
      Files.write(file, whole);
      try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
        int at = random.nextInt(whole.length);
        bytes.seek(at);
        bytes.write(whole[at] ^ (1 << random.nextInt(8)));
      }
      assertDelivers(run);
    }
  }

  private void assertDelivers(int what) {
    try (DurableBuffer buffer = open("main")) {
      List<String> measured = new ArrayList<>();
      List<String> delivered = new ArrayList<>();
      while (measured.size() < 3_000 && Collections.disjoint(measured, delivered)) {
        nanos += 2 * SECOND;
        // the first may be in a file whose damage is seen only when that is read, and set aside
        int number = 100_000 + measured.size();
        measured.add(String.valueOf(number));
        buffer.append(entries(clock.instant(), number, number));
        buffer
            .next("main", false, MOST)
            .ifPresent(
                batch -> {
                  delivered.addAll(jsons(batch));
                  buffer.acknowledge(batch, List.of());
                });
      }
      assertTrue(measured.size() < 3_000, what + ": " + buffer.status());
    }
  }

  @Test
  void whileTheDiskTakesNothingResultsAreHeldAndThenWritten() throws IOException {
    Path obstacle = Files.createDirectory(directory.resolve("buffer.db"));
    try (DurableBuffer buffer = open("main")) {
      buffer.append(entries(clock.instant(), 1, 2));
      assertEquals(2, buffer.status().held());
      assertNotEquals("", buffer.status().trouble());
      assertTrue(buffer.next("main", false, MOST).isEmpty());
      Files.delete(obstacle);
      nanos += 2 * SECOND;
      buffer.append(entries(clock.instant(), 3, 3));
      assertEquals(0, buffer.status().held());
      assertEquals("", buffer.status().trouble());
      assertEquals(numbers(1, 3), jsons(next(buffer, "main")));
    }
  }

  /** A full disk is opened and read, and takes nothing all the same: that is one trouble. */
  @Test
  void onlyWhatIsWrittenEndsATrouble() throws Exception {
    try (DurableBuffer buffer = open("main");
        Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("buffer.db"));
        Statement statement = other.createStatement()) {
      buffer.append(entries(clock.instant(), 1, 1));
      // what is inserted fails as on a full disk: by no fault of the file's
      statement.execute(
          "CREATE TRIGGER full BEFORE INSERT ON entry"
              + " BEGIN SELECT length(zeroblob(2000000000)); END");
      buffer.append(entries(clock.instant(), 2, 3));
      assertNotEquals("", buffer.status().trouble());
      nanos += 2 * SECOND;
      assertEquals(1, next(buffer, "main").entries().size(), "it is opened and read");
      assertNotEquals("", buffer.status().trouble());
      assertEquals(2, buffer.status().held());
      statement.execute("DROP TRIGGER full");
      buffer.append(new Buffer.Additions()); // the file was changed beside it: it is opened anew
      nanos += 2 * SECOND;
      buffer.append(new Buffer.Additions());
      assertEquals("", buffer.status().trouble());
      assertEquals(0, buffer.status().held());
    }
  }

  @Test
  void whatIsHeldIsBoundedAndItsLossCounted() throws IOException {
    Path obstacle = Files.createDirectory(directory.resolve("buffer.db"));
    DaemonConfig config = config("p1", 256_000_000, "main");
    try (DurableBuffer buffer = new DurableBuffer(config, time, 500_000)) {
      Instant first = clock.instant();
      for (int i = 0; i < 20; i++) {
        buffer.append(entries(clock.instant(), i * 1_000, i * 1_000 + 999));
        clock.add(Duration.ofSeconds(1));
      }
      long held = buffer.status().held();
      long dropped = buffer.status().dropped();
      assertTrue(held >= 1_000 && held < 10_000, buffer.status()::toString);
      assertEquals(20_000, held + dropped);
      Files.delete(obstacle);
      nanos += 2 * SECOND;
      buffer.append(new Buffer.Additions());
      assertEquals("", buffer.status().trouble());
      List<BufferEntry> waiting = drain(buffer);
      assertEquals(numbers((int) dropped, 19_999), rows(waiting));
      JsonObject gap = gaps(waiting).get(0);
      assertEquals(dropped, gap.get("rounds").getAsLong());
      assertEquals(first, Instant.parse(gap.get("from").getAsString()));
      assertEquals(1, gaps(waiting).size());
    }
  }

  @Test
  void aFiringThatWasHeldInMemoryIsNotCutShort() throws Exception {
    Path obstacle = Files.createDirectory(directory.resolve("buffer.db"));
    Path files;
    try (DurableBuffer buffer = open("main")) {
      Buffer.Additions mark = new Buffer.Additions();
      mark.started(clock.instant(), "mesh", 2);
      buffer.append(mark);
      Buffer.Additions results = entries(clock.instant(), 1, 2);
      results.finished(clock.instant(), "mesh");
      results.finished(clock.instant(), "mesh");
      buffer.append(results);
      Files.delete(obstacle);
      nanos += 2 * SECOND;
      buffer.append(new Buffer.Additions());
      files = crashed();
    }
    try (DurableBuffer buffer = new DurableBuffer(in(files), time)) {
      List<BufferEntry> waiting = drain(buffer);
      assertEquals(numbers(1, 2), rows(waiting));
      assertEquals(1, gaps(waiting).size(), waiting::toString);
      assertEquals(Gap.CRASHED, gaps(waiting).get(0).get("reason").getAsString());
    }
  }

  @Test
  void anEntryThatIsDamagedOrMissingIsDroppedCountedAndReported() throws Exception {
    try (DurableBuffer buffer = open("main")) {
      buffer.append(entries(clock.instant(), 1, 5));
    }
    edit("UPDATE entry SET body = x'00112233' WHERE number = 2");
    edit("DELETE FROM entry WHERE number = 4");
    try (DurableBuffer buffer = open("main")) {
      // what can't be read takes a turn, and then what is behind it comes
      List<BufferEntry> waiting = drain(buffer);
      waiting.addAll(drain(buffer));
      assertEquals(List.of("1", "3", "5"), rows(waiting));
      List<Long> reported =
          gaps(waiting).stream()
              .filter(gap -> gap.get("reason").getAsString().equals(Gap.DROPPED))
              .map(gap -> gap.get("rounds").getAsLong())
              .toList();
      assertEquals(List.of(1L, 1L), reported);
      assertEquals(2, buffer.status().dropped());
    }
  }

  @Test
  void aFileWithoutItsTablesIsSetAside() throws Exception {
    try (DurableBuffer buffer = open("main")) {
      buffer.append(entries(clock.instant(), 1, 5));
    }
    edit("DROP TABLE backlog");
    try (DurableBuffer buffer = open("main")) {
      buffer.append(entries(clock.instant(), 6, 6));
      assertEquals("", buffer.status().trouble());
      // a gap has the number and the time of the rounds that waited in it
      List<BufferEntry> waiting = drain(buffer);
      assertEquals(List.of("6"), rows(waiting));
      assertEquals(5, gaps(waiting).get(0).get("rounds").getAsLong());
      assertEquals(5, buffer.status().dropped());
    }
  }

  private void edit(String sql) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("buffer.db"));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
