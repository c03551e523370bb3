package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import org.ixpqos.collector.access.DeniedFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS from PEM files. */
class TlsTest {
  @TempDir private Path directory;
  private TestingCertificate first;
  private TestingCollector collector;

  @BeforeEach
  void certify() throws Exception {
    first = new TestingCertificate(directory, "first");
    install(first);
  }

  @AfterEach
  void stop() {
    if (collector != null) {
      collector.close();
    }
  }

  private void install(TestingCertificate certificate) throws Exception {
    Files.writeString(directory.resolve("server.key"), certificate.keyPem());
    Files.writeString(directory.resolve("server.pem"), certificate.certificatePem());
  }

  private void start(String more) throws Exception {
    collector =
        new TestingCollector(
            directory,
            "\"tls\": {\"certificateFile\": \"server.pem\", \"keyFile\": \"server.key\""
                + more
                + "}");
  }

  private String subjectSeenBy(HttpClient client) throws Exception {
    HttpResponse<String> answer =
        client.send(collector.request("/healthz").build(), BodyHandlers.ofString());
    assertEquals(200, answer.statusCode());
    X509Certificate certificate =
        (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
    return certificate.getSubjectX500Principal().getName();
  }

  private void awaitSubject(String subject, TestingCertificate... trusted) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!subjectSeenBy(TestingCertificate.anonymous(trusted)).equals(subject)) {
      assertTrue(System.nanoTime() < end, "the new certificate is not taken over");
    }
  }

  @Test
  void aNewCertificateIsForNewConnectionsAndABrokenOneForNone() throws Exception {
    start("");
    assertEquals("https", collector.uri().getScheme());
    TestingCertificate second = new TestingCertificate(directory, "second");
    TestingCertificate third = new TestingCertificate(directory, "third");
    HttpClient kept = TestingCertificate.anonymous(first);
    assertEquals("CN=first", subjectSeenBy(kept));

    install(second);
    awaitSubject("CN=second", first, second);
    assertEquals("CN=first", subjectSeenBy(kept), "its connection was not cut");

    Files.writeString(directory.resolve("server.pem"), "-----BEGIN CERTIFICATE-----\nno\n");
    Files.writeString(directory.resolve("server.key"), third.keyPem());
    assertEquals("CN=second", subjectSeenBy(TestingCertificate.anonymous(second)));
    Files.writeString(directory.resolve("server.pem"), third.certificatePem());
    awaitSubject("CN=third", second, third);
  }

  private int post(HttpClient client, String source) throws Exception {
    HttpRequest request =
        collector
            .request("/api/v1/data/probe-result")
            .POST(
                BodyPublishers.ofString(
                    TestingResults.originalUpload(source, TestingResults.ORIGINAL)))
            .build();
    return client.send(request, BodyHandlers.ofString()).statusCode();
  }

  @Test
  void aClientsCertificateStandsForItsProbesKey() throws Exception {
    TestingCertificate probe = new TestingCertificate(directory, "p1");
    Files.writeString(directory.resolve("clients.pem"), probe.certificatePem());
    start(", \"clientCaFile\": \"clients.pem\"");
    HttpClient certified = probe.client(first);
    assertEquals(200, post(certified, "p1"));
    assertEquals(403, post(certified, "p2"));
    assertEquals(400, post(TestingCertificate.anonymous(first), "p1"));
  }

  @Test
  void aDeniedCertificateIsTakenNoMoreAndAnAllowedOneAgain() throws Exception {
    TestingCertificate probe = new TestingCertificate(directory, "p1");
    Files.writeString(directory.resolve("clients.pem"), probe.certificatePem());
    start(", \"clientCaFile\": \"clients.pem\"");
    HttpClient certified = probe.client(first);
    assertEquals(200, post(certified, "p1"));
    DeniedFile denied = new DeniedFile(collector.storeDirectory());
    assertTrue(denied.set("p1", true));
    assertEquals(400, post(certified, "p1"));
    assertTrue(denied.set("p1", false));
    assertEquals(200, post(certified, "p1"));
  }

  private int postKeyed(HttpClient client, String source) throws Exception {
    HttpRequest request =
        collector
            .posting()
            .POST(
                BodyPublishers.ofString(
                    TestingResults.originalUpload(source, TestingResults.ORIGINAL)))
            .build();
    return client.send(request, BodyHandlers.ofString()).statusCode();
  }

  @Test
  void theSharedKeyDoesNotStandForAProbeThatHasACertificate() throws Exception {
    TestingCertificate probe = new TestingCertificate(directory, "p1");
    Files.writeString(directory.resolve("clients.pem"), probe.certificatePem());
    start(", \"clientCaFile\": \"clients.pem\"");
    HttpClient anyone = TestingCertificate.anonymous(first);
    assertEquals(200, post(probe.client(first), "p1"));
    assertEquals(403, postKeyed(anyone, "p1"));
    assertEquals(200, postKeyed(anyone, "p2"));
  }

  @Test
  void whereCertificatesAreWantedNoKeyIsTaken() throws Exception {
    TestingCertificate probe = new TestingCertificate(directory, "p1");
    Files.writeString(directory.resolve("clients.pem"), probe.certificatePem());
    start(", \"clientCaFile\": \"clients.pem\", \"certificateOnly\": true");
    assertEquals(200, post(probe.client(first), "p1"));
    assertEquals(403, postKeyed(TestingCertificate.anonymous(first), "p2"));
  }

  @Test
  void aCertificateWithAnothersKeyIsRefusedAtTheStart() throws Exception {
    TestingCertificate other = new TestingCertificate(directory, "other");
    Files.writeString(directory.resolve("server.key"), other.keyPem());
    GeneralSecurityException refusal =
        assertThrows(GeneralSecurityException.class, () -> start(""));
    assertTrue(refusal.getMessage().endsWith("holds another key than the certificate's"));
    Files.writeString(directory.resolve("server.key"), "-----BEGIN EC PRIVATE KEY-----\n");
    refusal = assertThrows(GeneralSecurityException.class, () -> start(""));
    assertTrue(refusal.getMessage().contains("openssl pkey"), refusal.getMessage());
  }
}
