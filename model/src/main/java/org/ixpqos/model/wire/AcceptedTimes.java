package org.ixpqos.model.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.clock.ClockStanding;
import org.ixpqos.model.clock.ClockText;
import org.ixpqos.model.clock.Timekeeper;
import org.ixpqos.model.wire.UploadReader.Reading;

/**
 * Decides which times the collector accepts. A refusal is final only where the probe's clock and
 * the collector's show the same time; else it may pass once the wrong clock is set, and the probe
 * is asked to send the row again.
 *
 * <p>One for each upload; not thread-safe.
 */
public final class AcceptedTimes {
  private static final String AHEAD_ALLOWED =
      "at most " + UploadReader.MAX_AHEAD.toMinutes() + " minutes ahead of the collector's clock";

  private final Instant receivedAt;
  private final Instant oldest;
  private final Instant oldestGap;
  private final Supplier<ClockStanding> standings;

  /** Null before the first refusal: a comparison costs the more the more hosts were heard. */
  private ClockStanding standing;

  /**
   * @param receivedAt when the request came in, by the collector's clock
   * @param oldest earlier rows are not kept any more
   * @param oldestGap gaps that began earlier are not kept any more
   * @param standings compares the collector's clock with others; asked at most once
   */
  public AcceptedTimes(
      Instant receivedAt, Instant oldest, Instant oldestGap, Supplier<ClockStanding> standings) {
    this.receivedAt = receivedAt;
    this.oldest = oldest;
    this.oldestGap = oldestGap;
    this.standings = standings;
  }

  private ClockStanding standing() {
    if (standing == null) {
      standing = standings.get();
    }
    return standing;
  }

  /** The same upload, without the rows and gaps whose times are refused. */
  public Reading of(Reading reading) {
    Duration ahead = ahead(reading.upload().health());
    return reading.without(
        row -> problem("time", row.time(), row.time(), oldest, ahead),
        gap -> problem("until", gap.until(), gap.from(), oldestGap, ahead));
  }

  /** By how much the probe's clock is ahead of ours; null where it does not report its time. */
  private Duration ahead(ProbeHealth health) {
    return health == null ? null : Duration.between(receivedAt, health.sentAt());
  }

  private UploadReader.Refusal problem(
      String key, Instant newest, Instant first, Instant kept, Duration probeAhead) {
    if (newest.isAfter(receivedAt.plus(UploadReader.MAX_AHEAD))) {
      return new UploadReader.Refusal(
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
        ? new UploadReader.Refusal(allowed, false)
        : new UploadReader.Refusal(allowed + "; " + clocks(probeAhead) + "; send it again", true);
  }

  private static String found(String key, Instant time) {
    return key + ": found " + WireTime.format(time) + "; allowed: ";
  }

  /** Whether a row that is too old now is finally too old. */
  private boolean isFinal(Duration probeAhead) {
    return switch (standing().state()) {
      case UNSET, CONTRADICTED -> false;
      case CONFIRMED -> probeAhead == null || agrees(probeAhead);
      case UNCONFIRMED -> probeAhead != null && agrees(probeAhead);
    };
  }

  private static boolean agrees(Duration ahead) {
    return Timekeeper.isTolerable(ahead);
  }

  /** The difference of the two clocks, and which of them seems wrong. */
  private String clocks(Duration probeAhead) {
    if (probeAhead == null) {
      return "the probe does not report its clock; " + seemsWrong(false);
    }
    return "the probe's clock is "
        + ClockText.distance(probeAhead)
        + " the collector's; "
        + seemsWrong(agrees(probeAhead));
  }

  private String agreeing() {
    return standing().agreeing()
        + " of "
        + standing().heard()
        + (standing().heard() == 1 ? " probe agrees" : " probes agree");
  }

  private String seemsWrong(boolean agree) {
    return switch (standing().state()) {
      case UNSET -> "the collector's is not set: start NTP there";
      case CONTRADICTED ->
          "the collector's seems wrong, " + agreeing() + " with it: look at NTP there";
      case CONFIRMED ->
          (agree ? "the row's time is of a clock that was wrong" : "the probe's seems wrong")
              + ", "
              + agreeing()
              + " with the collector's: look at NTP on the probe";
      case UNCONFIRMED -> "which of them is wrong is not known: look at NTP on both";
    };
  }

  /**
   * The notice that the two clocks differ, which of them seems wrong, and the remedy; empty where
   * they agree or the probe does not report its time.
   */
  public String difference(ProbeHealth health) {
    Duration ahead = ahead(health);
    return ahead == null || agrees(ahead) ? "" : clocks(ahead);
  }
}
