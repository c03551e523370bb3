package org.ixpqos.collector.model;

import java.time.Duration;
import java.util.concurrent.Callable;

/** How long the readings of a thread may take: those that somebody waits for, and none else. */
public final class ReadLimit {
  private static final ThreadLocal<Long> END = new ThreadLocal<>();

  private ReadLimit() {}

  /** Does something whose readings end after a time, with a {@link ReadTooLongException}. */
  public static <T> T within(Duration time, Callable<T> work) throws Exception {
    END.set(System.nanoTime() + time.toNanos());
    try {
      return work.call();
    } finally {
      END.remove();
    }
  }

  /** When this thread's readings end, by {@link System#nanoTime}; null when they need not. */
  public static Long end() {
    return END.get();
  }

  /**
   * Ends what takes too long beside SQLite itself.
   *
   * @throws ReadTooLongException the time is over
   */
  public static void check() {
    Long end = END.get();
    if (end != null && System.nanoTime() - end > 0) {
      throw new ReadTooLongException();
    }
  }
}
