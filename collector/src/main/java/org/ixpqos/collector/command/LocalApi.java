package org.ixpqos.collector.command;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.ixpqos.collector.CollectorConfig;
import org.ixpqos.service.tls.Pem;

/** Requests to the collector that runs on this host, with its own key. */
final class LocalApi {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CollectorConfig config;
  private final URI base;

  /**
   * @param port where it listens; the configured one may be 0, which is any
   */
  LocalApi(CollectorConfig config, int port) {
    this.config = config;
    String scheme = config.http().tls().isPresent() ? "https" : "http";
    this.base = URI.create(scheme + "://" + host(config.http().address()) + ":" + port + "/");
  }

  /** One that listens at every address listens at this host's own. */
  private static String host(String address) {
    return switch (address) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::" -> "[::1]";
      default -> address.contains(":") ? "[" + address + "]" : address;
    };
  }

  URI uri() {
    return base;
  }

  /**
   * @throws IOException nobody answers
   * @throws GeneralSecurityException the certificate of collector.json can't be used
   */
  HttpResponse<String> get(String path)
      throws IOException, GeneralSecurityException, InterruptedException {
    HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(PATIENCE);
    if (config.http().tls().isPresent()) {
      SSLContext context = SSLContext.getInstance("TLS");
      X509Certificate own = Pem.certificates(config.http().tls().get().certificate()).get(0);
      context.init(null, new TrustManager[] {new Own(own)}, null);
      client.sslContext(context);
    }
    return client
        .build()
        .send(
            HttpRequest.newBuilder(base.resolve(path))
                .header("X-API-Key", config.apiKey())
                .timeout(PATIENCE)
                .build(),
            BodyHandlers.ofString());
  }

  /**
   * Trusts only the certificate of this host's collector, with any name and dates: the request uses
   * its address, and must work while the certificate is out of date.
   */
  private static final class Own extends X509ExtendedTrustManager {
    private final X509Certificate own;

    private Own(X509Certificate own) {
      this.own = own;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      if (!chain[0].equals(own)) {
        throw new CertificateException("another certificate than that of collector.json");
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("this is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
