package org.ixpqos.collector.history.victoriametrics;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.ixpqos.collector.history.HistoryUnavailableException;

/**
 * Answers that are good for a while: many pages ask the same, and those who ask at once wait for
 * one answer. It is asked for on a thread of its own, which goes on when who asked waits no more:
 * the next finds it. Thread-safe.
 */
final class QueryCache<K, V> implements AutoCloseable {
  /** Of all answers. */
  private static final long MAX_WEIGHT = 1_000_000;

  private static final int AT_ONCE = 3;

  /** Asks. */
  interface Question<V> {
    V ask() throws HistoryUnavailableException;
  }

  /**
   * An answer, or why there is none.
   *
   * @param age how long the answer is good
   * @param madeNanos when the answer was made
   */
  private record Asked<V>(
      V answer, Duration age, long madeNanos, HistoryUnavailableException failure) {
    boolean isGood(long nowNanos) {
      return failure == null && nowNanos - madeNanos < age.toNanos();
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

  private final AsyncCache<K, Asked<V>> asked;

  /**
   * Remembers nothing yet.
   *
   * @param weight of an answer: a sum of one pair is 1
   */
  QueryCache(Duration patience, LongSupplier nanoClock, ToIntFunction<V> weight) {
    this.patience = patience;
    this.nanoClock = nanoClock;
    this.asked =
        Caffeine.newBuilder()
            .maximumWeight(MAX_WEIGHT)
            .weigher(
                (K key, Asked<V> of) -> of.answer() == null ? 1 : weight.applyAsInt(of.answer()))
            .expireAfter(Expiry.writing((K key, Asked<V> of) -> of.age()))
            .ticker(nanoClock::getAsLong)
            .executor(Runnable::run)
            .buildAsync();
  }

  /** What was asked for within {@code age}, or is asked for now. */
  V get(K key, Duration age, Question<V> question) throws HistoryUnavailableException {
    forgetOld(key);
    try {
      CompletableFuture<Asked<V>> answer =
          asked.get(
              key, (same, any) -> CompletableFuture.supplyAsync(() -> ask(age, question), threads));
      Asked<V> found = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (found.failure() != null) {
        asked.asMap().remove(key, answer); // who asks next may come before it is seen to be over
        throw new HistoryUnavailableException(found.failure().getMessage(), found.failure());
      }
      return found.answer();
    } catch (TimeoutException e) {
      throw new HistoryUnavailableException(
          "the history's engine is still adding up so long a range; it will be there in a while",
          e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (RejectedExecutionException e) {
      throw new HistoryUnavailableException("the collector is being stopped", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HistoryUnavailableException("the collector is being stopped", e);
    }
  }

  /** The cache lets an answer go some time after it was made, and an age is exact. */
  private void forgetOld(K key) {
    CompletableFuture<Asked<V>> known = asked.getIfPresent(key);
    if (known != null
        && known.isDone()
        && !known.isCompletedExceptionally()
        && !known.join().isGood(nanoClock.getAsLong())) {
      asked.asMap().remove(key, known);
    }
  }

  /** A failure is told to those who wait for it, and is good for no time. */
  private Asked<V> ask(Duration age, Question<V> question) {
    try {
      V answer = question.ask();
      return new Asked<>(answer, age, nanoClock.getAsLong(), null);
    } catch (HistoryUnavailableException e) {
      return new Asked<>(null, Duration.ZERO, nanoClock.getAsLong(), e);
    }
  }

  /** Asks nothing more. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
