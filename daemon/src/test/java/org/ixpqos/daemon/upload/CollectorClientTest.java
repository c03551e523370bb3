package org.ixpqos.daemon.upload;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.wire.UploadAnswer;
import org.ixpqos.wire.WireCodec;
import org.ixpqos.wire.clock.Timekeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a collector's client does about the files that say whom it trusts. */
class CollectorClientTest {
  private static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBdTCCARugAwIBAgIUbQzQJ1CeXSoLiz3VMJ3769xRWOAwCgYIKoZIzj0EAwIw
      DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjIyMzIwMTVaGA8yMTI2MTAyOTIzMjAx
      NVowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABPyf
      lPBO5UO+Dv/5ejCaveLhC9hA1A9YuRMRISH3gQoUGfp+Dww6F/u64DOEfDmAGo+L
      e2LCPH3nBRS4vy9szXOjUzBRMB0GA1UdDgQWBBR5yiWQhvImCq7QGINFaSUJ7LgL
      6TAfBgNVHSMEGDAWgBR5yiWQhvImCq7QGINFaSUJ7LgL6TAPBgNVHRMBAf8EBTAD
      AQH/MAoGCCqGSM49BAMCA0gAMEUCIQDhIjWO0P4OkiLPHk5tIDG/+D4I97MfXKno
      DXXUJBuiggIgd4tKynRaBccg6lYVsGuJTsUSMcKq1Xt7tXfJmSrunWA=
      -----END CERTIFICATE-----
      """;

  @TempDir private Path directory;
  private final MockWebServer server = new MockWebServer();
  private final List<Instant> heard = new ArrayList<>();
  private CollectorClient client;

  @BeforeEach
  void open() throws IOException {
    Files.writeString(directory.resolve("key"), "secret\n");
    server.start();
    String stored = WireCodec.encode(new UploadAnswer(0, 0, List.of(), Instant.EPOCH));
    for (int i = 0; i < 2; i++) {
      server.enqueue(new MockResponse.Builder().code(200).body(stored).build());
    }
    client =
        new CollectorClient(
            new Collector(
                "main",
                URI.create("http://127.0.0.1:" + server.getPort()),
                directory.resolve("key"),
                Optional.of(directory.resolve("ca.pem")),
                Optional.empty(),
                false),
            new Timekeeper(Clock.systemUTC(), System::nanoTime, Instant.EPOCH),
            heard::add);
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private void assertHeldFor(String reason) {
    Delivery.Held held = assertInstanceOf(Delivery.Held.class, client.post("{}"));
    assertTrue(held.reason().contains(reason), held.reason());
  }

  @Test
  void aMissingCaFileHoldsUntilItIsThere() throws IOException {
    assertHeldFor("caFile or certificateFile can't be used: NoSuchFileException");
    Files.writeString(directory.resolve("ca.pem"), CERTIFICATE);
    assertInstanceOf(Delivery.Accepted.class, client.post("{}"));
  }

  @Test
  void aCaFileThatChangesIsReadAgain() throws IOException {
    Files.writeString(directory.resolve("ca.pem"), CERTIFICATE);
    assertInstanceOf(Delivery.Accepted.class, client.post("{}"));
    Files.writeString(directory.resolve("ca.pem"), "not a certificate");
    assertHeldFor("ca.pem");
    Files.writeString(directory.resolve("ca.pem"), CERTIFICATE);
    assertInstanceOf(Delivery.Accepted.class, client.post("{}"));
  }
}
