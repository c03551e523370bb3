package org.ixpqos.daemon.buffer;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.model.clock.Timekeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The buffer on a disk that may fail. Entries that can't be written are held in memory, up to a
 * bound, and written when the disk works again; a damaged file is renamed and a new one begun.
 * After any failure the file is opened anew, so that memory and disk agree.
 *
 * <p>Safe for use by any thread, by one lock.
 */
public final class DurableBuffer implements Buffer {
  /** Held in memory while the disk takes nothing, bytes: the daemon's heap is 64 MB. */
  private static final long MAX_HELD = 16 << 20;

  private static final Logger log = LoggerFactory.getLogger(DurableBuffer.class);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long CLOSE_MILLIS = 2_000;

  /** How long a reader waits for a thread that works with the disk. */
  private static final long ASK_MILLIS = 50;

  /** A call that takes longer counts as waiting for the disk, not as working. */
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final Status NOTHING =
      new Status("", 0, 0, Optional.empty(), 0, 0, 0, Map.of(), Map.of(), "");

  private interface Work<T> {
    T on(SqliteBuffer buffer) throws SQLException;
  }

  private interface Change {
    void on(SqliteBuffer buffer) throws SQLException;
  }

  private final Path path;
  private final Timekeeper time;
  private final Lifetime lifetime;
  private final long mostHeld;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition appended = lock.newCondition();

  // all guarded by the lock
  private DaemonConfig config;
  private final BufferPlace place;
  private SqliteBuffer buffer;
  private final HeldResults held;
  private final DropNotice drops;
  private volatile Status lastStatus = NOTHING;
  private Status onDisk = NOTHING;

  /** When the present work with the disk began, monotonic; 0 when there is none. */
  private volatile long workingSince;

  private String trouble = "";
  private long retryAt;
  private boolean inUse;
  private boolean closed;
  private long appends;

  /** Opens the buffer, or begins to retry; a failing disk is logged, not thrown. */
  public DurableBuffer(DaemonConfig config, Timekeeper time) {
    this(config, time, MAX_HELD);
  }

  DurableBuffer(DaemonConfig config, Timekeeper time, long mostHeld) {
    this.mostHeld = mostHeld;
    this.held = new HeldResults(mostHeld);
    this.path = config.buffer().directory().resolve("buffer.db");
    this.config = config;
    this.time = time;
    this.lifetime = new Lifetime(time);
    this.place = new BufferPlace(path, time);
    this.retryAt = time.nanoTime();
    lock.lock();
    try {
      drops = new DropNotice(attempt(SqliteBuffer::dropped).orElse(0L), retryAt);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes sure that no other process writes this buffer. A failing disk is ignored here.
   *
   * @throws BufferInUseException when another process does
   */
  public void requireAlone() throws BufferInUseException {
    lock.lock();
    try {
      if (inUse) {
        throw new BufferInUseException(path.getParent());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Changes the collectors, the probe's name and the limits; the entries stay. */
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

  /** From a moment on, monotonic, nothing is measured: the gap of the absence begins then. */
  public void stopsAt(long nanos) {
    lifetime.endsAt(nanos);
  }

  @Override
  public void append(Additions additions) {
    lock.lock();
    try {
      held.add(additions);
      boolean written = false;
      while (!held.isEmpty() && write(held.oldest())) {
        held.written();
        appends++;
        appended.signalAll();
        written = true;
      }
      if (written && held.isEmpty()) {
        tellRecovered();
      }
      sayDrops();
    } finally {
      lock.unlock();
    }
  }

  /** Only a write shows that the disk works: a full disk can still be opened and read. */
  private void tellRecovered() {
    if (!trouble.isEmpty()) {
      log.info("the buffer can be written again file={}", path);
      trouble = "";
    }
  }

  private boolean write(Additions oldest) {
    return attempt(
            file -> {
              file.append(oldest);
              return true;
            })
        .isPresent();
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
  public void acknowledge(Batch batch, List<Refused> refused, List<Numbered> postponed) {
    change(disk -> disk.acknowledge(batch, refused, postponed));
  }

  @Override
  public void release(String collector) {
    change(disk -> disk.release(collector));
  }

  @Override
  public void fellBehind(String collector) {
    change(disk -> disk.fellBehind(collector));
  }

  private void change(Change change) {
    lock.lock();
    try {
      attempt(
          disk -> {
            change.on(disk);
            return true;
          });
    } finally {
      lock.unlock();
    }
  }

  /** Never waits for the disk: while a thread waits for it, this is the last known state. */
  @Override
  public Status status() {
    if (!takeLock(ASK_MILLIS)) {
      return asLastKnown();
    }
    try {
      Status disk = attempt(SqliteBuffer::status).orElse(onDisk);
      onDisk = disk;
      Status now =
          new Status(
              disk.epoch(),
              disk.entries(),
              disk.bytes(),
              disk.oldest(),
              disk.dropped() + held.dropped(),
              disk.quarantined(),
              held.entries(),
              disk.waiting(),
              disk.postponed(),
              trouble);
      lastStatus = now;
      return now;
    } finally {
      lock.unlock();
    }
  }

  /** Takes the lock, unless its holder waits for the disk for so long. */
  private boolean takeLock(long millis) {
    try {
      return lock.tryLock(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Status asLastKnown() {
    Status last = lastStatus;
    long since = workingSince;
    long waited = since == 0 ? 0 : time.nanoTime() - since;
    return waited < STUCK_NANOS
        ? last
        : last.withTrouble(
            "the disk has not answered for " + Duration.ofNanos(waited).toSeconds() + " s");
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

  /** Does an action on the file; empty when the disk fails. */
  private <T> Optional<T> attempt(Work<T> work) {
    if (closed || (buffer == null && time.nanoTime() - retryAt < 0)) {
      return Optional.empty();
    }
    workingSince = Math.max(1, time.nanoTime());
    try {
      if (buffer != null && place.isLeft(buffer)) {
        buffer = null;
      }
      if (buffer == null) {
        buffer = place.open(config, this::lostWithFile);
        buffer.lifetime(lifetime);
      }
      return Optional.of(work.on(buffer));
    } catch (DamagedEntryException e) {
      discard(e);
    } catch (SQLException e) {
      failed(e, e instanceof SQLiteException known ? known.getResultCode() : null);
    } catch (IOException e) {
      failed(e, null);
    } catch (RuntimeException | Error e) {
      // after any failure the calling threads go on, and the failure is logged
      log.error("the buffer failed by a fault of its own and is opened anew file={}", path, e);
      failed(e, null);
    } finally {
      workingSince = 0;
    }
    return Optional.empty();
  }

  private void discard(DamagedEntryException e) {
    log.error("{}; it is dropped and counted: check the disk file={}", e.getMessage(), path);
    attempt(
        file -> {
          file.discard(e.number());
          return true;
        });
  }

  private void failed(Throwable e, SQLiteErrorCode code) {
    if (buffer != null) {
      // a file that was moved away can't be written: its content must be kept
      if (!place.isLeft(buffer)) {
        buffer.abandon(log::warn);
      }
      buffer = null;
    }
    retryAt = time.nanoTime() + RETRY_NANOS;
    inUse = e instanceof BufferInUseException;
    if (e instanceof OtherVersionException || (code != null && SetAside.isDamage(code))) {
      setAside(e);
    } else if (trouble.isEmpty()) {
      log.error(
          "the buffer can't be written, results are held in memory: free space or mend the disk"
              + " file={} most_held_bytes={} error={}",
          path,
          mostHeld,
          e.getMessage());
    }
    trouble = String.valueOf(e.getMessage());
  }

  /** Renames a file that can't be read, so that the next attempt begins a new one. */
  private void setAside(Throwable e) {
    try {
      Path aside = SetAside.rename(path, time.now());
      DroppedRounds its = SetAside.waitedIn(aside, onDisk, time.now());
      held.giveUp(its);
      log.error(
          "the buffer can't be read and was set aside, a new one is begun; to deliver what can be"
              + " read of it: 'ixpqos buffer export --file' and 'import', and check the disk"
              + " file={} rounds={} error={}",
          aside,
          its.rounds(),
          e.getMessage());
      onDisk = NOTHING;
      retryAt = time.nanoTime();
    } catch (IOException move) {
      log.error("the damaged buffer can't be set aside file={} error={}", path, move.toString());
    }
  }

  /** The rounds of a file are lost with it: a gap records them with the next write. */
  private DroppedRounds lostWithFile() {
    DroppedRounds lost = DroppedRounds.of(onDisk, time.now());
    held.giveUp(lost);
    onDisk = NOTHING;
    return lost;
  }

  private void sayDrops() {
    if (buffer != null) {
      drops.look(buffer.dropped() + held.dropped(), buffer.droppedByAge(), time.nanoTime());
    } else {
      drops.look(onDisk.dropped() + held.dropped(), 0, time.nanoTime());
    }
  }

  @Override
  public void close() {
    if (!takeLock(CLOSE_MILLIS)) {
      log.error("the disk does not answer: the buffer is left as it is file={}", path);
      return;
    }
    try {
      retryAt = time.nanoTime();
      append(new Additions());
      if (held.entries() > 0) {
        log.error(
            "the disk takes nothing: results are lost with the end of the daemon rounds={}",
            held.entries());
      }
      closed = true; // a late caller must not open it again
      if (buffer != null) {
        buffer.close();
        buffer = null;
      }
      place.close();
    } catch (SQLException | IOException e) {
      log.error("the buffer could not be closed file={} error={}", path, e.getMessage());
    } finally {
      lock.unlock();
    }
  }
}
