package org.ixpqos.collector.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.ixpqos.collector.model.StoreMovedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The result of the last write. A small write that succeeds does not end a failure of uploads while
 * the disk is almost full: it needs less room than they do. Thread-safe.
 */
final class StoreHealth {
  private static final Logger log = LoggerFactory.getLogger(StoreHealth.class);

  /** Bytes that are enough for uploads, and for the log that they go into. */
  private static final long ROOM = 16 << 20;

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Path directory;
  private final StoreFiles files;
  private final LongSupplier nanoClock;
  private final Supplier<Instant> wall;

  // Guarded by this.
  private long wroteAt;
  private String failure;

  StoreHealth(Path directory, StoreFiles files, LongSupplier nanoClock, Supplier<Instant> wall) {
    this.directory = directory;
    this.files = files;
    this.nanoClock = nanoClock;
    this.wall = wall;
    this.wroteAt = nanoClock.getAsLong();
  }

  /** An upload is on the disk. */
  synchronized void wrote() {
    wroteAt = nanoClock.getAsLong();
    if (failure != null) {
      log.info("the store takes writes again");
      failure = null;
    }
  }

  /** A background write is on the disk. */
  void wroteTest() {
    boolean room;
    try {
      room = Files.getFileStore(directory).getUsableSpace() >= ROOM;
    } catch (IOException e) {
      room = false;
    }
    synchronized (this) {
      if (failure == null || room) {
        wrote();
      }
    }
  }

  /** A write failed. */
  synchronized void failed(Throwable cause) {
    boolean ofStore = cause instanceof SQLException || cause instanceof StoreMovedException;
    if (ofStore && failure == null) {
      failure = "the store can't be written since " + wall.get() + ": " + cause.getMessage();
      log.error(
          "{}; probes keep their results meanwhile: make room on the disk of {}, or mend it",
          failure,
          directory);
    }
  }

  /** Whether a small write is needed to know more. */
  synchronized boolean isUncertain() {
    return failure != null || nanoClock.getAsLong() - wroteAt >= IDLE_NANOS;
  }

  /** The problem, in a sentence. */
  Optional<String> problem() {
    try {
      files.check();
    } catch (StoreMovedException e) {
      failed(e);
      return Optional.of(e.getMessage());
    }
    synchronized (this) {
      return Optional.ofNullable(failure);
    }
  }
}
