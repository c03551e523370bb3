package org.ixpqos.collector.api;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.ixpqos.collector.clock.Present;
import org.ixpqos.collector.http.BadRequestException;
import org.ixpqos.collector.http.Parameters;
import org.ixpqos.config.Durations;

/**
 * The range of a request, by the one rule for all reads: {@code range} is a length that ends now;
 * {@code from} and {@code until} together have precedence. A range includes {@code from} and
 * excludes {@code until}.
 *
 * @param length the requested length
 * @param endsNow whether it was given by its length alone
 */
record TimeRange(Instant from, Instant until, Duration length, boolean endsNow) {
  private static final Duration LONGEST = Duration.ofDays(800);

  /** From here on a statistic begins with five minutes, which a cache may have. */
  private static final Duration FIVE_MINUTES_FROM = Duration.ofHours(1);

  /** From here on a statistic begins with an hour, whose rollup is stored. */
  private static final Duration HOURS_FROM = Duration.ofHours(6);

  /**
   * Reads the three parameters.
   *
   * @param usual the default length
   * @throws BadRequestException they contradict each other, or one is invalid
   */
  static TimeRange read(Parameters parameters, Duration usual, Present present, Instant now)
      throws BadRequestException {
    Duration range = parameters.range(usual, LONGEST);
    Optional<Instant> from = parameters.time("from");
    Optional<Instant> until = parameters.time("until");
    if (from.isEmpty() && until.isEmpty()) {
      return endingNow(range, present, now);
    }
    Duration length = Duration.between(from.orElse(Instant.MAX), until.orElse(Instant.MIN));
    if (length.isNegative() || length.isZero() || length.compareTo(LONGEST) > 0) {
      throw Parameters.contradiction(
          "from", "no time before \"until\"", "both, at most " + Durations.format(LONGEST));
    }
    // nothing shown is later than now
    Instant last = present.until(now);
    boolean isCut = until.get().isAfter(last) && last.isAfter(from.get());
    return new TimeRange(from.get(), isCut ? last : until.get(), length, false);
  }

  static TimeRange endingNow(Duration length, Present present, Instant now) {
    return new TimeRange(present.since(now, length), present.until(now), length, true);
  }

  /**
   * The same for statistics of the whole mesh. A range that ends now is aligned to begin where a
   * stored rollup begins; one with a given beginning stays as requested.
   */
  TimeRange aligned() {
    if (!endsNow || length.compareTo(FIVE_MINUTES_FROM) < 0) {
      return this;
    }
    Instant begin =
        length.compareTo(HOURS_FROM) < 0
            ? Instant.ofEpochSecond(Math.floorDiv(from.getEpochSecond(), 300L) * 300)
            : from.truncatedTo(ChronoUnit.HOURS);
    return new TimeRange(begin, until, length, true);
  }
}
