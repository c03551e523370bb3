package org.ixpqos.daemon.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.cli.Subcommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Wrong arguments of the commands: a sentence and exit code 2, before any socket is opened. */
class PingCommandTest {
  private final StringWriter err = new StringWriter();

  private int run(Subcommand command, String arguments) {
    return new CommandLine(command)
        .setErr(new PrintWriter(err, true))
        .setOut(new PrintWriter(new StringWriter(), true))
        .execute(arguments.split(" "));
  }

  private void assertUsage(int code, String arguments) {
    assertEquals(ExitCode.USAGE, code, arguments + "\n" + err);
    assertFalse(err.toString().contains("\tat "), err.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-I 300.1.1.1 127.0.0.1",
        "-I ::1 127.0.0.1",
        "-I 127.0.0.1 ::1",
        "-4 -I ::1 host.example",
        "-I 224.0.0.1 127.0.0.1",
        "-I no-such-lan 127.0.0.1",
        "-I a/b 127.0.0.1",
        "-I 1::2::3 ::1",
        "-c 0 127.0.0.1",
        "-s 1 127.0.0.1",
        "-i 1 127.0.0.1",
        "-i 99999999999999999999s 127.0.0.1",
        "-t 999999999d 127.0.0.1",
        "-Q 64 127.0.0.1",
        "--ttl 256 127.0.0.1",
        "-c x 127.0.0.1",
        ""
      })
  void wrongArgumentsArePutInWords(String arguments) {
    assertUsage(run(new PingCommand(), arguments), arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--port 99999", "--port 0", "--port -1", "--port x", "-c a\0b"})
  void soAreThoseOfStatus(String arguments) {
    assertUsage(run(new StatusCommand(), arguments), arguments);
  }

  @Test
  void aPathThatIsNoneIsAWrongArgument() {
    for (Subcommand command :
        new Subcommand[] {
          new StatusCommand(), new BufferCommand(), new SetupCommand(), new DoctorCommand()
        }) {
      assertUsage(run(command, "-c a\0b"), command.getClass().getSimpleName());
    }
    assertUsage(run(new CheckCommand(), "a\0b"), "check");
    assertTrue(err.toString().contains("Nul character not allowed"), err.toString());
  }
}
