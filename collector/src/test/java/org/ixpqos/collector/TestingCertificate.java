package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate that signed itself, for 127.0.0.1 or for a probe, made by the JDK's keytool. */
public final class TestingCertificate {
  private static final char[] PASSWORD = "password".toCharArray();
  private static final String ALIAS = "it";

  private final KeyStore store = KeyStore.getInstance("PKCS12");

  public TestingCertificate(Path directory, String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path file = directory.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    new String(PASSWORD),
                    "-alias",
                    ALIAS,
                    "-dname",
                    "CN=" + name,
                    "-keyalg",
                    "EC",
                    "-ext",
                    "san=ip:127.0.0.1"))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, keytool.waitFor(), said);
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
  }

  public String certificatePem() throws GeneralSecurityException {
    return pem("CERTIFICATE", store.getCertificate(ALIAS).getEncoded());
  }

  public String keyPem() throws GeneralSecurityException {
    return pem("PRIVATE KEY", store.getKey(ALIAS, PASSWORD).getEncoded());
  }

  private static String pem(String what, byte[] bytes) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
  }

  /** A client that shows this one, and trusts some. */
  public HttpClient client(TestingCertificate... trusted)
      throws IOException, GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    return client(keys, trusted);
  }

  /** A client that shows none, and trusts some. */
  public static HttpClient anonymous(TestingCertificate... trusted)
      throws IOException, GeneralSecurityException {
    return client(null, trusted);
  }

  private static HttpClient client(KeyManagerFactory keys, TestingCertificate... trusted)
      throws IOException, GeneralSecurityException {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    for (int i = 0; i < trusted.length; i++) {
      trust.setCertificateEntry("ca-" + i, trusted[i].store.getCertificate(ALIAS));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys == null ? null : keys.getKeyManagers(), managers.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }
}
