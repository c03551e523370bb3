package org.ixpqos.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.ixpqos.wire.UploadReader.Reading;
import org.ixpqos.wire.clock.ClockStanding;
import org.ixpqos.wire.clock.ClockText;
import org.ixpqos.wire.clock.Timekeeper;

/**
 * Which times the collector takes. A refusal is for good only where the probe's clock and the
 * collector's show the same time; else it may pass once the wrong one of them is set, and the probe
 * is asked to send the row again.
 *
 * @param receivedAt when the request came in, by the collector's clock
 * @param oldest rows of before are not kept any more
 * @param oldestGap gaps that began before are not kept any more
 * @param standing what other clocks say of the collector's
 */
public record AcceptedTimes(
    Instant receivedAt, Instant oldest, Instant oldestGap, ClockStanding standing) {
  private static final String AHEAD_ALLOWED =
      "at most " + UploadReader.MOST_AHEAD.toMinutes() + " minutes ahead of the collector's clock";

  /** The same upload, without the rows and gaps whose times are refused. */
  public Reading of(Reading reading) {
    Duration ahead = ahead(reading.upload().health());
    List<UploadAnswer.Rejected> rejected = new ArrayList<>(reading.rejected());
    List<ResultRow> rows =
        accepted(
            "probes",
            reading.upload().rows(),
            rejected,
            row -> problem("time", row.time(), row.time(), oldest, ahead));
    List<Gap> gaps =
        accepted(
            "gaps",
            reading.upload().gaps(),
            rejected,
            gap -> problem("until", gap.until(), gap.from(), oldestGap, ahead));
    if (rejected.size() == reading.rejected().size()) {
      return reading;
    }
    rejected.sort(
        Comparator.comparing(UploadAnswer.Rejected::list, Comparator.reverseOrder())
            .thenComparingInt(UploadAnswer.Rejected::index));
    return new Reading(reading.upload().with(rows, gaps), rejected, reading.remarks());
  }

  /** By how much the probe's clock is ahead of ours; null where it does not tell. */
  private Duration ahead(ProbeHealth health) {
    return health == null ? null : Duration.between(receivedAt, health.sentAt());
  }

  private record Refusal(String reason, boolean retry) {}

  private static <T> List<T> accepted(
      String list,
      List<T> all,
      List<UploadAnswer.Rejected> rejected,
      Function<T, Refusal> problem) {
    Set<Integer> before = new HashSet<>();
    rejected.stream()
        .filter(one -> one.list().equals(list))
        .forEach(one -> before.add(one.index()));
    List<T> accepted = new ArrayList<>(all.size());
    int index = 0;
    for (T one : all) {
      while (before.contains(index)) {
        index++;
      }
      Refusal refusal = problem.apply(one);
      if (refusal == null) {
        accepted.add(one);
      } else {
        rejected.add(new UploadAnswer.Rejected(list, index, refusal.reason(), refusal.retry()));
      }
      index++;
    }
    return accepted;
  }

  private Refusal problem(
      String key, Instant newest, Instant first, Instant kept, Duration probeAhead) {
    if (newest.isAfter(receivedAt.plus(UploadReader.MOST_AHEAD))) {
      return new Refusal(
          found(key, newest) + AHEAD_ALLOWED + "; " + clocks(probeAhead) + "; send it again", true);
    }
    if (!first.isBefore(kept)) {
      return null;
    }
    String allowed =
        found(key.equals("until") ? "from" : key, first)
            + "not older than what is kept, from "
            + WireTime.format(kept);
    return isFinal(probeAhead)
        ? new Refusal(allowed, false)
        : new Refusal(allowed + "; " + clocks(probeAhead) + "; send it again", true);
  }

  private static String found(String key, Instant time) {
    return key + ": found " + WireTime.format(time) + "; allowed: ";
  }

  /** Whether what is too old now is too old for good. */
  private boolean isFinal(Duration probeAhead) {
    return switch (standing.state()) {
      case UNSET, CONTRADICTED -> false;
      case CONFIRMED -> probeAhead == null || agrees(probeAhead);
      case UNCONFIRMED -> probeAhead != null && agrees(probeAhead);
    };
  }

  private static boolean agrees(Duration ahead) {
    return ahead.abs().compareTo(Timekeeper.TOLERANCE) <= 0;
  }

  /** How the two clocks differ, and which of them seems wrong. */
  private String clocks(Duration probeAhead) {
    if (probeAhead == null) {
      return "the probe does not tell its clock; " + seemsWrong(false);
    }
    return "the probe's clock is "
        + ClockText.distance(probeAhead)
        + " the collector's; "
        + seemsWrong(agrees(probeAhead));
  }

  private String seemsWrong(boolean agree) {
    return switch (standing.state()) {
      case UNSET -> "the collector's is not set: start NTP there";
      case CONTRADICTED ->
          "the collector's seems wrong, "
              + standing.agreeing()
              + " of "
              + standing.heard()
              + " probes agree with it: look at NTP there";
      case CONFIRMED ->
          (agree ? "the row's time is of a clock that was wrong" : "the probe's seems wrong")
              + ", "
              + standing.agreeing()
              + " of "
              + standing.heard()
              + " probes agree with the collector's: look at NTP on the probe";
      case UNCONFIRMED -> "which of them is wrong is not known: look at NTP on both";
    };
  }

  /**
   * That the two clocks differ, which of them seems wrong, and what to do; empty where they agree
   * or the probe does not tell.
   */
  public String difference(ProbeHealth health) {
    Duration ahead = ahead(health);
    return ahead == null || agrees(ahead) ? "" : clocks(ahead);
  }
}
