package org.ixpqos.collector.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections on which a request takes too long to arrive, headers and body, even when bytes
 * keep coming: Jetty's idle timeout starts anew with each byte. An idle connection, or one that is
 * only answered (a stream of events), is not closed; one that is idle after a body counts as still
 * receiving, but the idle timeout, half the default limit, ends it before.
 */
final class SlowClients extends AbstractLifeCycle implements Connection.Listener {
  private static final Logger log = LoggerFactory.getLogger(SlowClients.class);
  private static final long LOOK_MS = 500;

  private final long mostNanos;
  private final Scheduler scheduler;
  private final Map<Connection, Progress> connections = new ConcurrentHashMap<>();
  private volatile Scheduler.Task next;

  /**
   * The counts of a connection when it last had no unfinished request.
   *
   * @param requests whose headers had arrived
   * @param bytes that had arrived
   */
  private record Progress(long requests, long bytes, long atNanos) {}

  SlowClients(long mostNanos, Scheduler scheduler) {
    this.mostNanos = mostNanos;
    this.scheduler = scheduler;
  }

  @Override
  public void onOpened(Connection connection) {
    // not TLS's own endpoint, which counts no requests
    if (connection instanceof ConnectionMetaData) {
      connections.put(connection, new Progress(0, -1, System.nanoTime()));
    }
  }

  @Override
  public void onClosed(Connection connection) {
    connections.remove(connection);
  }

  @Override
  protected void doStart() {
    next = scheduler.schedule(this::look, LOOK_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  protected void doStop() {
    next.cancel();
  }

  private void look() {
    try {
      long now = System.nanoTime();
      connections.replaceAll((connection, progress) -> look(connection, progress, now));
    } catch (RuntimeException e) {
      log.error("slow clients could not be looked for, that is tried again", e);
    } finally {
      if (isRunning()) {
        next = scheduler.schedule(this::look, LOOK_MS, TimeUnit.MILLISECONDS);
      }
    }
  }

  private Progress look(Connection connection, Progress progress, long now) {
    long requests = connection.getMessagesIn();
    long bytes = connection.getBytesIn();
    if (requests != progress.requests || bytes == progress.bytes) {
      return new Progress(requests, bytes, now);
    }
    if (now - progress.atNanos > mostNanos) {
      log.warn(
          "slow client cut from={} bytes={}",
          connection.getEndPoint().getRemoteSocketAddress(),
          bytes);
      connection.getEndPoint().close();
    }
    return progress;
  }
}
