package org.ixpqos.systemtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The wall clock of one process, moved by libfaketime, as a machine's clock can't be set for one
 * process alone, nor by a time namespace. The monotonic clock stays the machine's.
 */
final class MovedClock {
  private final Path file;

  MovedClock(LoopbackProgram program) throws IOException {
    this.file = program.config().resolve("clock");
    set(0);
    program.environment.putAll(
        Map.of(
            "LD_PRELOAD", library().toString(),
            "FAKETIME_TIMESTAMP_FILE", file.toString(),
            // seconds: to read the file at each look at the clock takes most of a core
            "FAKETIME_CACHE_DURATION", "1",
            "DONT_FAKE_MONOTONIC", "1",
            // else each timed wait of a thread returns at once, and takes most of a core
            "FAKETIME_FORCE_MONOTONIC_FIX", "0",
            "NO_FAKE_STAT", "1"));
  }

  private static Path library() throws IOException {
    try (Stream<Path> found =
        Files.find(
            Path.of("/usr/lib"),
            4,
            (path, attributes) -> path.endsWith("faketime/libfaketimeMT.so.1"))) {
      Optional<Path> library = found.findFirst();
      return library.orElseThrow(
          () -> new IllegalStateException("no libfaketime: apt install libfaketime"));
    }
  }

  /** Sets the clock to the true time and so many seconds; the process sees it within a second. */
  void set(long seconds) throws IOException {
    Path next =
        Files.writeString(
            file.resolveSibling("clock.new"), (seconds < 0 ? "" : "+") + seconds + "\n");
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
