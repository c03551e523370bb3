package org.ixpqos.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The command at a terminal, on real sockets. */
@Timeout(120)
class PingTest {
  private static final int SIGINT = 2;

  @Test
  void ctrlCPrintsTheSummaryOfWhatWasMeasured() throws Exception {
    Process ping =
        new ProcessBuilder(
                LoopbackProgram.COMMAND.toString(),
                "ping",
                "-c",
                "1000",
                "-i",
                "100ms",
                "127.0.0.1")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = ping.inputReader()) {
      for (int packet = 1; packet <= 3; packet++) {
        String line = out.readLine();
        assertTrue(line != null && line.startsWith("127.0.0.1: " + packet + ": "), line);
      }
      Shell.run("kill", "-INT", String.valueOf(ping.pid()));
      List<String> rest = out.lines().toList();
      String last = rest.get(rest.size() - 1);
      assertTrue(last.startsWith("127.0.0.1 (127.0.0.1): "), last);
      assertTrue(last.contains(" received, 0.0 % loss, ") && last.contains(" not sent, "), last);
      assertTrue(ping.waitFor(20, TimeUnit.SECONDS));
      assertEquals(128 + SIGINT, ping.exitValue());
    } finally {
      ping.destroyForcibly();
    }
  }
}
