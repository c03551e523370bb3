package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.ixpqos.collector.access.UserFile;
import org.ixpqos.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The warnings of a collector that may be more open than intended. */
class StartUpWarningsTest {
  @TempDir private Path directory;

  private CollectorConfig config(String address, String more) throws Exception {
    Path key = Files.writeString(directory.resolve("key"), "k");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    Files.writeString(
        directory.resolve(CollectorConfig.FILE),
        "{\"listen\": {\"address\": \"%s\", \"port\": 0}, \"apiKeyFile\": \"key\", %s \"store\": {\"directory\": \"store\"}}"
            .formatted(address, more));
    return CollectorConfig.read(directory);
  }

  private List<String> warnings(CollectorConfig config) throws Exception {
    try (TestingLog log = new TestingLog(Collector.class)) {
      Collector.start(config, new TestingClock().keeper()).stop();
      return log.lines();
    }
  }

  @Test
  void nothingIsWrongWithLoopback() throws Exception {
    assertEquals(List.of(), warnings(config("127.0.0.1", "")));
  }

  @Test
  void whoeverReachesItReadsAndKeysComeInClear() throws Exception {
    List<String> lines = warnings(config("0.0.0.0", ""));
    assertEquals(2, lines.size(), lines.toString());
    assertTrue(lines.get(0).startsWith("WARN everyone who reaches 0.0.0.0 can read"), lines.get(0));
    assertTrue(lines.get(0).endsWith("set \"login\" in collector.json"), lines.get(0));
    assertTrue(lines.get(1).startsWith("WARN keys and passwords come over"), lines.get(1));
    assertTrue(lines.get(1).endsWith("set \"tls\" in collector.json"), lines.get(1));
  }

  @Test
  void aLoginThatNobodyHasIsReported() throws Exception {
    CollectorConfig config = config("127.0.0.1", "\"login\": {},");
    List<String> lines = warnings(config);
    assertEquals(1, lines.size(), lines.toString());
    assertTrue(lines.get(0).endsWith("'ixpqos collector user set NAME'"), lines.get(0));

    new UserFile(config.storeDirectory()).set("noc", "correct horse".toCharArray());
    assertEquals(List.of(), warnings(config));
  }

  @Test
  void aKeyThatEverybodyCanReadIsReported() throws Exception {
    try (TestingLog log = new TestingLog(CollectorConfig.class)) {
      config("127.0.0.1", "");
      assertEquals(List.of(), log.lines());
      Path key = directory.resolve("key");
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
      CollectorConfig.read(directory);
      assertEquals(
          List.of("WARN everybody on this host can read the API key; chmod o-rwx " + key),
          log.lines());
    }
  }

  @Test
  void aTlsKeyThatEverybodyCanReadIsReported() throws Exception {
    Path key = Files.writeString(directory.resolve("tls.key"), "k");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    try (TestingLog log = new TestingLog(CollectorConfig.class)) {
      config("127.0.0.1", "\"tls\": {\"certificateFile\": \"c\", \"keyFile\": \"tls.key\"},");
      assertEquals(
          List.of(
              "WARN everybody on this host can read the key of the TLS certificate; chmod o-rwx "
                  + key),
          log.lines());
    }
  }

  @Test
  void aNameThatBeginsLikeALoopbackAddressIsNone() throws Exception {
    assertThrows(ConfigException.class, () -> config("127.evil.example", ""));
    assertTrue(config("127.0.0.9", "").http().isLoopback());
    assertFalse(config("0.0.0.0", "").http().isLoopback());
  }
}
