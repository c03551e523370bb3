package org.ixpqos.daemon.buffer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue between the measuring threads and the disk: added entries wait in memory, up to a bound,
 * while its own thread, {@code buffer}, waits for the disk. Adding never waits.
 */
public final class BufferWriter {
  private static final Logger log = LoggerFactory.getLogger(BufferWriter.class);

  /** Bytes: above it the oldest entries are dropped, counted and reported; some 10,000 rounds. */
  private static final long MAX_BYTES = 8 << 20;

  /**
   * The interval at which the buffer records that the daemon is alive, when nothing else is
   * written.
   */
  private static final long ALIVE_MILLIS = 10_000;

  /** With the rest of a stop it is less than the unit's TimeoutStopSec. */
  private static final Duration CLOSE = Duration.ofSeconds(6);

  private final Buffer buffer;
  private final Duration patience;
  private final HeldResults waiting = new HeldResults(MAX_BYTES); // guarded by this
  private final Thread thread = new Thread(this::run, "buffer");
  private boolean closing; // guarded by this
  private volatile long writingSince;

  /** Writes nothing until it is started. */
  public BufferWriter(Buffer buffer) {
    this(buffer, CLOSE);
  }

  BufferWriter(Buffer buffer, Duration patience) {
    this.buffer = buffer;
    this.patience = patience;
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** Queues entries for writing. */
  public synchronized void write(Buffer.Additions additions) {
    waiting.add(additions);
    notifyAll();
  }

  /** How long the present write has taken, nanoseconds; 0 when there is none. */
  public long writingNanos() {
    long since = writingSince;
    return since == 0 ? 0 : System.nanoTime() - since;
  }

  /** Entries that wait for the disk. */
  public synchronized int waiting() {
    return waiting.entries();
  }

  /** Rounds that were dropped because the memory's bound was reached. */
  public synchronized long dropped() {
    return waiting.dropped();
  }

  private void run() {
    try {
      for (Buffer.Additions next = next(); next != null; next = next()) {
        writingSince = Math.max(1, System.nanoTime());
        append(next);
        writingSince = 0;
      }
    } catch (InterruptedException e) {
      log.error("the buffer's writer was interrupted; what it held is not on disk");
    }
  }

  private void append(Buffer.Additions next) {
    try {
      buffer.append(next);
    } catch (RuntimeException | Error e) {
      log.error("results could not be written by a fault of the daemon's own; report it", e);
    }
  }

  /** The entries to be written next; none when only the sign of life is due; null at the end. */
  private synchronized Buffer.Additions next() throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ALIVE_MILLIS);
    for (long left = ALIVE_MILLIS; waiting.isEmpty() && !closing && left > 0; ) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
    }
    if (!waiting.isEmpty()) {
      return waiting.take();
    }
    return closing ? null : new Buffer.Additions();
  }

  /** Writes the waiting entries and ends; the wait for a disk that does not answer is bounded. */
  public void close() throws InterruptedException {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    thread.join(patience.toMillis());
    if (thread.isAlive()) {
      log.error(
          "the disk does not answer within {} s: results are lost with the end of the daemon"
              + " rounds={}",
          patience.toSeconds(),
          waiting());
    }
  }
}
