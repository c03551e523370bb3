package org.ixpqos.daemon.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.daemon.setup.CollectorAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are wrong in each way, against the client as it is. */
class TlsTroubleTest {
  private static final char[] PASSWORD = "nothing".toCharArray();

  @TempDir private Path directory;

  /** A certificate of an authority of its own, whose PEM is {@code NAME.pem}, by JDK's keytool. */
  private KeyStore certificate(String name, String names, String... more) throws Exception {
    Path file = directory.resolve(name + ".p12");
    keytool(
        file,
        "ca",
        "-dname",
        "CN=ca-of-" + name,
        "-ext",
        "bc:c",
        "-startdate",
        "-90d",
        "-validity",
        "900");
    List<String> leaf =
        new ArrayList<>(List.of("-dname", "CN=" + name, "-ext", "SAN=" + names, "-signer", "ca"));
    leaf.addAll(List.of(more));
    keytool(file, "it", leaf.toArray(String[]::new));
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    Files.writeString(
        directory.resolve(name + ".pem"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(store.getCertificate("ca").getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    store.deleteEntry("ca");
    return store;
  }

  private static void keytool(Path file, String alias, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                String.valueOf(PASSWORD)));
    command.addAll(List.of(more));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, keytool.waitFor(), said);
  }

  private String trouble(KeyStore store, String caFile) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    try (MockWebServer server = new MockWebServer()) {
      server.useHttps(context.getSocketFactory());
      server.enqueue(new MockResponse.Builder().code(200).body("{}").build());
      server.start();
      return ask("https://127.0.0.1:" + server.getPort(), caFile);
    }
  }

  private String ask(String url, String caFile) throws IOException {
    Collector collector =
        new Collector(
            "main",
            URI.create(url),
            directory.resolve("key"),
            Optional.ofNullable(caFile).map(directory::resolve),
            Optional.empty(),
            false);
    try (CollectorAccess access = new CollectorAccess(collector)) {
      return access.problem(Optional.of("key")).orElse("");
    }
  }

  private static void assertReports(String said, String... parts) {
    for (String part : parts) {
      assertTrue(said.contains(part), said);
    }
    assertTrue(!said.contains("PKIX") && !said.contains("Exception"), said);
  }

  @Test
  void anExpiredCertificateIsReportedWithItsDate() throws Exception {
    KeyStore store = certificate("old", "IP:127.0.0.1", "-startdate", "-40d", "-validity", "10");
    assertReports(trouble(store, "old.pem"), "certificate of CN=old expired at ", "renewed");
    // from any issuer
    assertReports(trouble(store, null), "certificate of CN=old expired at ");
  }

  /** The CA file has the certificate itself, which Java accepts with any dates. */
  @Test
  void aPinnedCertificateHasToBeInDateToo() throws Exception {
    KeyStore old = certificate("old", "IP:127.0.0.1", "-startdate", "-40d", "-validity", "10");
    pin(old, "old.pem");
    assertReports(trouble(old, "old.pem"), "certificate of CN=old expired at ", "renewed");
    KeyStore early = certificate("new", "IP:127.0.0.1", "-startdate", "+30d", "-validity", "10");
    pin(early, "new.pem");
    assertReports(trouble(early, "new.pem"), "CN=new is valid from ", "set this host's clock");
    KeyStore good = certificate("good", "IP:127.0.0.1", "-startdate", "-1d", "-validity", "10");
    pin(good, "good.pem");
    assertEquals("", trouble(good, "good.pem"));
  }

  private void pin(KeyStore store, String file) throws Exception {
    Files.writeString(
        directory.resolve(file),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(store.getCertificate("it").getEncoded())
            + "\n-----END CERTIFICATE-----\n");
  }

  @Test
  void oneThatIsNotYetValidIsReportedWithItsDate() throws Exception {
    KeyStore store = certificate("new", "IP:127.0.0.1", "-startdate", "+30d", "-validity", "10");
    assertReports(trouble(store, "new.pem"), "CN=new is valid from ", "set this host's clock");
  }

  @Test
  void anUnknownIssuerIsReportedByItsName() throws Exception {
    KeyStore store = certificate("stranger", "IP:127.0.0.1", "-validity", "10");
    assertReports(
        trouble(store, null), "is issued by CN=ca-of-stranger", "this system does not trust");
    certificate("known", "IP:127.0.0.1", "-validity", "10");
    assertReports(trouble(store, "known.pem"), "known.pem does not have", "--ca-file");
  }

  @Test
  void oneForAnotherHostIsReportedWithItsNames() throws Exception {
    KeyStore store = certificate("other", "DNS:collector.example", "-validity", "10");
    assertReports(
        trouble(store, "other.pem"), "is for collector.example and not for 127.0.0.1", "URL");
    assertEquals("", trouble(certificate("right", "IP:127.0.0.1", "-validity", "10"), "right.pem"));
  }

  @Test
  void plainHttpAtAnHttpsUrlIsReported() throws Exception {
    try (ServerSocket server = new ServerSocket(0)) {
      Thread plain =
          new Thread(
              () -> {
                try (Socket client = server.accept()) {
                  client
                      .getOutputStream()
                      .write("HTTP/1.1 400 no\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                  client.shutdownOutput();
                  client.getInputStream().readAllBytes();
                } catch (IOException e) {
                  // the client has seen enough
                }
              });
      plain.start();
      assertReports(ask("https://127.0.0.1:" + server.getLocalPort(), null), "does not speak TLS");
    }
  }
}
