package org.ixpqos.service.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The authorities that a TLS client trusts: the system's, or those of a file. Java decides; a
 * refusal is reported in a sentence, with the date or name that is wrong.
 */
public final class Trust extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager java;
  private final Optional<Path> caFile;
  private final Clock clock;

  Trust(X509ExtendedTrustManager java, Optional<Path> caFile, Clock clock) {
    this.java = java;
    this.caFile = caFile;
    this.clock = clock;
  }

  /**
   * Reads the authorities.
   *
   * @param caFile PEM certificates to trust in place of the system's
   */
  public static Trust of(Optional<Path> caFile) throws IOException, GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    // null: the system's
    factory.init(caFile.isPresent() ? Pem.trustStore(caFile.get()) : null);
    return new Trust(
        (X509ExtendedTrustManager) factory.getTrustManagers()[0], caFile, Clock.systemUTC());
  }

  /** Java's own check, with its refusals explained. */
  private interface Check {
    void run() throws CertificateException;
  }

  private void check(X509Certificate[] chain, Check check) throws CertificateException {
    try {
      check.run();
      // Java accepts a certificate that is itself among the trusted ones with any dates
      chain[0].checkValidity(Date.from(clock.instant()));
    } catch (CertificateException e) {
      throw new TlsTrouble.Untrusted(TlsTrouble.ofChain(chain, caFile, clock.instant()), e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    check(chain, () -> java.checkServerTrusted(chain, kind, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    check(chain, () -> java.checkServerTrusted(chain, kind, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    check(chain, () -> java.checkServerTrusted(chain, kind));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    java.checkClientTrusted(chain, kind, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    java.checkClientTrusted(chain, kind, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    java.checkClientTrusted(chain, kind);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return java.getAcceptedIssuers();
  }
}
