package org.ixpqos.collector.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Server-sent events (WHATWG HTML, 9.2) to a bounded number of listeners. A listener costs no
 * thread; one that does not keep up is cut, and comes back by itself to read anew.
 */
public final class EventStreams implements Endpoint, AutoCloseable {
  private static final int MOST_LISTENERS = 200;

  /** Bytes that may wait for one listener; a minute of 200 probes is some 3 MB. */
  private static final int MOST_WAITING = 1 << 20;

  private static final String RETRY_AFTER_S = "10";

  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  @Override
  public Answer answer(Call call) {
    if (closed || listeners.size() >= MOST_LISTENERS) {
      return Answer.error(503, "too many pages are listening; ask again later")
          .with("Retry-After", RETRY_AFTER_S);
    }
    // a proxy that buffers would hold events back; NGINX reads the second header
    return Answer.stream("text/event-stream", this::open).with("X-Accel-Buffering", "no");
  }

  private void open(Response response, Callback done) {
    Listener listener = new Listener(response, done);
    listeners.add(listener);
    listener.send(bytes("retry: 1000\n\n"));
    if (closed) {
      listener.end();
    }
  }

  /** Listeners that there are. */
  public int count() {
    return listeners.size();
  }

  /**
   * Sends an event to everyone; waits for no one.
   *
   * @param data one line
   */
  public void send(String event, String data) {
    byte[] bytes = bytes("event: " + event + "\ndata: " + data + "\n\n");
    listeners.forEach(listener -> listener.send(bytes));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Ends every stream; later listeners are refused. */
  @Override
  public void close() {
    closed = true;
    listeners.forEach(Listener::end);
  }

  /** A cut stream is no error of ours: Jetty says nothing of it. */
  private static final class CutException extends QuietException.Exception {
    private static final long serialVersionUID = 1;
  }

  /** One page. Guarded by itself. */
  private final class Listener implements Callback {
    private final Response response;
    private final Callback done;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private boolean writing;
    private boolean ending;
    private boolean ended;

    Listener(Response response, Callback done) {
      this.response = response;
      this.done = done;
    }

    synchronized void send(byte[] bytes) {
      if (ending || ended) {
        return;
      }
      if (waiting.size() + bytes.length > MOST_WAITING) {
        failed(new CutException());
        return;
      }
      waiting.writeBytes(bytes);
      write();
    }

    synchronized void end() {
      ending = true;
      write();
    }

    private void write() {
      if (writing || ended) {
        return;
      }
      if (waiting.size() > 0) {
        writing = true;
        ByteBuffer next = ByteBuffer.wrap(waiting.toByteArray());
        waiting.reset();
        response.write(false, next, this);
      } else if (ending) {
        ended = true;
        listeners.remove(this);
        done.succeeded();
      }
    }

    @Override
    public synchronized void succeeded() {
      writing = false;
      write();
    }

    @Override
    public synchronized void failed(Throwable failure) {
      if (!ended) {
        ended = true;
        listeners.remove(this);
        done.failed(failure);
      }
    }
  }
}
