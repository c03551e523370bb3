package org.ixpqos.daemon.setup;

import java.io.IOException;
import java.util.Optional;
import okhttp3.Request;
import okhttp3.Response;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.daemon.upload.CollectorHttp;
import org.ixpqos.service.tls.TlsTrouble;

/**
 * Asks a collector for its list of probes ({@code GET api/v1/conf/probes}), which it and the
 * original give to those with the right key alone: whether it is there, is a collector, and takes
 * the key. Stores nothing there.
 */
public final class CollectorAccess implements AutoCloseable {
  /** Of its answer: enough to see that it is a list. */
  private static final long LOOK_BYTES = 1_024;

  private final CollectorHttp http;

  /**
   * Connects to nothing yet.
   *
   * @throws IOException when the CA file or the probe's certificate can't be used
   */
  public CollectorAccess(Collector collector) throws IOException {
    http = new CollectorHttp(collector);
  }

  /**
   * What keeps results from being taken, and what to do; empty when nothing does.
   *
   * @param key empty where the probe has a certificate in its place
   */
  public Optional<String> problem(Optional<String> key) {
    Request request = http.request("api/v1/conf/probes", key).build();
    try (Response response = http.send(request)) {
      return switch (response.code()) {
        case 200 ->
            response.peekBody(LOOK_BYTES).string().stripLeading().startsWith("{")
                ? Optional.empty()
                : Optional.of(
                    request.url() + " does not answer as a collector does; check the URL");
        case 400, 401, 403 ->
            Optional.of(request.url() + " does not take the key: ask for the right one");
        case 301, 302, 303, 307, 308 ->
            Optional.of(
                request.url()
                    + " is redirected to "
                    + response.header("Location")
                    + ": give the URL of the collector itself, which stands before api/v1");
        default ->
            Optional.of(
                request.url()
                    + " answers "
                    + response.code()
                    + "; check the URL (what stands before api/v1) and the collector");
      };
    } catch (IOException e) {
      return Optional.of(
          request.url()
              + " can't be reached: "
              + TlsTrouble.sentence(e).orElse(e + "; check the URL, the way and the CA"));
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
