package org.ixpqos.collector.model;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Limits the time of a thread's reads, where a client waits for them. */
public final class ReadLimit {
  private static final ThreadLocal<Long> END = new ThreadLocal<>();

  private ReadLimit() {}

  /** Runs an action whose reads end after a time, with a {@link ReadTooLongException}. */
  public static <T> T within(Duration time, Callable<T> work) throws Exception {
    END.set(System.nanoTime() + time.toNanos());
    try {
      return work.call();
    } finally {
      END.remove();
    }
  }

  /** When this thread's reads end, by {@link System#nanoTime}; null without a limit. */
  public static Long end() {
    return END.get();
  }

  /**
   * Checks the limit in work outside of SQLite.
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
