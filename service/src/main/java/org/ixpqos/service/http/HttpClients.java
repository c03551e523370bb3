package org.ixpqos.service.http;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import okhttp3.OkHttpClient;
import org.ixpqos.service.tls.Pem;
import org.ixpqos.service.tls.Trust;

/** HTTP clients as every part of this program uses them: bounded in time, without redirects. */
public final class HttpClients {
  /** The password of a key store that is in memory alone. */
  private static final String PASSWORD = "none";

  /**
   * A client's certificate and key, in PEM.
   *
   * @param certificate the client's certificate, and those that lead from it to an authority
   * @param key the certificate's private key
   */
  public record ClientKey(Path certificate, Path key) {}

  private HttpClients() {}

  /** A client whose calls take at most a minute; it sends its parts at once. */
  public static OkHttpClient.Builder builder() {
    return new OkHttpClient.Builder()
        .socketFactory(new PromptSockets())
        .connectTimeout(Duration.ofSeconds(10))
        .readTimeout(Duration.ofSeconds(30))
        .writeTimeout(Duration.ofSeconds(30))
        .callTimeout(Duration.ofSeconds(60))
        .followRedirects(false)
        .followSslRedirects(false);
  }

  /**
   * Makes a client trust some authorities, and report in a sentence why it refuses a certificate.
   *
   * @param caFile PEM certificates that a server's must lead to; empty for the system's
   * @param own the client's certificate and key; empty when it has none
   * @throws IOException a file can't be used
   */
  public static void secure(
      OkHttpClient.Builder client, Optional<Path> caFile, Optional<ClientKey> own)
      throws IOException {
    try {
      Trust trust = Trust.of(caFile);
      KeyManager[] keys = own.isPresent() ? keyManagers(own.get()) : null;
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {trust}, null);
      client.sslSocketFactory(context.getSocketFactory(), trust);
    } catch (GeneralSecurityException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static KeyManager[] keyManagers(ClientKey own)
      throws IOException, GeneralSecurityException {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(Pem.keyStore(own.certificate(), own.key(), PASSWORD), PASSWORD.toCharArray());
    return factory.getKeyManagers();
  }

  /** Ends a client and the calls that it makes; may be called by any thread, and again. */
  public static void close(OkHttpClient client) {
    client.dispatcher().cancelAll();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
