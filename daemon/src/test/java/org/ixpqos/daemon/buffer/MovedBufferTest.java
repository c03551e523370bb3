package org.ixpqos.daemon.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What others do to the files of a daemon that runs. */
class MovedBufferTest extends BufferTesting {
  private interface Deed {
    void to(Path directory) throws IOException;
  }

  private static void removeAll(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private void afterThat(Deed deed) throws IOException {
    try (DurableBuffer buffer = open("main")) {
      buffer.append(entries(clock.instant(), 1, 3));
      deed.to(directory);
      buffer.append(entries(clock.instant(), 4, 5));
      nanos += 2 * SECOND;
      buffer.append(entries(clock.instant(), 6, 6));
      assertEquals("", buffer.status().trouble());
      assertTrue(Files.exists(directory.resolve("buffer.db")));
      assertEquals(
          List.of("1", "2", "3", "4", "5", "6"), rows(drain(buffer)).stream().sorted().toList());
    }
    try (DurableBuffer again = open("main")) {
      assertEquals(0, rows(drain(again)).size(), "and what was delivered is on disk as such");
    }
  }

  @Test
  void itsFileIsRemoved() throws IOException {
    afterThat(directory -> Files.delete(directory.resolve("buffer.db")));
  }

  @Test
  void allOfItsFilesAreRemoved() throws IOException {
    afterThat(MovedBufferTest::removeAll);
  }

  @Test
  void itsDirectoryIsRemoved() throws IOException {
    afterThat(
        place -> {
          removeAll(place);
          Files.delete(place);
        });
  }

  @Test
  void itsDirectoryIsAnotherOne() throws IOException {
    afterThat(
        place -> {
          Path aside = Files.createTempDirectory(place.getParent(), "aside");
          Files.move(place, aside.resolve("was"));
          Files.createDirectory(place);
        });
  }

  @Test
  void anotherBufferIsPutInItsPlace() throws IOException {
    Path other = Files.createTempDirectory(directory.getParent(), "other");
    try (DurableBuffer elsewhere = new DurableBuffer(in(other), time)) {
      elsewhere.append(new Buffer.Additions());
    }
    afterThat(
        place ->
            Files.move(
                other.resolve("buffer.db"),
                place.resolve("buffer.db"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING));
  }
}
