package org.ixpqos.collector.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.collector.access.UserFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class UserCommandTest {
  @TempDir private Path directory;
  private int exitCode;

  @BeforeEach
  void configure() throws Exception {
    Files.writeString(directory.resolve("key"), "k");
    Files.createDirectory(directory.resolve("store"));
    Files.writeString(
        directory.resolve("collector.json"),
        "{\"apiKeyFile\": \"key\", \"store\": {\"directory\": \"store\"}}");
  }

  /** What the command prints, given this on standard input. */
  private String user(String input, String verb, String... name) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out, true);
    CommandLine line = new CommandLine(new CollectorCommand());
    line.setOut(writer).setErr(writer);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          writer.println(failure.getMessage());
          return ((CommandFailure) failure).exitCode();
        });
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try {
      String who = name.length == 0 ? "--" : name[0];
      exitCode = line.execute("user", verb, "--config", directory.toString(), who);
    } finally {
      System.setIn(before);
    }
    return out.toString().strip();
  }

  @Test
  void aUserIsSetListedAndRemoved() throws Exception {
    assertEquals("", user("correct horse\n", "set", "noc"));
    assertEquals(0, exitCode);
    assertEquals("noc", user("", "list"));
    String file = Files.readString(directory.resolve("store").resolve(UserFile.NAME));
    assertFalse(file.contains("correct horse"), "a password is kept hashed");
    user("another horse\n", "set", "noc");
    assertEquals("noc", user("", "list"));
    user("", "remove", "noc");
    assertEquals(0, exitCode);
    assertEquals("", user("", "list"));
  }

  @Test
  void aPasswordThatIsShortOrMissingIsRefused() {
    for (String input : new String[] {"", "short\n"}) {
      assertTrue(user(input, "set", "noc").contains("of at least 8 characters"));
      assertEquals(1, exitCode);
    }
    assertFalse(Files.exists(directory.resolve("store").resolve(UserFile.NAME)));
  }

  @Test
  void aNameThatBasicCannotCarryIsRefused() {
    assertTrue(user("correct horse\n", "set", "n:oc").contains("a name has letters"));
    assertEquals(2, exitCode);
  }

  @Test
  void whoIsNotThereIsNotRemoved() {
    assertTrue(user("", "remove", "noc").contains("there is no user \"noc\""));
    assertEquals(1, exitCode);
  }
}
