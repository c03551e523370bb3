package org.ixpqos.service.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ixpqos.config.BoundedFile;

/** Certificates and keys as text (RFC 7468); no message about a file shows a key. */
public final class Pem {
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

  /** The alias of a key store's certificate. */
  public static final String ALIAS = "it";

  /** The maximum size of a file, bytes: four times a system's authorities. */
  public static final int MAX_BYTES = 1 << 20;

  private Pem() {}

  /** The certificates of a file, at least one. */
  public static List<X509Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    byte[] text = BoundedFile.bytes(file, MAX_BYTES);
    List<X509Certificate> certificates;
    try {
      certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(text))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
    } catch (CertificateException e) {
      throw new CertificateException(file + " holds no certificate in PEM: " + e.getMessage(), e);
    }
    if (certificates.isEmpty()) {
      throw new GeneralSecurityException(file + " holds no certificate in PEM");
    }
    return certificates;
  }

  /** A file's private key, which must be the one of a certificate's public key. */
  public static PrivateKey privateKey(Path file, PublicKey publicKey)
      throws IOException, GeneralSecurityException {
    Matcher found = PKCS8.matcher(BoundedFile.text(file, MAX_BYTES, StandardCharsets.ISO_8859_1));
    if (!found.find()) {
      throw new GeneralSecurityException(
          file
              + " holds no unencrypted PKCS #8 key, -----BEGIN PRIVATE KEY-----; 'openssl pkey -in"
              + " OLD -out NEW' makes one");
    }
    PrivateKey key;
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(found.group(1));
      key =
          KeyFactory.getInstance(publicKey.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new GeneralSecurityException(file + " holds no key of the certificate's kind", e);
    }
    if (!belong(key, publicKey)) {
      throw new GeneralSecurityException(file + " holds another key than the certificate's");
    }
    return key;
  }

  private static boolean belong(PrivateKey key, PublicKey publicKey)
      throws GeneralSecurityException {
    Signature signature =
        Signature.getInstance(
            switch (publicKey.getAlgorithm()) {
              case "RSA" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              default -> publicKey.getAlgorithm();
            });
    byte[] text = "ixpqos".getBytes(StandardCharsets.US_ASCII);
    signature.initSign(key);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(text);
    return signature.verify(signed);
  }

  /** A store with certificates that are trusted. */
  public static KeyStore trustStore(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    int number = 0;
    for (X509Certificate certificate : certificates(file)) {
      store.setCertificateEntry("ca-" + number++, certificate);
    }
    return store;
  }

  /** A store with a certificate's chain and its key; in memory alone, its password is no secret. */
  public static KeyStore keyStore(Path certificate, Path key, String password)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> chain = certificates(certificate);
    PrivateKey secret = privateKey(key, chain.get(0).getPublicKey());
    KeyStore store = emptyStore();
    store.setKeyEntry(ALIAS, secret, password.toCharArray(), chain.toArray(Certificate[]::new));
    return store;
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
