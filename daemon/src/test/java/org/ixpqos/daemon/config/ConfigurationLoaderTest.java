package org.ixpqos.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ixpqos.config.ConfigException;
import org.ixpqos.config.cron.QuartzCron;
import org.ixpqos.model.IpAddresses;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationLoaderTest {
  @TempDir private Path directory;

  @BeforeEach
  void files() throws IOException {
    write("daemon.json", "{\"name\": \"p1\"}");
    write("probes.json", probes(2));
    write("schedule.json", schedule("\"every\": \"10s\", \"count\": 5"));
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(directory.resolve(file), text);
  }

  private static String probes(int count) {
    StringBuilder list = new StringBuilder("{\"probes\": [");
    for (int i = 1; i <= count; i++) {
      list.append(i == 1 ? "" : ",")
          .append("{\"name\": \"p" + i + "\", \"proto\": 4, \"address\": \"10.0.")
          .append(i / 250 + "." + i % 250 + "\"}");
    }
    return list + "]}";
  }

  private static String schedule(String keys) {
    return "{\"schedule\": [{\"name\": \"m\", " + keys + "}]}";
  }

  private static String collector(String keys) {
    return "{\"name\": \"p1\", \"collectors\": [{" + keys + "}]}";
  }

  private Configuration load() throws ConfigException {
    return new ConfigurationLoader(directory, new QuartzCron()).load();
  }

  /** What the collector publishes has the same digest, {@code PublishedLists.digest}. */
  @Test
  void equalListsHaveEqualDigestsWhateverElseIsSet() throws Exception {
    String before = load().version();
    assertTrue(before.matches("[0-9a-f]{12}-[0-9a-f]{12}"), before);
    String daemon = Files.readString(directory.resolve("daemon.json"));
    write("daemon.json", daemon.replaceFirst("\\{", "{\"status\": {\"port\": 9999}, "));
    String after = load().version();
    assertEquals(before.split("-", -1)[1], after.split("-", -1)[1]);
    assertNotEquals(before, after);
    // the space between is none of the content
    write("probes.json", Files.readString(directory.resolve("probes.json")) + "\n");
    assertEquals(after, load().version());
    write("probes.json", probes(3));
    assertNotEquals(after.split("-", -1)[1], load().version().split("-", -1)[1]);
  }

  private List<String> problems() {
    return assertThrows(ConfigException.class, this::load).problems().stream()
        .map(problem -> problem.path() + ": " + problem.found())
        .toList();
  }

  @Test
  void aRoundThatFitsNoMemoryIsRefusedBeforeItFires() throws IOException {
    write("probes.json", probes(10_000));
    write(
        "schedule.json",
        schedule(
            "\"every\": \"7d\", \"count\": 500000, \"interval\": \"1s\", \"timeout\": \"1s\""));
    List<String> found = problems();
    assertEquals(1, found.size(), found.toString());
    assertTrue(found.get(0).contains("of memory while no peer answers"), found.get(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:99999",
        "http://[fe80::1%25lo]:8080",
        "http://127.0.0.1:0",
        "http://",
        "https://a.example/api/v1",
        "https://user@a.example"
      })
  void aUrlIsJudgedByWhatCallsIt(String url) throws IOException {
    write("daemon.json", collector("\"url\": \"" + url + "\""));
    List<String> found = problems();
    assertEquals(1, found.size(), found.toString());
    assertTrue(found.get(0).startsWith("$.collectors[0].url: "), found.get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"keyFile", "caFile"})
  void aPathThatIsNoneIsAProblem(String key) throws IOException {
    write(
        "daemon.json", collector("\"url\": \"https://a.example\", \"" + key + "\": \"a\\u0000b\""));
    assertEquals(1, problems().size(), problems().toString());
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, true", "::1, true", "127.evil.example, false", "10.0.0.1, false"})
  void statusIsReportedToThisHostAlone(String address, boolean allowed) throws Exception {
    write("daemon.json", "{\"name\": \"p1\", \"status\": {\"address\": \"" + address + "\"}}");
    if (allowed) {
      assertEquals(address, load().daemon().status().address());
    } else {
      assertTrue(problems().get(0).startsWith("$.status.address: "), problems().toString());
    }
  }

  @Test
  void plainHttpBeyondThisHostIsRemarkedOn() throws Exception {
    write("daemon.json", collector("\"url\": \"http://127.0.0.1:8080\""));
    assertEquals(List.of(), load().warnings());
    write("daemon.json", collector("\"url\": \"http://qos_collector:8080\""));
    assertEquals(1, load().warnings().size());
    assertTrue(load().warnings().get(0).contains("is not encrypted"));
  }

  @Test
  void limitsHaveDefaults() throws Exception {
    assertEquals(ProbeLimits.OF_FILES, load().daemon().limits());
    write(
        "daemon.json",
        """
        {"name": "p1", "allowedTargets": ["10.0.0.0/8", "2001:db8::/32"],
         "limits": {"packetsPerSecond": 300, "targetBitsPerSecond": 64000}}
        """);
    ProbeLimits limits = load().daemon().limits();
    assertEquals(300, limits.packetsPerSecond());
    assertEquals(64_000, limits.targetBitsPerSecond());
    assertEquals(ProbeLimits.OF_FILES.bitsPerSecond(), limits.bitsPerSecond());
    assertTrue(limits.allows(IpAddresses.parse("10.1.2.3").orElseThrow()));
    assertFalse(limits.allows(IpAddresses.parse("192.0.2.1").orElseThrow()));
    assertFalse(limits.allows(IpAddresses.parse("2001:db9::1").orElseThrow()));
  }

  @Test
  void whatIsOverTheLimitsIsReported() throws Exception {
    write("daemon.json", "{\"name\": \"p1\", \"limits\": {\"packetsPerSecond\": 1}}");
    write("probes.json", probes(5));
    String warning = load().warnings().get(0);
    assertTrue(warning.contains("\"limits\" of daemon.json allow 1"), warning);
  }

  @Test
  void allowedTargetsAreNetworks() throws IOException {
    write("daemon.json", "{\"name\": \"p1\", \"allowedTargets\": [\"10.0.0.1/8\", \"p2\"]}");
    assertEquals(2, problems().size(), problems().toString());
    write("daemon.json", "{\"name\": \"p1\", \"allowedTargets\": []}");
    assertEquals(1, problems().size(), problems().toString());
  }

  @Test
  void twoNamesOfOneAddressAreRemarkedOn() throws Exception {
    write(
        "probes.json",
        """
        {"probes": [{"name": "p1", "proto": 6, "address": "2001:db8:0::1"},
                    {"name": "p2", "proto": 6, "address": "2001:DB8::1"}]}
        """);
    assertTrue(load().warnings().get(0).contains("p1 and p2 are both 2001:db8::1"));
  }

  @Test
  void aCollectorsListsWithOneAddressUnderManyNamesAreRefused() {
    org.ixpqos.config.Problems problems = new org.ixpqos.config.Problems();
    new RemoteConfiguration(
            """
            {"probes": [{"name": "p1", "proto": 4, "address": "10.0.0.1"},
                        {"name": "p2", "proto": 4, "address": "10.0.0.1"}]}
            """,
            "",
            "{\"schedule\": []}",
            "")
        .check(problems, new QuartzCron());
    assertEquals(1, problems.list().size(), problems.list().toString());
  }
}
