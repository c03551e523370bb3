package org.ixpqos.collector.prom;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.ixpqos.collector.http.UnavailableException;

/**
 * Answers that are good for a while: many pages ask the same, and those who ask at once wait for
 * one answer. It is asked for on a thread of its own, which goes on when who asked waits no more:
 * the next finds it. Thread-safe.
 */
final class Remembered<K, V> implements AutoCloseable {
  private static final int MOST = 16;
  private static final int AT_ONCE = 3;

  /** Asks. */
  interface Question<V> {
    V ask() throws UnavailableException;
  }

  /** What was asked for at a time of the clock, and when that is old. */
  private record Asked<V>(long until, CompletableFuture<V> answer) {
    boolean isGood(long now) {
      return !answer.isDone() || (!answer.isCompletedExceptionally() && now < until);
    }
  }

  private final Duration patience;
  private final LongSupplier nanoClock;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          AT_ONCE,
          task -> {
            Thread thread = new Thread(task, "history");
            thread.setDaemon(true);
            return thread;
          });

  // guarded by this; in the order of their last use
  private final Map<K, Asked<V>> asked =
      new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Asked<V>> eldest) {
          return size() > MOST;
        }
      };

  Remembered(Duration patience, LongSupplier nanoClock) {
    this.patience = patience;
    this.nanoClock = nanoClock;
  }

  /** What was asked for within {@code age}, or is asked for now. */
  V get(K key, Duration age, Question<V> question) throws UnavailableException {
    try {
      return answer(key, age, question).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new UnavailableException(
          "the history's engine is still adding up so long a range; it will be there in a while",
          e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnavailableException unavailable) {
        throw new UnavailableException(unavailable.getMessage(), e);
      }
      throw new IllegalStateException(e);
    } catch (RejectedExecutionException e) {
      throw new UnavailableException("the collector is being stopped", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("the collector is being stopped", e);
    }
  }

  private synchronized CompletableFuture<V> answer(K key, Duration age, Question<V> question) {
    long now = nanoClock.getAsLong();
    Asked<V> known = asked.get(key);
    if (known == null || !known.isGood(now)) {
      known =
          new Asked<>(
              now + age.toNanos(), CompletableFuture.supplyAsync(() -> ask(question), threads));
      asked.put(key, known);
    }
    return known.answer();
  }

  private static <V> V ask(Question<V> question) {
    try {
      return question.ask();
    } catch (UnavailableException e) {
      throw new CompletionException(e);
    }
  }

  /** Asks nothing more. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
