package org.ixpqos.collector.history.victoriametrics;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A range over which values are aggregated. The database's windows include their end and exclude
 * their beginning, and a range here includes its beginning and excludes its end: an offset of a
 * millisecond, the database's shortest, converts one to the other.
 *
 * @param until its end, in full milliseconds
 * @param length in full milliseconds
 * @param step of long ranges: they are aggregated from parts of this length, which the database
 *     caches
 */
record Window(Instant until, Duration length, Optional<Duration> step) {
  /** Up to this length rounds are aggregated; above it their hours, and then their days. */
  private static final Duration LONGEST_OF_ROUNDS = Duration.ofHours(26);

  private static final Duration LONGEST_OF_HOURS = Duration.ofDays(62);

  /**
   * How values are aggregated: {@code inner} and {@code outer} step by step, {@code direct} at
   * once.
   */
  record Rollup(String direct, String inner, String outer) {
    static final Rollup SUM = same("sum_over_time(");
    static final Rollup MIN = same("min_over_time(");
    static final Rollup MAX = same("max_over_time(");
    static final Rollup COUNT =
        new Rollup("count_over_time(", "count_over_time(", "sum_over_time(");

    private static Rollup same(String function) {
      return new Rollup(function, function, function);
    }
  }

  /**
   * The range from one moment to another. A long one is extended to full hours: its end may be
   * ahead, where there are no values; one of months begins with the day of {@code from}.
   */
  static Window of(Instant from, Instant until) {
    Instant begin = from.truncatedTo(ChronoUnit.MILLIS);
    Window direct = between(from, until);
    Duration length = direct.length();
    boolean hours = begin.equals(begin.truncatedTo(ChronoUnit.HOURS));
    if (length.compareTo(LONGEST_OF_ROUNDS) <= 0 || !hours) {
      return direct;
    }
    boolean days = length.compareTo(LONGEST_OF_HOURS) > 0;
    Duration step = days ? Duration.ofDays(1) : Duration.ofHours(1);
    Instant first = days ? begin.truncatedTo(ChronoUnit.DAYS) : begin;
    Instant last = upTo(direct.until(), step);
    return new Window(last, Duration.between(first, last), Optional.of(step));
  }

  /** The same for a past range: its end is exact. */
  static Window exactly(Instant from, Instant until) {
    boolean hours = until.equals(until.truncatedTo(ChronoUnit.HOURS));
    boolean days = until.equals(until.truncatedTo(ChronoUnit.DAYS));
    boolean ofDays = Duration.between(from, until).compareTo(LONGEST_OF_HOURS) > 0;
    return (ofDays ? days && from.equals(from.truncatedTo(ChronoUnit.DAYS)) : hours)
        ? of(from, until)
        : between(from, until);
  }

  /** The first multiple of a length since 1970 that is not before a moment. */
  static Instant upTo(Instant moment, Duration length) {
    Instant cut = moment.truncatedTo(ChronoUnit.MILLIS);
    long millis = cut.toEpochMilli() + (cut.equals(moment) ? 0 : 1);
    long multiple = -Math.floorDiv(-millis, length.toMillis());
    return Instant.ofEpochMilli(multiple * length.toMillis());
  }

  /** Of a range whose rounds themselves are read. */
  static Window between(Instant from, Instant until) {
    Instant end = until.truncatedTo(ChronoUnit.MILLIS);
    Duration length = Duration.between(from.truncatedTo(ChronoUnit.MILLIS), end);
    return new Window(end, length, Optional.empty());
  }

  String over(String function, String series) {
    return function + series + "[" + length.toMillis() + "ms] offset 1ms)";
  }

  String over(Rollup rollup, String series) {
    if (step.isEmpty()) {
      return over(rollup.direct(), series);
    }
    long millis = step.get().toMillis();
    return rollup.outer()
        + rollup.inner()
        + series
        + "["
        + millis
        + "ms] offset 1ms)["
        + length.toMillis()
        + "ms:"
        + millis
        + "ms])";
  }
}
