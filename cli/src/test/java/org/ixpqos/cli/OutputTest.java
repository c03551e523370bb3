package org.ixpqos.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTest {
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream outBefore = System.out;
  private final PrintStream errBefore = System.err;
  private final Locale localeBefore = Locale.getDefault();

  /** Takes some bytes and no more. */
  private static final class FullDisk extends OutputStream {
    private int room;

    FullDisk(int room) {
      this.room = room;
    }

    @Override
    public void write(int one) throws IOException {
      if (room-- <= 0) {
        throw new IOException("No space left on device");
      }
    }
  }

  @BeforeEach
  void redirect() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(outBefore);
    System.setErr(errBefore);
    Locale.setDefault(localeBefore);
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"write", "write -l 100000", "write less", "--version", "--help", "measure --help"})
  void aFullDiskIsAFailureOfEveryCommand(String arguments) {
    assertEquals(
        ExitCode.FAILURE, Main.run(new Output(new FullDisk(5)), arguments.split(" ")), arguments);
    String said = text(err);
    assertTrue(said.contains("can't be written to its end: No space left on device"), said);
    assertEquals(
        said.indexOf("No space left"), said.lastIndexOf("No space left"), "said once: " + said);
  }

  @Test
  void theLogStandsBesideTheDataAndNotInIt() {
    assertEquals(ExitCode.OK, Main.run(new Output(data), "write"));
    assertEquals("0 of 1" + System.lineSeparator(), text(data));
    assertEquals("", text(out));
    assertTrue(text(err).contains("a line of the log"), text(err));
  }

  @Test
  void aServicesOutputIsItsLog() {
    assertEquals(ExitCode.OK, Main.run(new Output(data), "serve"));
    assertTrue(text(out).contains("a line of the log"), text(out));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "fa-IR", "th-TH-u-nu-thai", "de-DE", "hi-IN-u-nu-deva"})
  void digitsAreAsciiInEveryLocale(String locale) {
    Locale.setDefault(Locale.forLanguageTag(locale));
    assertEquals(ExitCode.OK, Main.run(new Output(data), "write", "-l", "1234"));
    assertTrue(text(data).startsWith("0 of 1,234"), text(data).substring(0, 20));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "write -l 3 less",
        "write --lines 3 less",
        "write -l 7 less -l 3",
        "write -l 3 group less"
      })
  void anOptionBeforeTheSubcommandCounts(String arguments) {
    assertEquals(ExitCode.OK, Main.run(new Output(data), arguments.split(" ")));
    assertEquals(3, text(data).lines().count());
  }

  @Test
  void anOptionThatMeansNothingToTheSubcommandIsRefused() {
    assertEquals(ExitCode.USAGE, Main.run(new Output(data), "write", "--other", "less"));
    assertTrue(text(err).contains("--other is no option of 'ixpqos write less'"), text(err));
  }
}
