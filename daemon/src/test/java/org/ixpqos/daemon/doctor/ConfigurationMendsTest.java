package org.ixpqos.daemon.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.ixpqos.config.ConfigException;
import org.ixpqos.config.Problem;
import org.ixpqos.config.cron.QuartzCron;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.daemon.config.ConfigurationLoader;
import org.ixpqos.daemon.config.DaemonConfig.BufferLimits;
import org.ixpqos.daemon.doctor.Addresses.Held;
import org.ixpqos.daemon.doctor.Finding.Level;
import org.ixpqos.daemon.setup.Setup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The mend of each finding about the configuration, done as it says, clears the finding: 'ixpqos
 * setup' with the options it names, a command, or an edit. Those about the kernel are in {@link
 * MendsTest}. 'systemctl start ixpqos-probe', 'run this as root' and those about Java are done by
 * packaging/deb/install-checks, those about the clock by packaging/deb/clock-test.
 */
@Timeout(60)
class ConfigurationMendsTest {
  private static final String PROBES =
      """
      {"probes": [{"name": "here", "proto": 4, "address": "192.0.2.1"},
                  {"name": "there", "proto": 4, "address": "192.0.2.2"}]}
      """;
  private static final String SCHEDULE =
      "{\"schedule\": [{\"name\": \"mesh\", \"every\": \"1m\"}]}";

  @TempDir private Path directory;
  private final MockWebServer server = new MockWebServer();
  private Addresses addresses;

  @BeforeEach
  void write() throws IOException {
    server.start();
    addresses = new Addresses(List.of(held("eth0", 1_500)));
    file("daemon.json", "{\"name\": \"here\", \"collectors\": []}");
    file("probes.json", PROBES);
    file("schedule.json", SCHEDULE);
    file("given", "s3cret\n");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static Held held(String device, int mtu) throws IOException {
    return new Held(device, InetAddress.getByName("192.0.2.1"), 24, mtu);
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private Configuration load() throws ConfigException {
    return new ConfigurationLoader(directory, new QuartzCron()).load();
  }

  private String url() {
    return "http://127.0.0.1:" + server.getPort() + "/backend";
  }

  /** What the collector answers from here on, in this order. */
  private void answers(int... codes) {
    for (int code : codes) {
      server.enqueue(new MockResponse.Builder().code(code).body("{\"error\": \"no\"}").build());
    }
  }

  private static Finding only(Check check) throws InterruptedException {
    List<Finding> findings = check.findings();
    assertEquals(1, findings.size(), findings::toString);
    return findings.get(0);
  }

  private static void assertCleared(Check check) throws InterruptedException {
    assertEquals(Level.OK, only(check).level(), () -> check.toString());
  }

  /** Runs the 'ixpqos setup' that a mend has in it, with values for what it leaves open. */
  private void setup(String mend) throws Exception {
    Matcher command = Pattern.compile("ixpqos setup((?: --?[a-z-]+ [A-Za-z]+)+)").matcher(mend);
    assertTrue(command.find(), mend);
    String options = command.group(1);
    new Setup(
            directory, restart -> "", new ByteArrayInputStream("".getBytes(StandardCharsets.UTF_8)))
        .apply(
            new Setup.Wishes(
                value(options, "--name", "here"),
                value(options, "--collector", url()),
                value(options, "--api-key-file", directory.resolve("given").toString())
                    .map(Path::of),
                Optional.empty(), // this test's collector speaks no TLS
                value(options, "--lists", "collector"),
                true));
  }

  private static Optional<String> value(String options, String option, String value) {
    return options.contains(option + " ") ? Optional.of(value) : Optional.empty();
  }

  private static void shell(String command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("sh", "-ec", command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(10, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), command + ": " + said);
  }

  private CollectorTakesResults takes() throws ConfigException {
    return new CollectorTakesResults(load().daemon(), Clock.systemUTC());
  }

  @Test
  void aProbeWithoutAName() throws Exception {
    file("daemon.json", "{\"name\": \"\", \"collectors\": []}");
    Finding configuration = only(new ConfigurationValid(load(), List.of()));
    assertEquals(Level.PROBLEM, configuration.level());
    Finding address = only(new OwnAddress(load(), addresses));
    answers(200, 200);
    setup(address.mend());
    assertCleared(new OwnAddress(load(), addresses));
    file("daemon.json", "{\"name\": \"\", \"collectors\": []}");
    answers(200, 200);
    setup(configuration.mend());
    assertCleared(new ConfigurationValid(load(), List.of()));
    file("daemon.json", "{\"name\": \"\", \"collectors\": [{\"url\": \"" + url() + "\"}]}");
    answers(200, 200);
    setup(only(new OwnAddress(load(), addresses)).mend());
    assertCleared(new OwnAddress(load(), addresses));
  }

  @Test
  void aProbeWithoutLists() throws Exception {
    file("daemon.json", "{\"name\": \"here\", \"collectors\": [{\"url\": \"" + url() + "\"}]}");
    file("api-key", "s3cret");
    file("probes.json", "{\"probes\": []}");
    Finding finding = only(new ConfigurationValid(load(), List.of()));
    assertEquals(Level.PROBLEM, finding.level());
    assertTrue(finding.mend().contains("ixpqos setup --lists collector"), finding.mend());
    file("probes.json", PROBES); // the mend's other half
    assertCleared(new ConfigurationValid(load(), List.of()));
    answers(200, 200);
    setup(finding.mend());
    assertTrue(load().daemon().remoteFrom().isPresent());
    file("daemon.json", "{\"name\": \"here\", \"collectors\": []}");
    file("probes.json", "{\"probes\": []}");
    answers(200, 200);
    setup(only(new ConfigurationValid(load(), List.of())).mend());
    assertTrue(load().daemon().remoteFrom().isPresent());
  }

  @Test
  void errorsOfTheFiles() throws Exception {
    file("schedule.json", SCHEDULE.replace("1m", "1x"));
    List<Problem> problems = List.of();
    try {
      load();
    } catch (ConfigException e) {
      problems = e.problems();
    }
    Finding finding = only(new ConfigurationValid(null, problems));
    assertTrue(finding.mend().startsWith("put there: "), finding.mend());
    Matcher example = Pattern.compile("from \\S+ to (\\d+d)").matcher(finding.mend());
    assertTrue(example.find(), finding.mend());
    file("schedule.json", SCHEDULE.replace("1m", example.group(1)));
    assertCleared(new ConfigurationValid(load(), List.of()));
  }

  @Test
  void anotherAddressAndOneThatTwoHave() throws Exception {
    file("probes.json", PROBES.replace("192.0.2.1\"", "192.0.2.2\""));
    Finding own = only(new OwnAddress(load(), addresses));
    assertTrue(own.mend().startsWith("put an address of this host into probes.json"), own.mend());
    Finding both = only(new DuplicateAddresses(load().probes()));
    assertTrue(both.mend().startsWith("give each its own address in probes.json"), both.mend());
    file("probes.json", PROBES);
    assertCleared(new OwnAddress(load(), addresses));
    assertCleared(new DuplicateAddresses(load().probes()));
  }

  @Test
  void noCollectorNoKeyAndAKeyThatIsNotTaken() throws Exception {
    Finding none = only(takes());
    assertEquals(Level.WARNING, none.level());
    answers(200, 200);
    setup(none.mend());
    answers(200, 200);
    assertCleared(takes());

    Files.delete(directory.resolve("api-key"));
    Finding missing = only(new KeyPermissions(load().daemon()));
    Finding unread = only(takes());
    answers(200, 200);
    setup(missing.mend());
    assertCleared(new KeyPermissions(load().daemon()));
    Files.delete(directory.resolve("api-key"));
    answers(200, 200);
    setup(unread.mend());
    answers(200, 200);
    assertCleared(takes());

    answers(200, 403);
    Finding refused = takes().findings().get(0);
    assertTrue(refused.mend().contains("ixpqos collector key create NAME"), refused.mend());
    file("given", "its-own\n");
    answers(200, 200);
    setup(refused.mend());
    answers(200, 200);
    assertCleared(takes());

    answers(404);
    Finding wrong = takes().findings().get(0);
    assertEquals(Level.PROBLEM, wrong.level());
    answers(200, 200);
    setup(wrong.mend());
    answers(200, 200);
    assertCleared(takes());
  }

  @Test
  void aKeyThatOthersMayRead() throws Exception {
    answers(200, 200);
    setup("ixpqos setup --collector URL --api-key-file FILE");
    Path key = directory.resolve("api-key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    Finding finding = only(new KeyPermissions(load().daemon()));
    assertEquals(Level.PROBLEM, finding.level());
    shell(finding.mend().replaceFirst(",.*", ""));
    assertCleared(new KeyPermissions(load().daemon()));
  }

  @Test
  void packetsThatDoNotFit() throws Exception {
    String big =
        "{\"schedule\": [{\"name\": \"big\", \"every\": \"1m\", \"size\": SIZE,"
            + " \"dontFragment\": true}]}";
    PacketSize.Route route = peer -> InetAddress.getByName("192.0.2.1");
    file("schedule.json", big.replace("SIZE", "4000"));
    Finding finding = only(new PacketSize(load(), addresses, route));
    Matcher mend =
        Pattern.compile("ip link set (\\S+) mtu (\\d+), or \"size\": (\\d+) ")
            .matcher(finding.mend());
    assertTrue(mend.find(), finding.mend());
    Addresses larger = new Addresses(List.of(held(mend.group(1), Integer.parseInt(mend.group(2)))));
    assertCleared(new PacketSize(load(), larger, route));
    file("schedule.json", big.replace("SIZE", mend.group(3)));
    assertCleared(new PacketSize(load(), addresses, route));
  }

  @Test
  void anInterfaceThatIsNotThere() throws Exception {
    String by = "{\"schedule\": [{\"name\": \"by\", \"every\": \"1m\", \"interface\": \"NAME\"}]}";
    file("schedule.json", by.replace("NAME", "nosuch0"));
    Finding finding = only(new SendingWays(load()));
    assertTrue(finding.mend().contains("the name in probes.json or schedule.json"));
    file("schedule.json", by.replace("NAME", "lo"));
    assertCleared(new SendingWays(load()));
  }

  @Test
  void aDiskWithoutRoom() throws Exception {
    DiskSpace.Free some = path -> 100_000_000;
    Finding finding = only(new DiskSpace(load().daemon().buffer(), some));
    assertEquals(Level.WARNING, finding.level());
    Matcher mend = Pattern.compile("\"buffer\": \\{.*?}").matcher(finding.mend());
    assertTrue(mend.find(), finding.mend());
    file("daemon.json", "{\"name\": \"here\", \"collectors\": [], " + mend.group() + "}");
    assertCleared(new DiskSpace(load().daemon().buffer(), some));
    BufferLimits small = new BufferLimits(directory, 1_000_000, Duration.ofDays(7), 1);
    Finding full = only(new DiskSpace(small, path -> 1_500_000));
    assertEquals(Level.PROBLEM, full.level());
    Matcher room = Pattern.compile("free at least (\\d+) MB").matcher(full.mend());
    assertTrue(room.find(), full.mend());
    long freed = 1_500_000 + Long.parseLong(room.group(1)) * 1_000_000;
    assertCleared(new DiskSpace(small, path -> freed));
    assertFalse(full.mend().contains("maxSize"), "a smaller buffer makes no room");
  }
}
