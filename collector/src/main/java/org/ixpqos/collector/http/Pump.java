package org.ixpqos.collector.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a body as fast as its client reads: only a part is in memory, and no thread waits. The
 * first part is made before anything is sent, so that an early failure is answered with an error.
 */
final class Pump extends IteratingCallback {
  private static final Logger log = LoggerFactory.getLogger(Pump.class);

  /** The bytes to send. */
  private static final int CHUNK = 32 << 10;

  /** Refilled when its content was sent. */
  private static final class Chunk extends ByteArrayOutputStream {
    ByteBuffer bytes() {
      return ByteBuffer.wrap(buf, 0, count);
    }
  }

  private final Chunk chunk = new Chunk();
  private final OutputStream out;
  private final Body.Writing writing;
  private final boolean gzip;
  private Response response;
  private Callback done;
  private boolean more = true;
  private boolean filled;
  private boolean sent;

  /**
   * Makes the first part.
   *
   * @param gzip whether it is compressed
   */
  Pump(Body body, boolean gzip) throws IOException {
    this.gzip = gzip;
    out = gzip ? Gzip.quickly(chunk) : chunk;
    writing = body.begin(out);
    try {
      fill();
    } catch (IOException | RuntimeException e) {
      end();
      throw e;
    }
  }

  private void fill() throws IOException {
    while (more && chunk.size() < CHUNK) {
      more = writing.next();
    }
    if (!more) {
      out.close(); // the end of the compressed data
    }
    filled = true;
  }

  boolean isCompressing() {
    return gzip;
  }

  /** Sends all of it; completes {@code done} when it is sent, or failed. */
  void send(Response to, Callback whenDone) {
    response = to;
    done = whenDone;
    iterate();
  }

  /** Stops making parts. */
  private void end() {
    try (writing;
        out) {
      more = false;
    } catch (IOException e) {
      log.debug("the rest of an answer is not sent", e);
    }
  }

  @Override
  protected Action process() throws IOException {
    if (sent) {
      return Action.SUCCEEDED;
    }
    if (!filled) {
      chunk.reset();
      try {
        fill();
      } catch (RuntimeException e) {
        log.error("an answer was cut half-way; the client sees that it has no end", e);
        throw e;
      }
    }
    filled = false;
    sent = !more;
    response.write(sent, chunk.bytes(), this);
    return Action.SCHEDULED;
  }

  @Override
  protected void onCompleteSuccess() {
    end();
    done.succeeded();
  }

  @Override
  protected void onCompleteFailure(Throwable cause) {
    end();
    done.failed(cause);
  }
}
