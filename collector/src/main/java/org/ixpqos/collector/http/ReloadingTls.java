package org.ixpqos.collector.http;

import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.ixpqos.service.tls.Pem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS from PEM files, which are checked each second: new connections get a new certificate, open
 * ones stay, and a certificate that can't be used is ignored.
 */
final class ReloadingTls extends AbstractLifeCycle {
  private static final Logger log = LoggerFactory.getLogger(ReloadingTls.class);

  /** The password of a key store that is in memory alone. */
  private static final String PASSWORD = "none";

  private final TlsFiles files;
  private final Scheduler scheduler;
  private final SslContextFactory.Server factory = new SslContextFactory.Server();
  private volatile Scheduler.Task next;
  private String taken;
  private String seen;

  /**
   * Reads the files.
   *
   * @throws Exception they can't be used; the message has the remedy
   */
  ReloadingTls(TlsFiles files, Scheduler scheduler) throws Exception {
    this.files = files;
    this.scheduler = scheduler;
    taken = files.stamp();
    seen = taken;
    factory.setKeyStorePassword(PASSWORD);
    // a client's certificate may replace a key; a client without it may still send a key, or read
    factory.setWantClientAuth(files.clientCa().isPresent());
    read(factory);
  }

  SslContextFactory.Server factory() {
    return factory;
  }

  private void read(SslContextFactory into) throws Exception {
    if (Files.getPosixFilePermissions(files.key()).contains(PosixFilePermission.OTHERS_READ)) {
      log.warn("everybody on this host can read the tls key; chmod o-rwx {}", files.key());
    }
    KeyStore keys = Pem.keyStore(files.certificate(), files.key(), PASSWORD);
    KeyStore trusted = files.clientCa().isPresent() ? Pem.trustStore(files.clientCa().get()) : null;
    into.setKeyStore(keys);
    into.setTrustStore(trusted);
    X509Certificate certificate = (X509Certificate) keys.getCertificate(Pem.ALIAS);
    log.info(
        "tls certificate taken over subject=\"{}\" until={}",
        certificate.getSubjectX500Principal(),
        certificate.getNotAfter().toInstant());
    try {
      certificate.checkValidity();
    } catch (CertificateException e) {
      log.warn(
          "clients refuse the tls certificate by this host's clock: it is good from {} to {}; renew"
              + " {}, or look at NTP",
          certificate.getNotBefore().toInstant(),
          certificate.getNotAfter().toInstant(),
          files.certificate());
    }
  }

  @Override
  protected void doStart() {
    next = scheduler.schedule(this::look, 1, TimeUnit.SECONDS);
  }

  @Override
  protected void doStop() {
    next.cancel();
  }

  /**
   * Certificate and key are two files: both are read when neither has changed between two checks.
   */
  private void look() {
    try {
      String now = files.stamp();
      if (now.equals(seen) && !now.equals(taken)) {
        taken = now;
        factory.reload(this::reread);
      }
      seen = now;
    } catch (Exception e) {
      log.error(
          "the new tls certificate is not used, the old one is: {}; mend it, it is read again",
          e.getMessage());
    } finally {
      if (isRunning()) {
        next = scheduler.schedule(this::look, 1, TimeUnit.SECONDS);
      }
    }
  }

  private void reread(SslContextFactory into) {
    try {
      read(into);
    } catch (Exception e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
