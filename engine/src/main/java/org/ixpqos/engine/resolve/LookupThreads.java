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
 * Threads of lookups. So many are under way at once, of those that are answered soon; one that is
 * not makes room for the next and is waited for beside it, for a name that nobody answers for takes
 * ten seconds and more.
 *
 * <p>Safe for use by any thread; guarded by this.
 */
final class LookupThreads implements AutoCloseable {
  /** Within this most that are answered at all are. */
  private static final Duration SOON = Duration.ofMillis(100);

  private static final Executor LATER =
      CompletableFuture.delayedExecutor(SOON.toNanos(), TimeUnit.NANOSECONDS);

  private final String name;
  private final int atOnce;
  private final int most;
  private final int mostWaiting;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final Set<Thread> threads = new HashSet<>();
  private int soon; // under way for less than that time
  private int begun;
  private boolean closed;

  /**
   * Begins no thread yet.
   *
   * @param name what the threads' names begin with
   * @param atOnce lookups under way that may be answered soon
   * @param most threads, those that wait longer among them
   * @param mostWaiting lookups that no thread has begun
   */
  LookupThreads(String name, int atOnce, int most, int mostWaiting) {
    this.name = name;
    this.atOnce = atOnce;
    this.most = most;
    this.mostWaiting = mostWaiting;
  }

  /**
   * Has a lookup done; waits for nothing.
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
        thread.start(); // it comes to its end only after this method's
      } catch (OutOfMemoryError e) {
        waiting.addFirst(first); // the host allows no more: those that there are take turns
        return;
      }
      threads.add(thread);
      soon++;
    }
  }

  private void work(Runnable first) {
    for (Runnable lookup = first; lookup != null; ) {
      Turn turn = new Turn();
      LATER.execute(turn::takesLong);
      try {
        lookup.run();
      } catch (RuntimeException | Error e) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      }
      lookup = next(turn);
    }
  }

  /** What a thread does when it is through with a lookup; null when it ends. */
  private synchronized Runnable next(Turn turn) {
    turn.uncount();
    if (waiting.isEmpty() || soon >= atOnce) {
      threads.remove(Thread.currentThread());
      return null;
    }
    soon++;
    return waiting.remove();
  }

  /** One lookup of a thread, counted among those that may be answered soon, or not any more. */
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

  /** Begins no more lookups, and interrupts those that hear of it. */
  @Override
  public synchronized void close() {
    closed = true;
    waiting.clear();
    threads.forEach(Thread::interrupt);
  }
}
