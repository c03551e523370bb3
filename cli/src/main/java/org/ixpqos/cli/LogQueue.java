package org.ixpqos.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A bounded queue of log lines: no thread waits for a reader that does not read. A line that finds
 * no room is lost and counted; the count is logged when the log is read again.
 *
 * <p>Safe for use by any thread; one of its own, {@code log}, writes.
 */
public final class LogQueue {
  private static final int ROOM = 2_000;
  private static final long EXIT_MILLIS = 1_000;
  private static final long LINE_MILLIS = 200;
  private static final long LOOK_MILLIS = 5;

  private static final Set<LogQueue> ALL = ConcurrentHashMap.newKeySet();
  private static final AtomicLong LOST = new AtomicLong();

  private final Consumer<ILoggingEvent> write;
  private final BlockingQueue<ILoggingEvent> queue = new ArrayBlockingQueue<>(ROOM);
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread = new Thread(this::run, "log");
  private volatile boolean ending;
  private volatile boolean stuck;

  LogQueue(Consumer<ILoggingEvent> write) {
    this.write = write;
    thread.setDaemon(true);
  }

  void start() {
    ALL.add(this);
    thread.start();
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "log-end"));
  }

  /** Queues an event; never waits, unless the process ends. */
  void put(ILoggingEvent event) {
    var unused = event.getFormattedMessage(); // now: its arguments may be others later
    taken.incrementAndGet();
    if (!queue.offer(event)) {
      taken.decrementAndGet();
      lost.incrementAndGet();
      LOST.incrementAndGet();
    }
    if (ending && !stuck) {
      stuck = !flush(LINE_MILLIS);
    }
  }

  private void run() {
    try {
      while (true) {
        ILoggingEvent event = queue.take();
        writeOne(event);
        written.incrementAndGet();
        long missing = lost.getAndSet(0);
        if (missing > 0) {
          writeOne(loss(event, missing));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeOne(ILoggingEvent event) {
    try {
      write.accept(event);
    } catch (RuntimeException e) {
      LOST.incrementAndGet(); // there is nowhere else to report it
    }
  }

  private static LoggingEvent loss(ILoggingEvent near, long lines) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerName(near.getLoggerName());
    event.setLevel(Level.WARN);
    event.setThreadName("log");
    event.setInstant(Instant.now());
    event.setMessage(
        "log lines were lost because nobody read the log: check what reads this service's output"
            + " lines="
            + lines);
    return event;
  }

  /** Waits until the queued events are written, up to a maximum; true when they are. */
  boolean flush(long millis) {
    long goal = taken.get();
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      while (written.get() - goal < 0) {
        if (System.nanoTime() - until >= 0 || !thread.isAlive()) {
          return false;
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * The process ends: from now on a caller waits until its event is written, as long as the log is
   * read.
   */
  private void end() {
    ending = true;
    stuck = !flush(EXIT_MILLIS);
  }

  void stop() {
    flush(EXIT_MILLIS);
    thread.interrupt();
    ALL.remove(this);
  }

  /** Waits until all that was logged so far is written, at most a second. */
  public static void flush() {
    ALL.forEach(queue -> queue.flush(EXIT_MILLIS));
  }

  /** Lines that were lost since the process began. */
  public static long lost() {
    return LOST.get();
  }
}
