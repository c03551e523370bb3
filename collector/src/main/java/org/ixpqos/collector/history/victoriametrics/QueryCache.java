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
 * A cache of query results that are valid for a while: many pages send the same query, and
 * simultaneous ones wait for one result. A thread of its own runs the query, and goes on when the
 * waiting thread gives up: the next request finds the result. Thread-safe.
 */
final class QueryCache<K, V> implements AutoCloseable {
  /** The maximum weight of all results. */
  private static final long MAX_WEIGHT = 1_000_000;

  private static final int AT_ONCE = 3;

  /** Runs the query. */
  interface Question<V> {
    V ask() throws HistoryUnavailableException;
  }

  /**
   * A result, or the failure.
   *
   * @param age how long the result is valid
   * @param madeNanos when the result was made
   */
  private record Cached<V>(
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

  private final AsyncCache<K, Cached<V>> cache;

  /**
   * Begins empty.
   *
   * @param weight of a result: the statistics of one pair are 1
   */
  QueryCache(Duration patience, LongSupplier nanoClock, ToIntFunction<V> weight) {
    this.patience = patience;
    this.nanoClock = nanoClock;
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(MAX_WEIGHT)
            .weigher(
                (K key, Cached<V> of) -> of.answer() == null ? 1 : weight.applyAsInt(of.answer()))
            .expireAfter(Expiry.writing((K key, Cached<V> of) -> of.age()))
            .ticker(nanoClock::getAsLong)
            .executor(Runnable::run)
            .buildAsync();
  }

  /** The cached result, not older than {@code age}, or a new one. */
  V get(K key, Duration age, Question<V> question) throws HistoryUnavailableException {
    forgetOld(key);
    try {
      CompletableFuture<Cached<V>> answer =
          cache.get(
              key, (same, any) -> CompletableFuture.supplyAsync(() -> ask(age, question), threads));
      Cached<V> found = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (found.failure() != null) {
        cache.asMap().remove(key, answer); // the next request may come before its end is seen
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

  /** The cache removes a result some time after its age; the age itself is exact. */
  private void forgetOld(K key) {
    CompletableFuture<Cached<V>> known = cache.getIfPresent(key);
    if (known != null
        && known.isDone()
        && !known.isCompletedExceptionally()
        && !known.join().isGood(nanoClock.getAsLong())) {
      cache.asMap().remove(key, known);
    }
  }

  /** A failure is reported to the waiting requests, and is not cached. */
  private Cached<V> ask(Duration age, Question<V> question) {
    try {
      V answer = question.ask();
      return new Cached<>(answer, age, nanoClock.getAsLong(), null);
    } catch (HistoryUnavailableException e) {
      return new Cached<>(null, Duration.ZERO, nanoClock.getAsLong(), e);
    }
  }

  /** Runs no more queries. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
