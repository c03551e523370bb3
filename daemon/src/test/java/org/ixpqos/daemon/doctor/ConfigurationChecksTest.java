package org.ixpqos.daemon.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.ixpqos.config.ConfigException;
import org.ixpqos.config.Problem;
import org.ixpqos.config.cron.QuartzCron;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.daemon.config.ConfigurationLoader;
import org.ixpqos.daemon.doctor.Addresses.Held;
import org.ixpqos.daemon.doctor.Finding.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationChecksTest {
  @TempDir private Path directory;
  private Addresses addresses;

  @BeforeEach
  void write() throws IOException {
    addresses =
        new Addresses(
            List.of(
                new Held("eth0", InetAddress.getByName("192.0.2.1"), 24, 1500),
                new Held("jumbo0", InetAddress.getByName("198.51.100.1"), 24, 9000)));
    file("daemon.json", "{\"name\": \"here\"}");
    file(
        "probes.json",
        """
        {"probes": [{"name": "here", "proto": 4, "address": "192.0.2.1"},
                    {"name": "there", "proto": 4, "address": "192.0.2.2"}]}
        """);
    file("schedule.json", "{\"schedule\": [{\"name\": \"mesh\", \"every\": \"1m\"}]}");
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private Configuration load() throws ConfigException {
    return new ConfigurationLoader(directory, new QuartzCron()).load();
  }

  private static Level level(Check check) throws InterruptedException {
    List<Finding> findings = check.findings();
    assertEquals(1, findings.size(), findings::toString);
    return findings.get(0).level();
  }

  @Test
  void aGoodConfigurationIsWell() throws Exception {
    assertEquals(Level.OK, level(new ConfigurationValid(load(), List.of())));
    assertEquals(Level.OK, level(new OwnAddress(load(), addresses)));
    assertEquals(Level.OK, level(new DuplicateAddresses(load().probes())));
  }

  @Test
  void everyErrorIsAFinding() throws Exception {
    List<Problem> problems =
        List.of(new Problem("a.json", "$.x", "1", "2"), new Problem("b.json", "$.y", "3", "4"));
    List<Finding> findings = new ConfigurationValid(null, problems).findings();
    assertEquals(2, findings.size());
    assertEquals("a.json: $.x: 1", findings.get(0).found());
    assertEquals("put there: 2", findings.get(0).mend());
  }

  @Test
  void aHostThatIsNotSetUpIsAProblem() throws Exception {
    file("daemon.json", "{}");
    assertEquals(Level.PROBLEM, level(new ConfigurationValid(load(), List.of())));
    assertEquals(Level.PROBLEM, level(new OwnAddress(load(), addresses)));
  }

  @Test
  void anotherHostsAddressIsAProblem() throws Exception {
    file("daemon.json", "{\"name\": \"there\"}");
    assertEquals(Level.PROBLEM, level(new OwnAddress(load(), addresses)));
  }

  @Test
  void twoProbesOfOneAddressAreAProblem() throws Exception {
    file(
        "probes.json",
        """
        {"probes": [{"name": "here", "proto": 4, "address": "192.0.2.1"},
                    {"name": "there", "proto": 4, "address": "192.0.2.1"}]}
        """);
    List<Finding> findings = new DuplicateAddresses(load().probes()).findings();
    assertEquals("here and there are both 192.0.2.1 in probes.json", findings.get(0).found());
  }

  @ParameterizedTest
  @CsvSource({
    "1472, true, '', OK",
    "1473, true, '', PROBLEM",
    "1473, false, '', OK", // it is fragmented
    "8972, true, jumbo0, OK",
    "8973, true, jumbo0, PROBLEM"
  })
  void packetsThatDoNotFit(int size, boolean dontFragment, String device, Level level)
      throws Exception {
    file(
        "schedule.json",
        String.format(
            Locale.ROOT,
            """
        {"schedule": [{"name": "big", "every": "1m", "size": %d, "dontFragment": %s%s}]}
        """,
            size,
            dontFragment,
            device.isEmpty() ? "" : ", \"interface\": \"" + device + "\""));
    PacketSize.Route route = peer -> InetAddress.getByName("192.0.2.1");
    assertEquals(level, level(new PacketSize(load(), addresses, route)));
  }

  private void collector(String url) throws IOException {
    file(
        "daemon.json",
        "{\"name\": \"here\", \"collectors\": [{\"url\": \"%s\", \"keyFile\": \"%s\"}]}"
            .formatted(url, directory.resolve("key")));
  }

  @ParameterizedTest
  @CsvSource({"rw-------, OK", "rw-r-----, PROBLEM", "rw----r--, PROBLEM"})
  void theKeysPermissions(String mode, Level level) throws Exception {
    collector("http://127.0.0.1:1");
    file("key", "s3cret");
    Files.setPosixFilePermissions(directory.resolve("key"), PosixFilePermissions.fromString(mode));
    assertEquals(level, level(new KeyPermissions(load().daemon())));
  }

  @Test
  void noKeyIsAProblem() throws Exception {
    collector("http://127.0.0.1:1");
    assertEquals(Level.PROBLEM, level(new KeyPermissions(load().daemon())));
  }

  /** The answers to a question for the lists and to an upload of this probe's. */
  @ParameterizedTest
  @CsvSource({
    "200, 200, OK, takes the key",
    "200, 403, PROBLEM, not yours",
    "403, 0, PROBLEM, does not take the key",
    "404, 0, PROBLEM, answers 404",
    "500, 0, PROBLEM, answers 500"
  })
  void theCollectorIsAsked(int code, int posted, Level level, String says) throws Exception {
    file("key", "s3cret");
    try (MockWebServer server = new MockWebServer()) {
      server.start();
      server.enqueue(new MockResponse.Builder().code(code).body("{}").build());
      if (posted != 0) {
        server.enqueue(
            new MockResponse.Builder().code(posted).body("{\"error\": \"not yours\"}").build());
      }
      collector("http://127.0.0.1:" + server.getPort());
      List<Finding> findings = takes().findings();
      assertEquals(level, findings.get(0).level(), findings::toString);
      assertTrue(findings.get(0).found().contains(says), findings::toString);
      assertTrue(!findings.toString().contains("s3cret"), findings::toString);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'Sun, 22 Nov 2026 10:00:02 GMT', 1",
    "'Sun, 22 Nov 2026 11:00:00 GMT', 2",
    "'Thu, 01 Jan 1970 00:00:05 GMT', 2"
  })
  void theClocksAreCompared(String date, int findings) throws Exception {
    file("key", "s3cret");
    try (MockWebServer server = new MockWebServer()) {
      server.start();
      server.enqueue(new MockResponse.Builder().body("{}").setHeader("Date", date).build());
      server.enqueue(new MockResponse.Builder().body("{}").build());
      collector("http://127.0.0.1:" + server.getPort());
      List<Finding> found = takes().findings();
      assertEquals(findings, found.size(), found::toString);
      assertTrue(findings == 1 || found.get(1).level() == Level.WARNING, found::toString);
      assertTrue(findings == 1 || found.get(1).found().contains("this clock is"), found::toString);
    }
  }

  private CollectorTakesResults takes() throws ConfigException {
    Clock clock = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
    return new CollectorTakesResults(load().daemon(), clock);
  }

  @Test
  void aCollectorThatIsAwayIsAProblem() throws Exception {
    file("key", "s3cret");
    collector("http://127.0.0.1:1");
    assertEquals(Level.PROBLEM, level(takes()));
  }

  @Test
  void withoutACollectorResultsStay() throws Exception {
    assertEquals(Level.WARNING, level(takes()));
    assertEquals(Level.OK, level(new KeyPermissions(load().daemon())));
  }
}
