package org.ixpqos.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyslogEncoderTest {
  private final LoggerContext context = new LoggerContext();

  private String encode(boolean journal, Level level, String message, Throwable thrown) {
    SyslogEncoder encoder = new SyslogEncoder();
    encoder.setContext(context);
    encoder.setJournal(journal);
    encoder.start();
    LoggingEvent event =
        new LoggingEvent("here", context.getLogger("test"), level, message, thrown, null);
    event.setTimeStamp(0);
    return new String(encoder.encode(event), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({"ERROR, 3", "WARN, 4", "INFO, 6", "DEBUG, 7", "TRACE, 7"})
  void startsALineOfTheJournalWithItsSeverity(String level, int severity) {
    assertEquals(
        "<" + severity + ">peer back peer=p2 é\n",
        encode(true, Level.toLevel(level), "peer back peer=p2 é", null));
  }

  @Test
  void startsEveryLineOfAStackTraceWithIt() {
    Exception thrown = new IllegalStateException("outer\nsecond line", new Exception("inner"));
    List<String> lines = encode(true, Level.ERROR, "failed\r\nthere", thrown).lines().toList();
    assertTrue(lines.stream().allMatch(line -> line.startsWith("<3>")), lines.toString());
    assertEquals("<3>failed\\u000d\\nthere", lines.get(0), "a message is a line");
    assertEquals("<3>java.lang.IllegalStateException: outer", lines.get(1));
    assertEquals("<3>\tsecond line", lines.get(2), "no line of its own");
    assertTrue(lines.contains("<3>Caused by: java.lang.Exception: inner"), lines.toString());
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("<3>\tat ")), lines.toString());
  }

  /** Text of others in a message or an exception can't forge a log line. */
  @Test
  void whatOthersSayMakesNoLineAndSteersNoTerminal() {
    String evil =
        "x\n"
            + "2026-11-26T00:00:00.000Z ERROR forged\r"
            + "\u001b[31m\u0085\u2028\u2029\u202e\u2066\u200f\u0007";
    for (boolean journal : new boolean[] {true, false}) {
      String text = encode(journal, Level.WARN, evil, new Exception(evil, new Exception(evil)));
      assertTrue(
          text.chars().noneMatch(c -> (c < ' ' && c != '\n' && c != '\t') || c > 0x7f), text);
      List<String> lines = text.lines().toList();
      assertTrue(
          lines.stream().noneMatch(line -> line.replaceFirst("^<4>", "").startsWith("2026-11-26")),
          text);
    }
  }

  @Test
  void aMessageHasAnEnd() {
    String text = encode(true, Level.WARN, "y".repeat(4_000_000), null);
    assertTrue(text.length() < 4_100, text.length() + " characters");
    assertTrue(text.endsWith("yyy… (4000000 characters)\n"), text.substring(text.length() - 50));
  }

  @Test
  void writesPlainLinesWithTheirTimeElsewhere() {
    String line = encode(false, Level.WARN, "collector lost", null);
    assertTrue(
        line.matches("19(69|70)-[-0-9T:.]+(Z|[-+]\\d\\d:\\d\\d) WARN  collector lost\\R"), line);
  }

  @Test
  void leavesAStackTracePlainElsewhere() {
    List<String> lines =
        encode(false, Level.ERROR, "failed", new Exception("why")).lines().toList();
    assertEquals("java.lang.Exception: why", lines.get(1));
    assertTrue(lines.get(2).startsWith("\tat "), lines.get(2));
  }
}
