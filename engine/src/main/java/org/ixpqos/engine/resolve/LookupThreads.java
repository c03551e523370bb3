package org.ixpqos.engine.resolve;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Threads of lookups. A fixed number of lookups runs at once; one that is not answered soon no
 * longer counts and goes on beside the others, for a lookup without an answer takes ten seconds and
 * more.
 *
 * <p>Safe for use by any thread; guarded by this.
 */
final class LookupThreads implements AutoCloseable {
  /** Most lookups that get an answer get it within this time. */
  private static final Duration SOON = Duration.ofMillis(100);

  private static final Executor AFTER_SOON =
      CompletableFuture.delayedExecutor(SOON.toNanos(), TimeUnit.NANOSECONDS);

  private final String name;
  private final int atOnce;
  private final int most;
  private final int mostWaiting;
  private final Executor later;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final Set<Thread> threads = new HashSet<>();
  private int soon; // under way for less than that time
  private int begun;
  private boolean closed;

  /**
   * Begins no thread yet.
   *
   * @param name the prefix of the threads' names
   * @param atOnce the number of lookups at once
   * @param most the maximum of threads, those that wait longer included
   * @param mostWaiting the maximum of lookups in the queue
   */
  LookupThreads(String name, int atOnce, int most, int mostWaiting) {
    this(name, atOnce, most, mostWaiting, AFTER_SOON);
  }

  /**
   * As with the usual time, which a test decides.
   *
   * @param later runs what is to run once a lookup is not answered soon
   */
  LookupThreads(String name, int atOnce, int most, int mostWaiting, Executor later) {
    this.name = name;
    this.atOnce = atOnce;
    this.most = most;
    this.mostWaiting = mostWaiting;
    this.later = later;
  }

  /**
   * Queues a lookup; never waits.
   *
   * @throws RejectedExecutionException when too many wait, and after the close
   */
  synchronized void execute(Runnable lookup) {
    if (closed || waiting.size() >= mostWaiting) {
      throw new RejectedExecutionException("no more lookups");
    }
    waiting.add(lookup);
    begin();
    if (threads.isEmpty()) {
      waiting.remove(lookup);
      throw new RejectedExecutionException("this process may have no more threads");
    }
  }

  private synchronized void begin() {
    while (!waiting.isEmpty() && soon < atOnce && threads.size() < most) {
      Runnable first = waiting.remove();
      Thread thread = new Thread(() -> work(first), name + ++begun);
      thread.setDaemon(true);
      try {
        thread.start(); // it ends only after this method
      } catch (OutOfMemoryError e) {
        waiting.addFirst(first); // the host allows no more threads: the existing ones go on
        return;
      }
      threads.add(thread);
      soon++;
    }
  }

  private void work(Runnable first) {
    for (Runnable lookup = first; lookup != null; ) {
      Turn turn = new Turn();
      later.execute(turn::takesLong);
      try {
        lookup.run();
      } catch (RuntimeException | Error e) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      }
      lookup = next(turn);
    }
  }

  /** The next lookup of a thread; null when the thread should end. */
  private synchronized Runnable next(Turn turn) {
    turn.uncount();
    if (waiting.isEmpty() || soon >= atOnce) {
      threads.remove(Thread.currentThread());
      return null;
    }
    soon++;
    return waiting.remove();
  }

  /** One lookup of a thread, and whether it still counts among those that run at once. */
  private final class Turn {
    private boolean counted = true; // guarded by LookupThreads.this

    private void takesLong() {
      synchronized (LookupThreads.this) {
        uncount();
        begin();
      }
    }

    private void uncount() {
      if (counted) {
        counted = false;
        soon--;
      }
    }
  }

  /** Begins no more lookups, and interrupts those that can be interrupted. */
  @Override
  public synchronized void close() {
    closed = true;
    waiting.clear();
    threads.forEach(Thread::interrupt);
  }
}
