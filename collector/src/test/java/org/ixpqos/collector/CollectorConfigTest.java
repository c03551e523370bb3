package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ixpqos.collector.sink.SinkConfig;
import org.ixpqos.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollectorConfigTest {
  @TempDir private Path directory;

  private CollectorConfig read(String json) throws IOException, ConfigException {
    Files.writeString(directory.resolve(CollectorConfig.FILE), json);
    return CollectorConfig.read(directory);
  }

  @Test
  void readsAConfigurationWithItsPathsBesideIt() throws Exception {
    Files.writeString(directory.resolve("key"), "s3cret\n");
    CollectorConfig config =
        read(
            """
            {"listen": {"address": "::1", "port": 0}, "apiKeyFile": "key",
             "store": {"directory": "store"}, "retention": {"raw": "7d"}, "publicPage": true}\
            """);
    assertEquals("::1", config.http().address());
    assertEquals("s3cret", config.apiKey());
    assertEquals(directory.resolve("store"), config.storeDirectory());
    assertEquals(directory.resolve("probes.json"), config.probesFile());
    assertEquals(Duration.ofDays(7), config.retention().raw());
    assertTrue(config.publicPage());
    assertFalse(config.toString().contains("s3cret"));
  }

  @Test
  void theShippedConfigurationNeedsNothingButAKey() throws Exception {
    String shipped;
    try (InputStream in = getClass().getResourceAsStream("/org/ixpqos/shipped/collector.json")) {
      shipped = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Files.writeString(directory.resolve("key"), "k");
    CollectorConfig config = read(shipped.replace("/etc/ixpqos/api-key", "key"));
    assertEquals(8080, config.http().port());
    assertEquals(Path.of("/var/lib/ixpqos-collector"), config.storeDirectory());
    assertFalse(config.publicPage());
  }

  @Test
  void reportsEverythingThatIsWrongAtOnce() throws Exception {
    ConfigException refusal =
        assertThrows(
            ConfigException.class,
            () ->
                read(
                    """
                    {"listen": {"adress": "::1", "port": 99999}, "apiKeyFile": "missing",
                     "stroe": {}, "retention": {"raw": "1w"}}\
                    """));
    assertEquals(
        List.of("$.listen.port", "$.listen.adress", "$.apiKeyFile", "$.retention.raw", "$.stroe"),
        refusal.problems().stream().map(problem -> problem.path()).toList());
  }

  @Test
  void anEmptyKeyIsNoKey() throws Exception {
    Files.writeString(directory.resolve("key"), " \n");
    assertThrows(ConfigException.class, () -> read("{\"apiKeyFile\": \"key\"}"));
  }

  @Test
  void proxiesAreAddressesAndAHeaderNeedsOne() throws Exception {
    Files.writeString(directory.resolve("key"), "k");
    CollectorConfig config =
        read(
            """
            {"apiKeyFile": "key", "trustedProxies": ["127.0.0.1", "fd99::0:1"],
             "login": {"proxyHeader": "X-Remote-User"}}\
            """);
    assertEquals(Set.of("127.0.0.1", "fd99:0:0:0:0:0:0:1"), config.access().trustedProxies());
    ConfigException refusal =
        assertThrows(
            ConfigException.class,
            () ->
                read(
                    """
                    {"apiKeyFile": "key", "trustedProxies": ["proxy.example", "999.1.1.1"],
                     "login": {"proxyHeader": "X-Remote-User"}, "tls": {"keyFile": "k"},
                     "limits": {"keyRate": 0, "requestTime": "1d"}}\
                    """));
    assertEquals(
        List.of(
            "$.tls.certificateFile",
            "$.limits.requestTime",
            "$.limits.keyRate",
            "$.trustedProxies[0]",
            "$.trustedProxies[1]",
            "$.login.proxyHeader"),
        refusal.problems().stream().map(problem -> problem.path()).toList());
  }

  @Test
  void readsSinks() throws Exception {
    Files.writeString(directory.resolve("key"), "k");
    assertEquals(List.of(), read("{\"apiKeyFile\": \"key\"}").sinks());
    CollectorConfig config =
        read(
            """
            {"apiKeyFile": "key", "sinks": [
              {"name": "influx", "type": "influxdb2", "url": "https://influx.example:8086",
               "org": "ixp", "bucket": "qos", "tokenFile": "token"},
              {"name": "vm", "type": "influxdb2", "url": "http://[::1]:8480/insert/0/influx/"},
              {"name": "old", "type": "influxdb1", "url": "http://127.0.0.1:8086",
               "database": "ixp", "user": "u", "passwordFile": "/etc/ixpqos/password"}]}\
            """);
    assertEquals(
        List.of("influx", "vm", "old"), config.sinks().stream().map(SinkConfig::name).toList());
    SinkConfig influx = config.sinks().get(0);
    assertEquals(Map.of("org", "ixp", "bucket", "qos"), influx.parameters());
    assertEquals(directory.resolve("token"), influx.access().secret().orElseThrow().file());
    assertEquals(Map.of(), config.sinks().get(1).parameters());
    assertEquals(Map.of("db", "ixp"), config.sinks().get(2).parameters());
    assertEquals("u", config.sinks().get(2).access().secret().orElseThrow().user().orElseThrow());
  }

  @Test
  void reportsEverythingThatIsWrongWithSinks() throws Exception {
    Files.writeString(directory.resolve("key"), "k");
    ConfigException refusal =
        assertThrows(
            ConfigException.class,
            () ->
                read(
                    """
                    {"apiKeyFile": "key", "sinks": [
                      {"type": "influx", "url": "ftp://x", "buckt": "b"},
                      {"name": "a b", "type": "influxdb1", "url": "http://u:p@x/", "bucket": "b"},
                      {"name": "s", "url": "http://x/api/v2/write", "tokenFile": "t", "user": "u"},
                      {"name": "s", "type": "influxdb2", "url": "http://x", "caFile": "key",
                       "passwordFile": "p"},
                      7]}\
                    """));
    assertEquals(
        List.of(
            "$.sinks[4]",
            "$.sinks[0].name",
            "$.sinks[0].type",
            "$.sinks[0].url",
            "$.sinks[0].buckt",
            "$.sinks[1].name",
            "$.sinks[1].url",
            "$.sinks[1].database",
            "$.sinks[1].bucket",
            "$.sinks[2].url",
            "$.sinks[2].type",
            "$.sinks[2].passwordFile",
            "$.sinks[2].tokenFile",
            "$.sinks[3].user",
            "$.sinks[3].caFile",
            "$.sinks[3].name"),
        refusal.problems().stream().map(problem -> problem.path()).toList());
    assertTrue(refusal.getMessage().contains("did you mean \"bucket\"?"), refusal.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[::1]", "lo", "300.1.1.1", "127.evil.example", "host.example"})
  void wantsAnAddressToListenAt(String address) throws Exception {
    Files.writeString(directory.resolve("key"), "k");
    ConfigException refusal =
        assertThrows(
            ConfigException.class,
            () ->
                read("{\"listen\": {\"address\": \"" + address + "\"}, \"apiKeyFile\": \"key\"}"));
    assertEquals("$.listen.address", refusal.problems().get(0).path());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:99999", "http://[fe80::1%25lo]:8080", "http://a:0"})
  void aUrlIsJudgedByWhatCallsIt(String url) throws Exception {
    Files.writeString(directory.resolve("key"), "k");
    for (String keys :
        List.of(
            "\"sinks\": [{\"name\": \"vm\", \"type\": \"influxdb2\", \"url\": \"" + url + "\"}]",
            "\"reads\": {\"type\": \"victoriametrics\", \"url\": \"" + url + "\"}")) {
      ConfigException refusal =
          assertThrows(
              ConfigException.class, () -> read("{\"apiKeyFile\": \"key\", " + keys + "}"));
      assertTrue(refusal.problems().get(0).path().endsWith(".url"), refusal.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"apiKeyFile", "probesFile", "scheduleFile"})
  void aPathThatIsNoneIsAProblem(String key) throws Exception {
    Files.writeString(directory.resolve("key"), "k");
    String other = key.equals("apiKeyFile") ? "" : "\"apiKeyFile\": \"key\", ";
    ConfigException refusal =
        assertThrows(
            ConfigException.class, () -> read("{" + other + "\"" + key + "\": \"a\\u0000b\"}"));
    assertEquals("$." + key, refusal.problems().get(0).path());
  }
}
