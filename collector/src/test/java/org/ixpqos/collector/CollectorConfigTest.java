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
import java.util.Set;
import org.ixpqos.wire.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
             "store": {"directory": "store"}, "retention": {"raw": "7d"}, "publicPage": true}""");
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
  void tellsEverythingThatIsWrongAtOnce() throws Exception {
    ConfigException refusal =
        assertThrows(
            ConfigException.class,
            () ->
                read(
                    """
                    {"listen": {"adress": "::1", "port": 99999}, "apiKeyFile": "missing",
                     "stroe": {}, "retention": {"raw": "1w"}}"""));
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
             "login": {"proxyHeader": "X-Remote-User"}}""");
    assertEquals(Set.of("127.0.0.1", "fd99:0:0:0:0:0:0:1"), config.access().trustedProxies());
    ConfigException refusal =
        assertThrows(
            ConfigException.class,
            () ->
                read(
                    """
                    {"apiKeyFile": "key", "trustedProxies": ["proxy.example", "999.1.1.1"],
                     "login": {"proxyHeader": "X-Remote-User"}, "tls": {"keyFile": "k"},
                     "limits": {"keyRate": 0, "requestTime": "1d"}}"""));
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
}
