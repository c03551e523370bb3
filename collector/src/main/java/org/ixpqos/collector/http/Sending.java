package org.ixpqos.collector.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A large response that is being sent: a client that reads too slowly is disconnected, and the
 * memory is released.
 */
final class Sending implements Callback {
  private static final long MAX_S = 120;

  private final Callback done;
  private final Runnable end;
  private final Scheduler.Task cut;
  private final AtomicBoolean ended = new AtomicBoolean();

  /**
   * @param end called once, after success or failure
   */
  Sending(Request request, Callback done, Runnable end) {
    this.done = done;
    this.end = end;
    this.cut =
        request
            .getComponents()
            .getScheduler()
            .schedule(
                () -> request.getConnectionMetaData().getConnection().getEndPoint().close(),
                MAX_S,
                TimeUnit.SECONDS);
  }

  private void end() {
    if (ended.compareAndSet(false, true)) {
      cut.cancel();
      end.run();
    }
  }

  @Override
  public void succeeded() {
    end();
    done.succeeded();
  }

  @Override
  public void failed(Throwable failure) {
    end();
    done.failed(failure);
  }

  @Override
  public InvocationType getInvocationType() {
    return done.getInvocationType();
  }
}
