package org.ixpqos.collector.history.victoriametrics;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A time that values are added up over. The engine's windows have their end and not their beginning
 * in them, and a time here has its beginning and not its end: an offset of a millisecond, the
 * shortest that the engine knows, makes one the other.
 *
 * @param until its end, in whole milliseconds
 * @param length in whole milliseconds
 * @param step of long times: they are added up from sums of so long, which the engine remembers
 */
record Window(Instant until, Duration length, Optional<Duration> step) {
  /** Up to here rounds themselves are added up; beyond it their hours, and then their days. */
  private static final Duration LONGEST_OF_ROUNDS = Duration.ofHours(26);

  private static final Duration LONGEST_OF_HOURS = Duration.ofDays(62);

  /**
   * How values are added up: {@code inner} and {@code outer} step by step, {@code direct} at once.
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
   * The time from one moment to another. A long one that begins with an hour ends with one that may
   * be ahead, where nothing is; one of months begins with the day that {@code from} is in.
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

  /** The same of a time that is past: it ends where it was asked to end. */
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

  /** Whose rounds themselves are looked at. */
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
