package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.ixpqos.collector.model.StoreFullException;
import org.ixpqos.collector.model.StoreMovedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. Changes that wait while a transaction is being committed go into the
 * next one together, so that they share its fsync; each is answered when its transaction is on the
 * disk. When a shared transaction fails, its changes are tried again one by one, so that a change
 * which fails does not affect the others.
 */
final class GroupCommitWriter implements AutoCloseable {
  /** A change, made within a transaction; it may be made again after a rollback. */
  interface Change<T> {
    T make(Connection connection) throws SQLException;
  }

  /** Looks whether what was committed is where it should be. */
  interface Check {
    void check() throws StoreMovedException;
  }

  private static final Logger log = LoggerFactory.getLogger(GroupCommitWriter.class);
  private static final int MAX_IN_GROUP = 256;
  private static final long CLOSE_CHECK_MS = 50;

  private final Connection connection;
  private final Check afterCommit;
  private final Runnable afterRollback;
  private final LongSupplier nanoClock;
  private final LongConsumer commitNanos;
  private final BlockingQueue<Waiting<?>> queue;
  private final AtomicLong commits = new AtomicLong();
  private final Thread thread;
  private volatile boolean closing;

  /**
   * Starts the thread.
   *
   * @param connection from now on used by the writer's thread alone, which closes it
   * @param capacity the maximum of changes that wait
   * @param afterCommit called on the writer's thread; its exception is the changes' failure
   * @param afterRollback called on the writer's thread
   * @param commitNanos receives the duration of each transaction; called on the writer's thread
   */
  GroupCommitWriter(
      Connection connection,
      int capacity,
      Check afterCommit,
      Runnable afterRollback,
      LongSupplier nanoClock,
      LongConsumer commitNanos) {
    this.connection = connection;
    this.afterCommit = afterCommit;
    this.afterRollback = afterRollback;
    this.nanoClock = nanoClock;
    this.commitNanos = commitNanos;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.thread = new Thread(this::run, "store-writer");
    thread.start();
  }

  /**
   * Queues a change; the future is completed once it is on the disk, or with its failure.
   *
   * @throws StoreFullException the queue is full, or the store is being closed
   */
  <T> CompletableFuture<T> submit(Change<T> change) throws StoreFullException {
    return submit(change, result -> {});
  }

  /**
   * As {@link #submit(Change)}.
   *
   * @param committed called on the writer's thread before the future is completed, in the order in
   *     which changes were made
   */
  <T> CompletableFuture<T> submit(Change<T> change, Consumer<T> committed)
      throws StoreFullException {
    Waiting<T> waiting = new Waiting<>(change, committed);
    if (closing || !queue.offer(waiting)) {
      throw new StoreFullException(
          closing ? "the store is being closed" : queue.size() + " changes are waiting");
    }
    return waiting.done;
  }

  boolean isAlive() {
    return thread.isAlive() && !closing;
  }

  /** The number of commits; counted before the waiting requests are completed. */
  long commits() {
    return commits.get();
  }

  /** Changes that wait. */
  int depth() {
    return queue.size();
  }

  /** Writes the waiting changes, and ends. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Waiting<?>> group = new ArrayList<>();
    try (connection) {
      while (!closing || !queue.isEmpty()) {
        Waiting<?> first = queue.poll(CLOSE_CHECK_MS, TimeUnit.MILLISECONDS);
        if (first != null) {
          group.add(first);
          queue.drainTo(group, MAX_IN_GROUP - 1);
          commit(group);
          group.clear();
        }
      }
    } catch (InterruptedException | SQLException | RuntimeException | Error e) {
      log.error("the store's writer ended, nothing is stored any more: restart the collector", e);
      group.forEach(left -> left.done.completeExceptionally(new SQLException("writer ended", e)));
    } finally {
      closing = true;
      queue.forEach(left -> left.done.completeExceptionally(new SQLException("store closed")));
    }
  }

  private void commit(List<Waiting<?>> group) {
    try {
      transaction(group);
      group.forEach(Waiting::complete);
    } catch (SQLException | StoreMovedException | RuntimeException e) {
      if (group.size() == 1) {
        group.get(0).done.completeExceptionally(e);
      } else {
        group.forEach(one -> commit(List.of(one)));
      }
    }
  }

  private void transaction(List<Waiting<?>> group) throws SQLException, StoreMovedException {
    long started = nanoClock.getAsLong();
    connection.setAutoCommit(false);
    try {
      for (Waiting<?> waiting : group) {
        waiting.make(connection);
      }
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      rollback(e);
      throw e;
    }
    // the driver has begun the next transaction, which would lock others out until it is used
    connection.setAutoCommit(true);
    commits.incrementAndGet();
    afterCommit.check();
    commitNanos.accept(nanoClock.getAsLong() - started);
  }

  private void rollback(Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // SQLite has rolled back by itself after some errors, such as a full disk
      cause.addSuppressed(e);
    }
    try {
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      // there was no transaction left to end; the driver knows that now
      cause.addSuppressed(e);
    }
    afterRollback.run();
  }

  private static final class Waiting<T> {
    private final Change<T> change;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private final Consumer<T> committed;
    private T result;

    Waiting(Change<T> change, Consumer<T> committed) {
      this.change = change;
      this.committed = committed;
    }

    void make(Connection connection) throws SQLException {
      result = change.make(connection);
    }

    void complete() {
      try {
        committed.accept(result);
      } catch (RuntimeException e) {
        log.error("a change is stored, but it was not announced", e);
      } finally {
        done.complete(result);
      }
    }
  }
}
