package org.ixpqos.daemon.upload;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Writes a body anew when it has waited for a connection: it contains the probe's clock, and the
 * collector would take the wait for a difference of the clocks. A network interceptor: the
 * connection exists when it is called.
 */
final class LateBody implements Interceptor {
  /** The tolerated error of a clock that NTP disciplines. */
  private static final long STALE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** Writes a body for now. */
  interface Writer {
    RequestBody write() throws IOException;
  }

  /**
   * The tag of a request whose body contains the time.
   *
   * @param writtenNanos when it was written, monotonic
   */
  record Dated(long writtenNanos, Writer writer) {}

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    Dated dated = request.tag(Dated.class);
    if (dated == null || System.nanoTime() - dated.writtenNanos() < STALE_NANOS) {
      return chain.proceed(request);
    }
    RequestBody body = dated.writer().write();
    return chain.proceed(
        request
            .newBuilder()
            .method(request.method(), body)
            .header("Content-Length", String.valueOf(body.contentLength()))
            .build());
  }
}
