package org.ixpqos.daemon.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ixpqos.cli.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {
  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int check(String schedule, String probes) throws IOException {
    Files.writeString(directory.resolve("daemon.json"), "{\"name\": \"p1\"}");
    Files.writeString(directory.resolve("probes.json"), "{\"probes\": [" + probes + "]}");
    Files.writeString(directory.resolve("schedule.json"), "{\"schedule\": [" + schedule + "]}");
    return new CommandLine(new CheckCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(directory.toString());
  }

  private static String probes(int count) {
    StringBuilder list = new StringBuilder();
    for (int i = 1; i <= count; i++) {
      list.append(i == 1 ? "" : ",")
          .append("{\"name\": \"p" + i + "\", \"proto\": 4, \"address\": \"10.0.")
          .append(i / 250 + "." + i % 250 + "\"}");
    }
    return list.toString();
  }

  @Test
  void reportsWhatChangesOfTheClockDo() throws IOException {
    String entries =
        """
        {"name": "quarter", "cron": "0 0/15 * * * ?", "timeZone": "Europe/Rome", "count": 5},
        {"name": "night", "cron": "0 30 2 * * ?", "timeZone": "Europe/Rome", "count": 5},
        {"name": "noon", "cron": "0 0 12 * * ?", "timeZone": "UTC+2", "count": 5}
        """;
    assertEquals(ExitCode.OK, check(entries, probes(2)), err.toString());
    assertTrue(out.toString().contains("Europe/Rome has the time twice"), out.toString());
    assertTrue(
        out.toString().contains("Europe/Rome has no time from 02:00 to 03:00"), out.toString());
    assertTrue(out.toString().contains("the firing of 02:30 is at 03:30"), out.toString());
    assertTrue(out.toString().contains("T10:00:00Z"), out.toString()); // 12 in UTC+2
  }

  @Test
  void reportsWhichRoundASpringNightHasNoTimeFor() throws IOException {
    String entry =
        "{\"name\": \"long\", \"cron\": \"0 0 2,4 * * ?\", \"timeZone\": \"Europe/Rome\","
            + " \"count\": 5400}";
    assertEquals(ExitCode.OK, check(entry, probes(2)), err.toString());
    assertTrue(
        out.toString()
            .contains(
                "the firing of 02:00 is at 03:00; the firing of 04:00 is left out and recorded"
                    + " as an overlap"),
        out.toString());
  }

  @Test
  void anEntryThatHasExpiredIsAWarning() throws IOException {
    String entry = "{\"name\": \"over\", \"cron\": \"0 0/5 * * * ? 2020\", \"count\": 5}";
    assertEquals(ExitCode.OK, check(entry, probes(2)), err.toString());
    assertTrue(out.toString().contains("it has expired and never fires again"), out.toString());
    assertEquals(
        ExitCode.CONFIGURATION,
        check("{\"name\": \"never\", \"cron\": \"0 0 0 30 2 ?\"}", probes(2)));
    assertTrue(err.toString().contains("it never fires"), err.toString());
  }

  @Test
  void reportsWhatItNeeds() throws IOException {
    String entry = "{\"name\": \"m\", \"every\": \"1s\", \"count\": 1, \"timeout\": \"1m\"}";
    assertEquals(ExitCode.OK, check(entry, probes(500)), err.toString());
    // a minute of patience and two seconds of slack, a round a second to 499 peers
    assertTrue(out.toString().contains("At most 31,936 rounds at once"), out.toString());
    assertTrue(out.toString().contains("of 50,000 packets"), out.toString());
  }

  @Test
  void onePathThatIsNoneIsOneError() throws IOException {
    check("", probes(2));
    Files.writeString(
        directory.resolve("daemon.json"),
        "{\"name\": \"p1\", \"buffer\": {\"directory\": \"a\\u0000b\"}}");
    assertEquals(
        ExitCode.CONFIGURATION,
        new CommandLine(new CheckCommand())
            .setErr(new PrintWriter(err, true))
            .execute(directory.toString()));
    assertTrue(err.toString().contains("$.buffer.directory: found"), err.toString());
    assertTrue(err.toString().contains("1 error in "), err.toString());
  }
}
