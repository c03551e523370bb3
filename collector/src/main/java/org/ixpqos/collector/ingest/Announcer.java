package org.ixpqos.collector.ingest;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ixpqos.collector.model.CommitListener;
import org.ixpqos.collector.model.ReceivedUpload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies the listeners of each commit, one after the other, on the thread {@code announce}:
 * neither the store nor an upload waits for a listener. When too many commits wait, the newest is
 * not announced; it is in the store.
 */
public final class Announcer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Announcer.class);

  /** The maximum of commits that wait to be announced; five minutes of 200 probes. */
  static final int MAX_WAITING = 1_000;

  private final List<CommitListener> listeners;
  private final ThreadPoolExecutor thread;
  private final AtomicBoolean behind = new AtomicBoolean();

  /**
   * @param listeners in the order in which they are called
   */
  public Announcer(List<CommitListener> listeners) {
    this.listeners = List.copyOf(listeners);
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            task -> new Thread(task, "announce"));
  }

  /** Returns at once; called in the order of the commits, on the store's thread. */
  void announce(ReceivedUpload received) {
    try {
      thread.execute(() -> listeners.forEach(listener -> notify(listener, received)));
      behind.set(false);
    } catch (RejectedExecutionException e) {
      // an upload that ends while the collector stops is stored, without listeners
      if (!thread.isShutdown() && behind.compareAndSet(false, true)) {
        log.warn(
            "rounds are stored faster than pages can be notified, they show some rounds only when"
                + " they are read anew; the collector's host is too slow for this mesh");
      }
    }
  }

  private static void notify(CommitListener listener, ReceivedUpload received) {
    try {
      listener.committed(received);
    } catch (RuntimeException | Error e) {
      log.error(
          "{} was not notified of an upload of {}; the upload is stored, and pages show it when"
              + " they are read anew",
          listener.getClass().getSimpleName(),
          received.upload().source(),
          e);
    }
  }

  /** Announces nothing more. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
