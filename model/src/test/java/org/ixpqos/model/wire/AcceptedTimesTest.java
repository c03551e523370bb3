package org.ixpqos.model.wire;

import static org.ixpqos.model.wire.TestingUploads.GOOD;
import static org.ixpqos.model.wire.TestingUploads.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import org.ixpqos.model.clock.ClockStanding;
import org.ixpqos.model.clock.ClockStanding.State;
import org.ixpqos.model.wire.UploadReader.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows whose time one of the two clocks makes too new or too old. */
class AcceptedTimesTest {
  private static final Duration MONTH = Duration.ofDays(30);

  private static Reading judged(State state, Duration probeAhead, Duration row) throws IOException {
    String health =
        probeAhead == null
            ? ""
            : "\"health\": {\"sent_at\": \""
                + NOW.plus(probeAhead)
                + "\", \"started_at\": \""
                + NOW
                + "\"}, ";
    String time = "\"time\": \"" + NOW.plus(row) + "\"";
    String text =
        "{\"source\": \"p1\", "
            + health
            + "\"probes\": [7, "
            + GOOD
            + ", "
            + GOOD.replace("}", ", " + time + "}")
            + ", {}], \"gaps\": [{\"from\": \""
            + NOW.plus(row)
            + "\", \"until\": \""
            + NOW.plus(row).plusSeconds(1)
            + "\", \"reason\": \"stopped\"}]}";
    AcceptedTimes times =
        new AcceptedTimes(
            NOW,
            NOW.minus(MONTH),
            NOW.minus(MONTH),
            () -> new ClockStanding(state, 5, 3, Duration.ZERO));
    return times.of(new UploadReader(NOW, () -> {}).read(new StringReader(text)));
  }

  @ParameterizedTest
  @CsvSource({
    // state, the probe's clock, the row's time, whether the refusal may pass
    "CONFIRMED, PT0S, PT11M, true",
    "CONFIRMED, P90D, P90D, true",
    "CONFIRMED, , P90D, true",
    "CONTRADICTED, P90D, P90D, true",
    "CONTRADICTED, P3650D, P3650D, true",
    "UNSET, P20000D, P20000D, true",
    "UNCONFIRMED, PT0S, PT1H, true",
    "CONFIRMED, PT0S, P-31D, false",
    "CONFIRMED, PT9M, P-3650D, false",
    "CONFIRMED, , P-31D, false",
    "CONFIRMED, P-90D, P-90D, true",
    "CONTRADICTED, P-90D, P-90D, true",
    "CONTRADICTED, PT0S, P-31D, true",
    "CONTRADICTED, , P-31D, true",
    "UNSET, PT0S, P-31D, true",
    "UNCONFIRMED, P-90D, P-90D, true",
    "UNCONFIRMED, PT1S, P-31D, false",
    "UNCONFIRMED, , P-31D, true",
  })
  void aRefusalIsForGoodOnlyWhereTheClocksAgree(
      State state, Duration probeAhead, Duration row, boolean retry) throws IOException {
    Reading reading = judged(state, probeAhead, row);
    assertEquals(1, reading.upload().rows().size());
    assertEquals(0, reading.upload().gaps().size());
    assertEquals(
        List.of("probes 0 false", "probes 2 " + retry, "probes 3 false", "gaps 0 " + retry),
        reading.rejected().stream()
            .map(one -> one.list() + " " + one.index() + " " + one.retry())
            .toList());
  }

  @Test
  void aReasonReportsByHowMuchTheClocksDifferAndWhichSeemsWrong() throws IOException {
    Duration days = Duration.ofDays(90);
    assertEquals(
        "time: found 2027-02-20T10:00:00.000000Z; allowed: at most 10 minutes ahead of the"
            + " collector's clock; the probe's clock is 90 d ahead of the collector's; the"
            + " collector's seems wrong, 3 of 5 probes agree with it: look at NTP there; send it"
            + " again",
        judged(State.CONTRADICTED, days, days).rejected().get(1).reason());
    String reason = judged(State.CONFIRMED, days, days).rejected().get(1).reason();
    assertTrue(reason.contains("the probe's seems wrong, 3 of 5 probes agree with"), reason);
    reason = judged(State.UNCONFIRMED, days.negated(), days.negated()).rejected().get(1).reason();
    assertTrue(reason.contains("90 d behind the collector's; which of them is wrong"), reason);
  }
}
