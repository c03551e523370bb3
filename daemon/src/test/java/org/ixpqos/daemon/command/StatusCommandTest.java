package org.ixpqos.daemon.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.ixpqos.cli.ExitCode;
import org.ixpqos.daemon.config.DaemonConfig.StatusAddress;
import org.ixpqos.daemon.status.DaemonStatus;
import org.ixpqos.daemon.status.StatusServer;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The daemon's troubles are in the table, too. */
class StatusCommandTest {
  private static final String TIME = "2026-11-22T10:00:00.000000Z";

  private static DaemonStatus status(
      DaemonStatus.Clock clock,
      long refusedForTime,
      String theirClock,
      List<DaemonStatus.NotSent> not) {
    return new DaemonStatus(
        "p1",
        "0.1.0",
        1,
        TIME,
        "measuring",
        clock,
        new DaemonStatus.Configured("/etc/ixpqos", "abc", TIME, List.of()),
        new DaemonStatus.Scheduler(true, 0, TIME, List.of()),
        new DaemonStatus.Engine(0, Map.of(), 0, Map.of(), 0, 0, 0, 0, 0),
        new DaemonStatus.Buffered(3, 4_000, TIME, 0, 0, 0, ""),
        List.of(
            new DaemonStatus.Delivery(
                "main",
                "http://127.0.0.1",
                3,
                1,
                2,
                0,
                0,
                0,
                TIME,
                "",
                refusedForTime,
                86_400_000,
                theirClock)),
        not,
        List.of());
  }

  private static String printed(DaemonStatus status) throws IOException {
    try (StatusServer server =
        new StatusServer(
            new StatusAddress("127.0.0.1", 0), () -> status, new PrometheusRegistry())) {
      server.start();
      return printed(server.port());
    }
  }

  private static String printed(int port) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(new StatusCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute("--port", String.valueOf(port));
    assertEquals(ExitCode.OK, code, err.toString());
    return out.toString();
  }

  @Test
  void aClockThatIsDoubtedIsReportedWithWhatItDoes() throws IOException {
    String text =
        printed(
            status(
                new DaemonStatus.Clock(TIME, "contradicted", "the clock of this host is 1 d ahead"),
                17,
                "this clock is 1 d ahead of the collector's",
                List.of()));
    assertTrue(text.contains("  ! clock contradicted: the clock of this host is 1 d ahead"), text);
    assertTrue(text.contains("17 refused for their time and kept"), text);
    assertTrue(text.contains("! this clock is 1 d ahead of the collector's: check NTP"), text);
  }

  @Test
  void whatIsNotSentIsReportedWithWhatMendsIt() throws IOException {
    String text =
        printed(
            status(
                new DaemonStatus.Clock(TIME, "confirmed", ""),
                0,
                "",
                List.of(
                    new DaemonStatus.NotSent(
                        "too-large", 4, "p2 (v4)", "lower size in the entry"))));
    assertTrue(text.contains("  clock confirmed\n"), text);
    assertTrue(
        text.contains(
            "  ! nothing is sent to 4 peers (too-large), such as p2 (v4): lower size in the entry"),
        text);
    assertFalse(text.contains("refused for"), text);
  }

  @Test
  void aDaemonOfBeforeReportsLessAndIsShownAllTheSame() throws IOException {
    var json =
        new Gson()
            .toJsonTree(status(new DaemonStatus.Clock(TIME, "confirmed", ""), 0, "", List.of()))
            .getAsJsonObject();
    json.remove("clock");
    json.remove("not_sent");
    json.getAsJsonArray("collectors").get(0).getAsJsonObject().remove("clock");
    try (MockWebServer before = new MockWebServer()) {
      before.start();
      before.enqueue(new MockResponse.Builder().body(json.toString()).build());
      assertTrue(printed(before.getPort()).contains("collector main: 3 results waiting, 2 stored"));
    }
  }
}
