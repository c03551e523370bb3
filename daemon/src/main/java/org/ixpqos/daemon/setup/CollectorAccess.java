package org.ixpqos.daemon.setup;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.ixpqos.cli.Version;

/**
 * Asks a collector for its list of probes ({@code GET api/v1/conf/probes}), which it and the
 * original give to those with the right key alone: whether it is there, is a collector, and takes
 * the key. Stores nothing there.
 */
public final class CollectorAccess {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final URI url;
  private final HttpClient http;

  /**
   * Connects to nothing yet.
   *
   * @param url the collector's, up to and without {@code api/v1}
   * @param caFile PEM certificates to trust in place of the system's
   * @throws IOException when the CA file can't be used
   */
  public CollectorAccess(URI url, Optional<Path> caFile) throws IOException {
    String base = url.toString();
    this.url = URI.create(base + (base.endsWith("/") ? "" : "/") + "api/v1/conf/probes");
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(PATIENCE);
    if (caFile.isPresent()) {
      builder.sslContext(trusting(caFile.get()));
    }
    http = builder.build();
  }

  private static SSLContext trusting(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate ca : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + number++, ca);
      }
      if (number == 0) {
        throw new IOException(file + " holds no certificate in PEM");
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds no usable certificate: " + e.getMessage(), e);
    }
  }

  /** What keeps results from being taken with this key, and what to do; empty when nothing does. */
  public Optional<String> problem(String key) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(PATIENCE)
            .header("X-API-Key", key)
            .header("User-Agent", "ixpqos/" + Version.current())
            .build();
    HttpResponse<String> response;
    try {
      response = http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      return Optional.of(url + " can't be reached: " + e + "; check the URL, the way and the CA");
    }
    return switch (response.statusCode()) {
      case 200 ->
          response.body().stripLeading().startsWith("{")
              ? Optional.empty()
              : Optional.of(url + " does not answer as a collector does; check the URL");
      case 400, 401, 403 -> Optional.of(url + " does not take the key: ask for the right one");
      default ->
          Optional.of(
              url
                  + " answers "
                  + response.statusCode()
                  + "; check the URL (what stands before api/v1) and the collector");
    };
  }
}
