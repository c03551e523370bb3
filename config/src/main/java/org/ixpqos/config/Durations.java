package org.ixpqos.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as users write them: a whole number and a unit, {@code 200ms} or {@code 1m}. */
public final class Durations {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\s*(us|ms|s|m|h|d)");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "us", Duration.ofNanos(1_000),
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));
  private static final String[] LARGEST_FIRST = {"d", "h", "m", "s", "ms", "us"};

  private Durations() {}

  /** How long ago something was, in one unit, rounded down: 90s, 5m, 30h, 4d. */
  public static String age(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 120) {
      return seconds + "s";
    }
    if (seconds < 7_200) {
      return seconds / 60 + "m";
    }
    return seconds < 172_800 ? seconds / 3_600 + "h" : seconds / 86_400 + "d";
  }

  /** The duration that the text names; empty when it is not of the form. */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1))));
  }

  /** The shortest form that {@link #parse} reads back to the same duration, to the microsecond. */
  public static String format(Duration duration) {
    for (String unit : LARGEST_FIRST) {
      Duration one = UNITS.get(unit);
      long whole = duration.dividedBy(one);
      if (whole > 0 && one.multipliedBy(whole).equals(duration)) {
        return whole + unit;
      }
    }
    return duration.isZero() ? "0s" : duration.dividedBy(UNITS.get("us")) + "us";
  }
}
