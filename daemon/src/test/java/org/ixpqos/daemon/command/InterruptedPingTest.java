package org.ixpqos.daemon.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ctrl-C: what was measured until then is what was asked for. */
@Timeout(60)
class InterruptedPingTest {
  private static final int SIGINT = 2;

  /** What a ping prints that is interrupted when its first packet is out. */
  private static String interrupted(String... arguments) throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of(
                // a shell ignores the signal in what it runs in the background
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                PingProcess.class.getName()));
    line.addAll(List.of(arguments));
    Process ping = new ProcessBuilder(line).start();
    try (BufferedReader errors = ping.errorReader(StandardCharsets.UTF_8)) {
      while (!"sent".equals(errors.readLine())) {
        assertTrue(ping.isAlive());
      }
      // a terminal sends it to the whole group
      new ProcessBuilder("sh", "-c", "kill -INT " + ping.pid()).inheritIO().start().waitFor();
      String out = new String(ping.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(ping.waitFor(20, TimeUnit.SECONDS));
      assertEquals(128 + SIGINT, ping.exitValue());
      return out;
    } finally {
      ping.destroyForcibly();
    }
  }

  @Test
  void theSummaryIsPrinted() throws Exception {
    String out = interrupted("2", "-c", "100", "127.0.0.1", "127.0.0.2");
    List<String> lines = out.lines().toList();
    assertTrue(
        lines.contains(
            "127.0.0.1 (127.0.0.1): 0 sent, 0 received, unknown loss, 100 not sent,"
                + " 2 duplicates, 1 reordered, 100 not_sent cancelled"),
        out);
    assertTrue(lines.get(lines.size() - 1).startsWith("127.0.0.2 (127.0.0.2): "), out);
  }

  @Test
  void soIsItsJson() throws Exception {
    String out = interrupted("1", "--json", "-c", "7", "127.0.0.1");
    assertEquals(1, out.lines().count(), out);
    assertEquals(7, JsonParser.parseString(out).getAsJsonObject().get("not_sent").getAsInt(), out);
  }

  @Test
  void aNameThatNobodyAnswersForHoldsNoSummaryBack() throws Exception {
    String out = interrupted("1", "-q", "-c", "3", "127.0.0.1", "ixpqos-test.invalid");
    assertTrue(out.contains("127.0.0.1 (127.0.0.1): "), out);
  }
}
