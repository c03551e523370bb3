package org.ixpqos.daemon.buffer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.wire.Gap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The buffer, whatever the disk does. What can't be written is held in memory, up to a bound, and
 * written when the disk takes it again; a file that is damaged is set aside by name and a new one
 * begun. After any failure the file is opened anew, so that what is in memory is what is on disk.
 *
 * <p>Safe for use by any thread, by one lock.
 */
public final class DurableBuffer implements Buffer {
  /** Entries that are held in memory while the disk takes none: some 100 MB. */
  static final int MOST_HELD = 200_000;

  private static final Logger log = LoggerFactory.getLogger(DurableBuffer.class);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long SAY_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private interface Work<T> {
    T on(SqliteBuffer buffer) throws SQLException;
  }

  private final Path path;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition appended = lock.newCondition();

  // all guarded by the lock
  private DaemonConfig config;
  private SqliteBuffer buffer;
  private Additions held = new Additions();
  private Status lastStatus = new Status("", 0, 0, Optional.empty(), 0, 0, 0, Map.of(), "");
  private String trouble = "";
  private long retryAt;
  private long sayAt;
  private long droppedFromMemory;
  private long droppedTold;
  private long droppedSaid;
  private boolean opened;
  private long appends;

  /** Opens the buffer, or begins to try; a disk that fails is said and not thrown. */
  public DurableBuffer(DaemonConfig config, Clock clock, LongSupplier nanoTime) {
    this.path = config.buffer().directory().resolve("buffer.db");
    this.config = config;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.retryAt = nanoTime.getAsLong();
    this.sayAt = retryAt;
    lock.lock();
    try {
      attempt(file -> true);
    } finally {
      lock.unlock();
    }
  }

  /** Keeps what is there for other collectors, under another name, within other limits. */
  public void reconfigure(DaemonConfig next) {
    lock.lock();
    try {
      config = next;
      if (buffer != null) {
        buffer.abandon(log::warn);
        buffer = null;
      }
      attempt(file -> true);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void append(Additions additions) {
    lock.lock();
    try {
      hold(additions);
      Additions all = held;
      if (attempt(
              file -> {
                file.append(all);
                return true;
              })
          .isPresent()) {
        held = new Additions();
        appends++;
        appended.signalAll();
      }
      sayDrops();
    } finally {
      lock.unlock();
    }
  }

  private void hold(Additions additions) {
    held.addAll(additions);
    int excess = held.entries.size() - MOST_HELD;
    if (excess > 0) {
      held.entries.subList(0, excess).clear();
      droppedFromMemory += excess;
    }
    long untold = droppedFromMemory - droppedTold;
    if (untold > 0 && trouble.isEmpty()) {
      Instant now = clock.instant();
      held.add(Entry.of(new Gap(now, now, Gap.DROPPED, "", untold)));
      droppedTold = droppedFromMemory;
    }
  }

  @Override
  public Optional<Batch> next(String collector, boolean backlogFirst, int most) {
    lock.lock();
    try {
      return attempt(file -> file.next(collector, backlogFirst, most)).flatMap(batch -> batch);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void acknowledge(Batch batch, List<Refused> refused) {
    lock.lock();
    try {
      attempt(
          file -> {
            file.acknowledge(batch, refused);
            return true;
          });
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void fellBehind(String collector) {
    lock.lock();
    try {
      attempt(
          file -> {
            file.fellBehind(collector);
            return true;
          });
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Status status() {
    lock.lock();
    try {
      attempt(SqliteBuffer::status).ifPresent(status -> lastStatus = status);
      Status disk = lastStatus;
      return new Status(
          disk.epoch(),
          disk.entries(),
          disk.bytes(),
          disk.oldest(),
          disk.dropped() + droppedFromMemory,
          disk.quarantined(),
          held.entries.size(),
          disk.waiting(),
          trouble);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void awaitAppend(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long seen = appends;
      long left = nanos;
      while (appends == seen && left > 0) {
        left = appended.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Does something with the file; empty when the disk does not let it. */
  private <T> Optional<T> attempt(Work<T> work) {
    if (buffer == null && nanoTime.getAsLong() - retryAt < 0) {
      return Optional.empty();
    }
    try {
      if (buffer == null) {
        Files.createDirectories(path.getParent());
        buffer = SqliteBuffer.open(path, config, clock, !opened);
        opened = true;
      }
      T result = work.on(buffer);
      if (!trouble.isEmpty()) {
        log.info("the buffer can be written again file={} held={}", path, held.entries.size());
        trouble = "";
      }
      return Optional.of(result);
    } catch (DamagedEntryException e) {
      discard(e);
    } catch (SQLException e) {
      failed(e, e instanceof SQLiteException known ? known.getResultCode() : null);
    } catch (IOException e) {
      failed(e, null);
    }
    return Optional.empty();
  }

  private void discard(DamagedEntryException e) {
    log.error("{}; it is dropped and counted: check the disk file={}", e.getMessage(), path);
    try {
      buffer.discard(e.number());
    } catch (SQLException failure) {
      failed(failure, null);
    }
  }

  private void failed(Exception e, SQLiteErrorCode code) {
    if (buffer != null) {
      buffer.abandon(log::warn);
      buffer = null;
    }
    retryAt = nanoTime.getAsLong() + RETRY_NANOS;
    if (code == SQLiteErrorCode.SQLITE_CORRUPT
        || code == SQLiteErrorCode.SQLITE_NOTADB
        || code == SQLiteErrorCode.SQLITE_CORRUPT_INDEX
        || e instanceof OtherVersionException) {
      setAside(e);
    } else if (trouble.isEmpty()) {
      log.error(
          "the buffer can't be written, results are held in memory: free space or mend the disk"
              + " file={} most_held={} error={}",
          path,
          MOST_HELD,
          e.getMessage());
    }
    trouble = String.valueOf(e.getMessage());
  }

  /** Renames a file that can't be read, so that the next attempt begins a new one. */
  private void setAside(Exception e) {
    String suffix = ".set-aside-" + STAMP.format(clock.instant());
    try {
      for (String part : List.of("", "-wal", "-shm")) {
        Path from = path.resolveSibling(path.getFileName() + part);
        if (Files.exists(from)) {
          Files.move(
              from,
              path.resolveSibling(path.getFileName() + suffix + part),
              StandardCopyOption.ATOMIC_MOVE);
        }
      }
      log.error(
          "the buffer can't be read and was set aside, a new one is begun; what waited in it was"
              + " not delivered: keep it, and check the disk file={} entries={} error={}",
          path.resolveSibling(path.getFileName() + suffix),
          lastStatus.entries(),
          e.getMessage());
      Instant now = clock.instant();
      held.add(Entry.of(new Gap(now, now, Gap.DROPPED, "", lastStatus.entries())));
      lastStatus = new Status("", 0, 0, Optional.empty(), 0, 0, 0, new LinkedHashMap<>(), "");
      retryAt = nanoTime.getAsLong();
    } catch (IOException move) {
      log.error("the damaged buffer can't be set aside file={} error={}", path, move.toString());
    }
  }

  private void sayDrops() {
    long dropped = lastStatus.dropped() + droppedFromMemory;
    if (buffer != null) {
      dropped = attempt(SqliteBuffer::dropped).orElse(0L) + droppedFromMemory;
    }
    if (dropped > droppedSaid && nanoTime.getAsLong() - sayAt >= 0) {
      log.warn(
          "the buffer is full and drops the oldest rounds: mend the way to the collector or raise"
              + " buffer.maxSize in daemon.json dropped={} since_start={}",
          dropped - droppedSaid,
          dropped);
      droppedSaid = dropped;
      sayAt = nanoTime.getAsLong() + SAY_NANOS;
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      append(new Additions());
      if (!held.isEmpty()) {
        log.error(
            "the disk takes nothing: results are lost with the end of the daemon rounds={}",
            held.entries.size());
      }
      if (buffer != null) {
        buffer.close();
        buffer = null;
      }
    } catch (SQLException e) {
      log.error("the buffer could not be closed file={} error={}", path, e.getMessage());
    } finally {
      lock.unlock();
    }
  }
}
