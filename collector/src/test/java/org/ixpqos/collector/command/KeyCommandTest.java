package org.ixpqos.collector.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ixpqos.cli.CommandFailure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeyCommandTest {
  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private int exitCode;

  @BeforeEach
  void configure() throws Exception {
    Files.writeString(directory.resolve("key"), "k");
    Files.createDirectory(directory.resolve("store"));
    Files.writeString(
        directory.resolve("collector.json"),
        "{\"apiKeyFile\": \"key\", \"store\": {\"directory\": \"store\"}}");
  }

  private String key(String... arguments) {
    out.getBuffer().setLength(0);
    CommandLine line = new CommandLine(new CollectorCommand());
    PrintWriter writer = new PrintWriter(out, true);
    line.setOut(writer).setErr(writer);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          writer.println(failure.getMessage());
          return ((CommandFailure) failure).exitCode();
        });
    String[] all = new String[arguments.length + 3];
    all[0] = "key";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 2] = "--config";
    all[all.length - 1] = directory.toString();
    exitCode = line.execute(all);
    return out.toString().strip();
  }

  @Test
  void aKeyIsMadeListedRotatedAndRevoked() {
    String first = key("create", "p1");
    assertTrue(first.startsWith("ixp_"), first);
    assertTrue(first.contains("the shared key is refused for p1 from now on"), first);
    String listed = key("list");
    assertTrue(listed.matches("[0-9a-f]{8}  p1 +made \\S+Z  used never  until revoked"), listed);
    String second = key("rotate", "p1", "--overlap", "2d");
    assertTrue(second.startsWith("ixp_") && !second.equals(first), second);
    String both = key("list");
    assertEquals(2, both.lines().count(), both);
    assertTrue(both.lines().findFirst().orElse("").matches(".*until \\d{4}-.*Z"), both);
    assertEquals(2, key("revoke", "p1").lines().count());
    assertEquals("", key("list"));
    assertEquals(0, exitCode);
  }

  @Test
  void whatIsNotThereIsNotRevoked() {
    assertTrue(key("revoke", "p1").contains("there is no key \"p1\""));
    assertEquals(1, exitCode);
  }

  @Test
  void twoChangesAtOnceAreRefused() throws Exception {
    Path lock = Files.createFile(directory.resolve("store").resolve("keys.json.new"));
    assertTrue(key("create", "p1").contains("another command is changing"));
    assertEquals(1, exitCode);
    assertTrue(Files.exists(lock), "it is the other command's");
  }

  @Test
  void aNameThatIsNoProbesIsRefused() {
    assertTrue(key("create", "p 1").contains("no probe's name"));
    assertEquals(2, exitCode);
  }

  @Test
  void aProbableMistakeIsAWarning() throws Exception {
    Files.writeString(
        directory.resolve("probes.json"),
        "{\"probes\": [{\"name\": \"p1\", \"proto\": 4, \"address\": \"10.0.0.1\"}]}");
    String misspelt = key("create", "p11");
    assertTrue(misspelt.contains("did you mean \"p1\"?"), misspelt);
    assertFalse(key("create", "p1").contains("other key"));
    String again = key("create", "p1");
    assertTrue(again.contains("p1 has 1 other key, valid as before"), again);
    assertFalse(again.contains("the shared key"), again);
    String first = key("rotate", "p2", "--overlap", "2d");
    assertTrue(first.contains("p2 had no key of its own"), first);
    assertTrue(first.contains("the shared key is refused for p2 from 2"), first);
  }

  @Test
  void theSharedKeyIsRotatedWithItsFile() throws Exception {
    Files.writeString(directory.resolve("key"), "the-key\n");
    String text = key("rotate", "--shared", "--overlap", "1d");
    assertEquals(0, exitCode, text);
    String made = text.lines().findFirst().orElseThrow();
    assertEquals(made + "\n", Files.readString(directory.resolve("key")));
    assertTrue(key("list").contains("(shared)"));
    key("rotate");
    assertEquals(2, exitCode);
  }
}
