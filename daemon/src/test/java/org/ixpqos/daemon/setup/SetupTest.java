package org.ixpqos.daemon.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.ixpqos.config.cron.QuartzCron;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.daemon.config.ConfigurationLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupTest {
  @TempDir private Path directory;
  private final MockWebServer collector = new MockWebServer();
  private final List<String> service = new ArrayList<>();
  private Path key;

  @BeforeEach
  void shippedFiles() throws IOException {
    collector.start();
    key = Files.writeString(directory.resolve("given"), " s3cret\n");
    write("probes.json", "{\"probes\": []}");
    write("schedule.json", "{\"schedule\": []}");
    write(
        "daemon.json", "{\"name\": \"\", \"collectors\": [], \"buffer\": {\"maxSize\": \"9MB\"}}");
  }

  @AfterEach
  void close() {
    collector.close();
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(directory.resolve(file), text);
  }

  private String url() {
    return "http://127.0.0.1:" + collector.getPort() + "/backend";
  }

  private void collectorAnswers(int code, String body) {
    collector.enqueue(new MockResponse.Builder().code(code).body(body).build());
    if (code == 200 && body.startsWith("{")) {
      collectorTakes(200);
    }
  }

  /** What it answers to an upload of this probe. */
  private void collectorTakes(int code) {
    collector.enqueue(
        new MockResponse.Builder().code(code).body("{\"error\": \"this key is p9's\"}").build());
  }

  private List<String> apply(Setup.Wishes wishes) throws Exception {
    InputStream input = new ByteArrayInputStream("piped\n".getBytes(StandardCharsets.UTF_8));
    Service recording =
        restart -> {
          service.add(restart ? "restarted" : "started");
          return "the service was restarted";
        };
    return new Setup(directory, recording, input).apply(wishes);
  }

  private Setup.Wishes wishes(String name, String url, Path keyFile) {
    return new Setup.Wishes(
        Optional.ofNullable(name),
        Optional.ofNullable(url),
        Optional.ofNullable(keyFile),
        Optional.empty(),
        true);
  }

  private Configuration loaded() throws Exception {
    return new ConfigurationLoader(directory, new QuartzCron()).load();
  }

  @Test
  void aProbeIsSetUpInOneGo() throws Exception {
    collectorAnswers(200, "{\"probes\": []}");
    List<String> said = apply(wishes("p1", url(), key));
    RecordedRequest asked = collector.takeRequest();
    assertEquals("/backend/api/v1/conf/probes", asked.getUrl().encodedPath());
    assertEquals("s3cret", asked.getHeaders().get("X-API-Key"));
    assertEquals("p1", loaded().daemon().name());
    assertEquals(url(), loaded().daemon().collectors().get(0).url().toString());
    assertEquals(9_000_000, loaded().daemon().buffer().maxBytes());
    Path installed = loaded().daemon().collectors().get(0).keyFile();
    assertEquals(directory.resolve("api-key"), installed);
    assertEquals("s3cret\n", Files.readString(installed));
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(installed)));
    assertEquals(List.of("restarted"), service);
    assertFalse(said.toString().contains("s3cret"), said::toString);
    assertTrue(said.toString().contains("add the exchange's probes"), said::toString);
  }

  @Test
  void theSameAgainChangesNothing() throws Exception {
    collectorAnswers(200, "{}");
    collectorAnswers(200, "{}");
    apply(wishes("p1", url(), key));
    var before = Files.getLastModifiedTime(directory.resolve("daemon.json"));
    List<String> said = apply(wishes("p1", url(), key));
    assertEquals(before, Files.getLastModifiedTime(directory.resolve("daemon.json")));
    assertEquals(List.of("restarted"), service);
    assertTrue(said.toString().contains("daemon.json stays as it is"), said::toString);
  }

  @Test
  void whatIsNotGivenStays() throws Exception {
    collectorAnswers(200, "{}");
    collectorAnswers(200, "{}");
    apply(wishes("p1", url(), key));
    apply(wishes("p2", null, null));
    assertEquals("p2", loaded().daemon().name());
    assertEquals(url(), loaded().daemon().collectors().get(0).url().toString());
    assertEquals(List.of("restarted", "started"), service, "a name is live without a restart");
  }

  @Test
  void theKeyCanBePiped() throws Exception {
    collectorAnswers(200, "{}");
    apply(wishes("p1", url(), Path.of("-")));
    assertEquals("piped", collector.takeRequest().getHeaders().get("X-API-Key"));
  }

  @Test
  void aKeyThatTheCollectorRefusesIsNotInstalled() throws Exception {
    collectorAnswers(403, "{\"error\": \"The provided API key is not valid\"}");
    String before = Files.readString(directory.resolve("daemon.json"));
    SetupException refused =
        assertThrows(SetupException.class, () -> apply(wishes("p1", url(), key)));
    assertTrue(refused.getMessage().contains("does not take the key"), refused::getMessage);
    assertEquals(before, Files.readString(directory.resolve("daemon.json")));
    assertFalse(Files.exists(directory.resolve("api-key")));
    assertEquals(List.of(), service);
  }

  /** The shared key reads the lists; a probe with a key of its own may not post with it. */
  @Test
  void aKeyThatIsNotThisProbesIsNotInstalled() throws Exception {
    collector.enqueue(new MockResponse.Builder().body("{}").build());
    collectorTakes(403);
    SetupException refused =
        assertThrows(SetupException.class, () -> apply(wishes("p1", url(), key)));
    assertTrue(refused.getMessage().contains("403: this key is p9's"), refused::getMessage);
    assertFalse(Files.exists(directory.resolve("api-key")));
    collector.takeRequest();
    RecordedRequest asked = collector.takeRequest();
    assertEquals("/backend/api/v1/data/probe-result", asked.getUrl().encodedPath());
    assertEquals("{\"source\":\"p1\",\"probes\":[]}", asked.getBody().utf8());
  }

  @Test
  void aServerThatIsNoCollectorIsRefused() {
    collectorAnswers(200, "<html>");
    SetupException refused =
        assertThrows(SetupException.class, () -> apply(wishes("p1", url(), key)));
    assertTrue(refused.getMessage().contains("not answer as a collector"), refused::getMessage);
  }

  @Test
  void offlineNobodyIsAsked() throws Exception {
    Setup.Wishes offline =
        new Setup.Wishes(
            Optional.of("p1"), Optional.of(url()), Optional.of(key), Optional.empty(), false);
    apply(offline);
    assertEquals(0, collector.getRequestCount());
    assertEquals("p1", loaded().daemon().name());
  }

  @Test
  void theListsCanComeFromTheCollector() throws Exception {
    Setup.Wishes wishes =
        new Setup.Wishes(
            Optional.of("p1"),
            Optional.of(url()),
            Optional.of(key),
            Optional.empty(),
            Optional.of("collector"),
            false);
    List<String> said = apply(wishes);
    assertTrue(loaded().daemon().remoteFrom().isPresent());
    assertTrue(said.toString().contains("come from the collector"), said::toString);
    assertFalse(said.toString().contains("add the exchange's probes"), said::toString);
    assertTrue(
        Files.readString(directory.resolve("daemon.json"))
            .contains("\"configuration\": \"collector\""));
  }

  /** The old name of the key stays where it stands: with both the file is refused. */
  @Test
  void aFileWithTheOldKeyKeepsIt() throws Exception {
    write("daemon.json", "{\"name\": \"p1\", \"lists\": \"files\"}");
    apply(
        new Setup.Wishes(
            Optional.of("p1"),
            Optional.of(url()),
            Optional.of(key),
            Optional.empty(),
            Optional.of("collector"),
            false));
    assertTrue(loaded().daemon().remoteFrom().isPresent());
  }

  /** The owner of the buffer's directory is the service: it reads a new key without a restart. */
  @Test
  void theServiceMayReadTheKeyAndIsNotRestartedForIt() throws Exception {
    if (!"root".equals(System.getProperty("user.name"))) {
      return; // only root gives files away
    }
    Path buffer = Files.createDirectory(directory.resolve("buffer"));
    Files.setAttribute(buffer, "unix:gid", 65_534);
    Files.setAttribute(buffer, "unix:uid", 65_534);
    write("daemon.json", "{\"buffer\": {\"directory\": \"" + buffer + "\"}}");
    for (int i = 0; i < 2; i++) {
      Files.writeString(key, "key" + i);
      apply(
          new Setup.Wishes(
              Optional.of("p1"), Optional.of(url()), Optional.of(key), Optional.empty(), false));
      Path installed = directory.resolve("api-key");
      assertEquals("key" + i + "\n", Files.readString(installed));
      assertEquals(
          "rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(installed)));
      assertEquals(0, Files.getAttribute(installed, "unix:uid"));
      assertEquals(65_534, Files.getAttribute(installed, "unix:gid"));
    }
    assertEquals(List.of("started", "started"), service);
  }

  @Test
  void anEmptyInputIsReportedAsThat() throws IOException {
    Files.writeString(key, "");
    String all =
        assertThrows(SetupException.class, () -> apply(wishes("p1", url(), key))).getMessage();
    assertTrue(all.contains(key + " holds no key"), all);
  }

  @Test
  void everyErrorIsReportedAtOnce() throws IOException {
    write(
        "probes.json", "{\"probes\": [{\"name\": \"rom1\", \"proto\": 4, \"address\": \"::1\"}]}");
    Setup.Wishes bad =
        new Setup.Wishes(
            Optional.of("rom2"),
            Optional.of("ftp://collector"),
            Optional.of(directory.resolve("absent")),
            Optional.of(directory.resolve("no-ca")),
            true);
    String all = assertThrows(SetupException.class, () -> apply(bad)).getMessage();
    for (String part :
        new String[] {
          "--api-key-file",
          "--ca-file",
          "$.probes[0].address",
          "$.collectors[0].url",
          "did you mean \"rom1\""
        }) {
      assertTrue(all.contains(part), part + " in " + all);
    }
    assertEquals(0, collector.getRequestCount());
  }

  @Test
  void nothingGivenOnANewHostReportsWhatIsNeeded() {
    String all =
        assertThrows(SetupException.class, () -> apply(wishes(null, null, null))).getMessage();
    assertTrue(all.contains("--name") && all.contains("--collector"), all);
    assertTrue(all.contains("--api-key-file"), all);
  }

  @Test
  void aFileThatIsNotACertificateIsRefused() throws Exception {
    Setup.Wishes bad =
        new Setup.Wishes(
            Optional.of("p1"), Optional.of(url()), Optional.of(key), Optional.of(key), true);
    String all = assertThrows(SetupException.class, () -> apply(bad)).getMessage();
    assertTrue(all.contains("--ca-file"), all);
    assertFalse(Files.exists(directory.resolve("collector-ca.pem")));
  }

  @Test
  void aFileThatWasThereKeepsItsGroupAndMode() throws Exception {
    Path file = directory.resolve("daemon.json");
    boolean root = ((Integer) Files.getAttribute(directory, "unix:uid")) == 0;
    if (root) {
      Files.setAttribute(file, "unix:gid", 65_534);
      Files.setAttribute(file, "unix:uid", 65_534);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Object group = Files.getAttribute(file, "unix:gid");
    Object owner = Files.getAttribute(file, "unix:uid");
    apply(
        new Setup.Wishes(
            Optional.of("p1"), Optional.of(url()), Optional.of(key), Optional.empty(), false));
    assertTrue(Files.readString(file).contains("p1"));
    assertEquals(group, Files.getAttribute(file, "unix:gid"));
    assertEquals(owner, Files.getAttribute(file, "unix:uid"));
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void aPathThatIsNoneIsReportedAndNothingWritten() throws Exception {
    write(
        "daemon.json",
        "{\"collectors\": [{\"url\": \"https://a.example\", \"keyFile\": \"a\\u0000b\"}]}");
    String before = Files.readString(directory.resolve("daemon.json"));
    assertThrows(
        SetupException.class,
        () ->
            apply(
                new Setup.Wishes(
                    Optional.of("p1"),
                    Optional.empty(),
                    Optional.of(key),
                    Optional.empty(),
                    false)));
    assertEquals(before, Files.readString(directory.resolve("daemon.json")));
  }
}
