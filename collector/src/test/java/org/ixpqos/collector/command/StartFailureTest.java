package org.ixpqos.collector.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyStoreException;
import java.util.Optional;
import org.ixpqos.collector.Collector;
import org.ixpqos.collector.CollectorConfig;
import org.ixpqos.collector.TestingCertificate;
import org.ixpqos.collector.TestingClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Why a collector can't start is one line with the reason and what mends it, of each kind. */
@Timeout(60)
class StartFailureTest {
  @TempDir private Path directory;

  @BeforeEach
  void key() throws IOException {
    Files.writeString(directory.resolve("key"), "the-key");
  }

  private CollectorConfig config(String listen, String more) throws Exception {
    Files.writeString(
        directory.resolve("collector.json"),
        "{\"listen\": "
            + listen
            + ", \"apiKeyFile\": \"key\", \"store\": {\"directory\": \"store\"}"
            + more
            + "}");
    return CollectorConfig.read(directory);
  }

  /** The command's message for a failed start. */
  private String start(CollectorConfig config) {
    Exception failure =
        assertThrows(
            Exception.class, () -> Collector.start(config, new TestingClock().keeper()).stop());
    return oneLine(StartFailure.text(failure, config));
  }

  private static String oneLine(String text) {
    assertEquals(1, text.lines().count(), text);
    assertFalse(text.isBlank() || text.contains("Exception"), text);
    return text;
  }

  private static void reports(String text, String... words) {
    for (String word : words) {
      assertTrue(text.contains(word), text);
    }
  }

  @Test
  void anAddressInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String text = start(config("{\"port\": " + taken.getLocalPort() + "}", ""));
      reports(text, "127.0.0.1 port " + taken.getLocalPort(), "another program", "ss -ltnp");
    }
  }

  @Test
  void anAddressOfAnotherHost() throws Exception {
    String text = start(config("{\"address\": \"192.0.2.77\", \"port\": 18080}", ""));
    reports(text, "192.0.2.77 port 18080", "one of this host's", "ip address");
  }

  /** As the kernel refuses it to users other than root. */
  @Test
  void aPortBelow1024() throws Exception {
    CollectorConfig config = config("{\"port\": 443}", "");
    String text =
        oneLine(
            StartFailure.text(
                new IOException("Failed to bind", new BindException("Permission denied")), config));
    reports(text, "127.0.0.1 port 443", "below 1024", "ixpqos-collector-port-443.conf", "proxy");
  }

  @Test
  void tlsFilesThatAreMissingMayNotBeReadOrAreNone() throws Exception {
    TestingCertificate certificate = new TestingCertificate(directory, "collector.example");
    TestingCertificate other = new TestingCertificate(directory, "other.example");
    String tls = ", \"tls\": {\"certificateFile\": \"crt\", \"keyFile\": \"pem\"}";
    CollectorConfig config = config("{\"port\": 0}", tls);
    reports(start(config), directory.resolve("pem").toString(), "is not there", "\"tls\"");
    Files.writeString(directory.resolve("pem"), other.keyPem());
    reports(start(config), directory.resolve("crt").toString(), "is not there");
    Files.writeString(directory.resolve("crt"), certificate.certificatePem());
    reports(start(config), "the TLS certificate", "holds another key than the certificate's");
    Files.writeString(directory.resolve("pem"), "none");
    reports(start(config), "holds no unencrypted PKCS #8 key", "openssl pkey");
    Files.writeString(directory.resolve("pem"), certificate.keyPem());
    Files.writeString(directory.resolve("crt"), "none");
    reports(start(config), directory.resolve("crt").toString(), "no certificate");
    Files.writeString(directory.resolve("crt"), certificate.certificatePem());
    Collector.start(config, new TestingClock().keeper()).stop();
  }

  /** As the kernel refuses it to users other than root. */
  @Test
  void aKeyThatMayNotBeReadNamesItsGroup() throws Exception {
    CollectorConfig config = config("{\"port\": 0}", "");
    reports(
        oneLine(
            StartFailure.text(
                new IllegalStateException(new AccessDeniedException("/etc/ssl/ix/col.key")),
                config)),
        "/etc/ssl/ix/col.key may not be read by the user " + System.getProperty("user.name"),
        "chgrp ixpqos-collector /etc/ssl/ix/col.key",
        "chmod 0640");
  }

  @Test
  void whatIsNoneOfTheseStandsForItself() throws Exception {
    CollectorConfig config = config("{\"port\": 0}", "");
    assertEquals("no room", StartFailure.text(new IOException("no room"), config));
    reports(StartFailure.text(new NoSuchFileException("/a"), config), "/a is not there");
    assertEquals("x", StartFailure.text(new KeyStoreException("x"), config), "no TLS is set");
    assertEquals(Optional.empty(), config.http().tls());
  }
}
