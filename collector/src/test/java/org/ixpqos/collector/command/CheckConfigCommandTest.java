package org.ixpqos.collector.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ixpqos.collector.TestingCertificate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The errors that a start would refuse are found before it, and each line has the place and the
 * remedy.
 */
class CheckConfigCommandTest {
  private static final String ADDRESS = "\"listen\": {\"port\": 0}";

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();

  @BeforeEach
  void write() throws Exception {
    file("key", "the-key");
    file(
        "probes.json",
        "{\"probes\": [{\"name\": \"p1\", \"proto\": 4, \"address\": \"10.0.0.1\"}]}");
    file("schedule.json", "{\"schedule\": [{\"name\": \"mesh\", \"every\": \"1m\"}]}");
    collector(ADDRESS);
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private void collector(String more) throws IOException {
    file(
        "collector.json",
        "{\"apiKeyFile\": \"key\", \"store\": {\"directory\": \"store\"}, " + more + "}");
  }

  private List<String> run(int code) {
    out.getBuffer().setLength(0);
    assertEquals(
        code,
        new CommandLine(new CollectorCommand())
            .setOut(new PrintWriter(out))
            .execute("check-config", "--config=" + directory),
        out::toString);
    return out.toString().lines().toList();
  }

  /** The one problem, which changes the exit code. */
  private void finds(String... words) {
    List<String> lines = run(78);
    assertEquals(2, lines.size(), out::toString);
    for (String word : words) {
      assertTrue(lines.get(0).contains(word), out::toString);
    }
    assertTrue(lines.get(1).endsWith(": 1 problem"), lines.get(1));
  }

  private void notes(String... words) {
    List<String> lines = run(0);
    assertEquals(2, lines.size(), out::toString);
    assertTrue(lines.get(0).startsWith("note: "), lines.get(0));
    for (String word : words) {
      assertTrue(lines.get(0).contains(word), lines.get(0));
    }
  }

  @Test
  void aGoodOneIsOneLine() {
    assertEquals(
        List.of(directory.resolve("collector.json") + ": all is well"), run(0), out::toString);
  }

  @Test
  void errorsOfTheFileAreAllNamed() throws Exception {
    collector("\"lisen\": {}, \"retention\": {\"raw\": \"1x\"}");
    List<String> lines = run(78);
    assertEquals(3, lines.size(), out::toString);
    assertTrue(out.toString().contains("did you mean \"listen\"?"), out.toString());
    assertTrue(lines.get(2).endsWith("2 problems"), out.toString());
  }

  @Test
  void listsAreCheckedAsTheyWouldBePublished() throws Exception {
    file("schedule.json", "{\"schedule\": [{\"name\": \"mesh\", \"evry\": \"1m\"}]}");
    assertTrue(run(78).stream().anyMatch(line -> line.contains("schedule.json")), out::toString);
    file(
        "schedule.json", "{\"schedule\": [{\"name\": \"mesh\", \"cron\": \"0 0 0 * * MOONDAY\"}]}");
    finds("schedule.json", "cron");
  }

  @Test
  void noListsAreANote() throws Exception {
    Files.delete(directory.resolve("probes.json"));
    Files.delete(directory.resolve("schedule.json"));
    notes("lists no probe");
  }

  @Test
  void aLowPortIsANoteWithItsExample() throws Exception {
    collector("\"listen\": {\"port\": 443}");
    notes("port 443 is below 1024", "ixpqos-collector-port-443.conf");
  }

  @Test
  void anAddressOfAnotherHostIsFound() throws Exception {
    collector("\"listen\": {\"address\": \"192.0.2.77\", \"port\": 8080}");
    finds("192.0.2.77 is no address of this host", "ip address");
  }

  @Test
  void filesOfTlsAndOfSinksAreLookedAt() throws Exception {
    TestingCertificate certificate = new TestingCertificate(directory, "collector.example");
    TestingCertificate ca = new TestingCertificate(directory, "ca.example");
    collector(
        ADDRESS
            + ", \"tls\": {\"certificateFile\": \"crt\", \"keyFile\": \"pem\", \"clientCaFile\":"
            + " \"ca\"}");
    file("crt", certificate.certificatePem());
    file("ca", ca.certificatePem());
    finds(directory.resolve("pem").toString(), "can't be looked at");
    file("pem", ca.keyPem());
    finds("tls: ", "holds another key");
    file("pem", certificate.keyPem());
    run(0);
    file("ca", "none");
    finds("tls: ", "no certificate");
    collector(
        ADDRESS
            + ", \"sinks\": [{\"name\": \"influx\", \"type\": \"influxdb2\", \"url\":"
            + " \"https://127.0.0.1:8086\", \"org\": \"ixp\", \"bucket\": \"qos\", \"tokenFile\":"
            + " \"token\", \"caFile\": \"sink-ca\"}]");
    file("token", "secret");
    finds(directory.resolve("sink-ca").toString());
    file("sink-ca", ca.certificatePem());
    run(0);
  }
}
