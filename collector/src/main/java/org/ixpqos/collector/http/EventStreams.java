package org.ixpqos.collector.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Server-sent events (WHATWG HTML, 9.2) to a bounded number of listeners. A listener costs no
 * thread; one that does not keep up is disconnected, and reconnects by itself to read anew.
 */
public final class EventStreams implements Endpoint, AutoCloseable {
  private static final int MAX_LISTENERS = 200;

  /** The maximum of bytes that wait for one listener; a minute of 200 probes is some 3 MB. */
  private static final int MAX_WAITING = 1 << 20;

  private static final String RETRY_AFTER_S = "10";

  private final int mostOfOne;
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * @param mostOfOne the maximum of listeners of one network
   */
  public EventStreams(int mostOfOne) {
    this.mostOfOne = mostOfOne;
  }

  @Override
  public ApiResponse answer(ApiRequest call) {
    String network = call.network();
    boolean isMany = network.isEmpty(); // a proxy without client addresses
    if (closed
        || listeners.size() >= MAX_LISTENERS
        || (!isMany && counts.getOrDefault(network, 0) >= mostOfOne)) {
      return ApiResponse.error(503, "too many pages are listening; ask again later")
          .with("Retry-After", RETRY_AFTER_S);
    }
    // a proxy that buffers would hold events back; NGINX reads the second header
    return ApiResponse.stream(
            "text/event-stream", (response, done) -> open(network, response, done))
        .with("X-Accel-Buffering", "no");
  }

  private void open(String network, Response response, Callback done) {
    Listener listener = new Listener(network, response, done);
    listeners.add(listener);
    counts.merge(network, 1, Integer::sum);
    listener.send(bytes("retry: 1000\n\n"));
    if (closed) {
      listener.end();
    }
  }

  /** The number of listeners. */
  public int count() {
    return listeners.size();
  }

  /**
   * Sends an event to all listeners; never waits.
   *
   * @param data one line
   */
  public void send(String event, String data) {
    send(event(event, data));
  }

  /** Sends an event to all listeners; they share its bytes. */
  public void send(byte[] event) {
    listeners.forEach(listener -> listener.send(event));
  }

  /** An event as it is sent. */
  public static byte[] event(String event, String data) {
    return bytes("event: " + event + "\ndata: " + data + "\n\n");
  }

  private void left(Listener listener) {
    if (listeners.remove(listener)) {
      counts.computeIfPresent(
          listener.network, (same, count) -> count <= 1 ? null : (Integer) (count - 1));
    }
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

  /** A cut stream is no error of ours: Jetty logs nothing. */
  private static final class CutException extends QuietException.Exception {
    private static final long serialVersionUID = 1;
  }

  /** One page. Guarded by itself. */
  private final class Listener implements Callback {
    private final String network;
    private final Response response;
    private final Callback done;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean writing;
    private boolean ending;
    private boolean ended;

    Listener(String network, Response response, Callback done) {
      this.network = network;
      this.response = response;
      this.done = done;
    }

    synchronized void send(byte[] bytes) {
      if (ending || ended) {
        return;
      }
      if (waitingBytes + bytes.length > MAX_WAITING) {
        failed(new CutException());
        return;
      }
      waiting.add(bytes);
      waitingBytes += bytes.length;
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
      byte[] next = waiting.poll();
      if (next != null) {
        writing = true;
        waitingBytes -= next.length;
        response.write(false, ByteBuffer.wrap(next), this);
      } else if (ending) {
        ended = true;
        left(this);
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
        waiting.clear();
        left(this);
        done.failed(failure);
      }
    }
  }
}
