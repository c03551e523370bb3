package org.ixpqos.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  @Test
  void listsTheCommandsOfTheClassPathByName() {
    assertEquals(ExitCode.OK, run("--help"));
    String help = out.toString();
    int first = help.indexOf("  break");
    int second = help.indexOf("  fail");
    int third = help.indexOf("  measure  Ends well.");
    assertTrue(first > 0 && second > first && third > second, help);
    for (String code : new String[] {"0 ", "1 ", "2 ", "78 "}) {
      assertTrue(help.contains("\n  " + code), help);
    }
    assertEquals("", err.toString());
  }

  @Test
  void reportsItsVersion() {
    assertEquals(ExitCode.OK, run("--version"));
    assertTrue(
        out.toString().matches("(?s)ixpqos \\d+\\.\\d+\\.\\d+.*\\RJava \\d+.*"), out.toString());
  }

  @Test
  void helpsWithEachCommand() {
    assertEquals(ExitCode.OK, run("measure", "--help"));
    assertTrue(out.toString().startsWith("Usage: ixpqos measure"), out.toString());
  }

  @ParameterizedTest
  @CsvSource({"measure, 0", "measure --family=v4, 0", "measure --family=v6, 66"})
  void returnsWhatTheCommandReturns(String arguments, int code) {
    assertEquals(code, run(arguments.split(" ")));
    assertEquals("", err.toString());
  }

  @Test
  void asksForACommand() {
    assertEquals(ExitCode.USAGE, run());
    assertTrue(err.toString().startsWith("which command?"), err.toString());
  }

  @Test
  void guessesAnUnknownCommand() {
    assertEquals(ExitCode.USAGE, run("mesure"));
    assertTrue(err.toString().contains("Did you mean: ixpqos measure"), err.toString());
  }

  @Test
  void refusesAnUnknownOption() {
    assertEquals(ExitCode.USAGE, run("measure", "--famly=v6"));
    assertTrue(err.toString().contains("--family"), err.toString());
  }

  @Test
  void explainsAFailureWithoutAStackTrace() {
    assertEquals(ExitCode.FAILURE, run("fail"));
    assertEquals("fail: no such host; check the name", err.toString().strip());
  }

  @Test
  void passesOnTheFailuresCode() {
    assertEquals(ExitCode.CONFIGURATION, run("fail", "--code=78"));
  }

  @Test
  void showsABugsStackTrace() {
    assertEquals(ExitCode.FAILURE, run("break"));
    assertTrue(err.toString().contains("IllegalStateException: a bug"), err.toString());
    assertTrue(err.toString().contains("\tat "), err.toString());
  }
}
