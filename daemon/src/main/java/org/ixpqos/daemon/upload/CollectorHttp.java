package org.ixpqos.daemon.upload;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.ixpqos.cli.Version;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.service.KeyFile;
import org.ixpqos.service.http.HttpClients;
import org.ixpqos.service.http.HttpClients.ClientKey;

/** Calls to one collector: its address, the trusted authorities, and this probe's credentials. */
public final class CollectorHttp implements AutoCloseable {
  private final Collector collector;
  private final OkHttpClient http;

  /** Whether the last answer was none of a collector that works. */
  private volatile boolean failed;

  /**
   * Connects to nothing yet.
   *
   * @throws IOException when the CA file or the probe's certificate can't be used
   */
  public CollectorHttp(Collector collector) throws IOException {
    this.collector = collector;
    OkHttpClient.Builder builder = HttpClients.builder();
    boolean https = "https".equalsIgnoreCase(collector.url().getScheme());
    if (https || collector.caFile().isPresent() || collector.certificate().isPresent()) {
      HttpClients.secure(
          builder,
          collector.caFile(),
          collector.certificate().map(own -> new ClientKey(own.certificate(), own.key())));
    }
    this.http = builder.addNetworkInterceptor(new LateBody()).build();
  }

  /**
   * A request of this probe, with its key where it has one.
   *
   * @param path below the collector's URL
   * @throws NoSuchFileException there is neither a key nor a certificate
   * @throws IOException the key can't be used
   */
  public Request.Builder request(String path) throws IOException {
    return request(path, key());
  }

  /**
   * The key of the file; empty where there is none, and a certificate in its place.
   *
   * @throws NoSuchFileException there is neither
   * @throws IOException the key can't be used
   */
  Optional<String> key() throws IOException {
    try {
      return Optional.of(KeyFile.of(collector.keyFile()).key());
    } catch (NoSuchFileException e) {
      if (collector.certificate().isEmpty()) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** A request with that key, not the one of the file. */
  public Request.Builder request(String path, Optional<String> key) {
    HttpUrl base = HttpUrl.get(collector.url().toString());
    Request.Builder request =
        new Request.Builder()
            .url(base.newBuilder().addPathSegments(path).build())
            .header("User-Agent", "ixpqos/" + Version.current());
    key.ifPresent(value -> request.header("X-API-Key", value));
    return request;
  }

  /**
   * Sends a request; waits for the answer at most a minute. After an answer that is none of a
   * collector that works, the next request looks the name up again: a collector may have moved
   * while the proxy of its old host goes on answering, on a connection that it keeps open.
   */
  public Response send(Request request) throws IOException {
    if (failed) {
      http.connectionPool().evictAll();
    }
    Response response = http.newCall(request).execute();
    failed = response.code() >= 500 || response.code() == 404;
    return response;
  }

  @Override
  public void close() {
    HttpClients.close(http);
  }
}
