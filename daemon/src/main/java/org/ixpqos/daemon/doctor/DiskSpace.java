package org.ixpqos.daemon.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.ixpqos.daemon.config.DaemonConfig;

/** Whether the disk has room for a buffer as large as it may become. */
record DiskSpace(DaemonConfig.BufferLimits buffer, Free free) implements Check {
  private static final String NAME = "disk space";
  private static final int MEGABYTE = 1_000_000;

  /** Below this the service fails soon, independent of the buffer's limit. */
  private static final long LEAST_BYTES = 20L * MEGABYTE;

  /** How many bytes a user's program may still write below a directory. */
  interface Free {
    long bytes(Path directory) throws IOException;

    static Free ofHost() {
      return directory -> {
        Path there = directory.toAbsolutePath();
        while (!Files.exists(there)) {
          there = there.getParent(); // not created yet, or not readable
        }
        return Files.getFileStore(there).getUsableSpace();
      };
    }
  }

  @Override
  public List<Finding> findings() {
    long bytes;
    try {
      bytes = free.bytes(buffer.directory());
    } catch (IOException e) {
      return List.of(
          Finding.problem(
              NAME,
              buffer.directory() + " can't be looked at: " + e,
              "results are held in memory while they can't be written",
              "ls -ld " + buffer.directory()));
    }
    String found =
        String.format(
            Locale.ROOT,
            "%d MB free for %s, which may become %d MB",
            bytes / MEGABYTE,
            buffer.directory(),
            buffer.maxBytes() / MEGABYTE);
    if (bytes < LEAST_BYTES) {
      return List.of(
          Finding.problem(
              NAME,
              found,
              "results will be lost with the daemon",
              "free at least "
                  + (LEAST_BYTES - bytes + MEGABYTE - 1) / MEGABYTE
                  + " MB on the disk of "
                  + buffer.directory()));
    }
    return List.of(
        bytes < buffer.maxBytes()
            ? Finding.warning(
                NAME,
                found,
                "a long outage of the collector would fill it",
                String.format(
                    Locale.ROOT,
                    "free space, or in daemon.json: \"buffer\": {\"maxSize\": \"%dMB\"}",
                    bytes / MEGABYTE))
            : Finding.ok(NAME, found));
  }
}
