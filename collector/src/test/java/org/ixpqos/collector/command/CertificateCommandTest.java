package org.ixpqos.collector.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

class CertificateCommandTest {
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

  private String certificate(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(new CollectorCommand());
    PrintWriter writer = new PrintWriter(out, true);
    line.setOut(writer).setErr(writer);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          writer.println(failure.getMessage());
          return ((CommandFailure) failure).exitCode();
        });
    String[] all = new String[arguments.length + 3];
    all[0] = "certificate";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 2] = "--config";
    all[all.length - 1] = directory.toString();
    exitCode = line.execute(all);
    return out.toString().strip();
  }

  @Test
  void certificatesAreDeniedListedAndAllowedAgain() {
    certificate("deny", "p1");
    certificate("deny", "serial:00AB12");
    assertEquals("p1" + System.lineSeparator() + "serial:ab12", certificate("list"));
    assertTrue(certificate("deny", "p1").contains("p1 is denied already"));
    assertEquals(1, exitCode);
    certificate("allow", "p1");
    assertEquals("serial:ab12", certificate("list"));
    assertTrue(certificate("deny", "serial:xyz").contains("found \"serial:xyz\""));
    assertTrue(certificate("deny", "../p1").contains("a probe's name, or serial:HEX"));
  }
}
