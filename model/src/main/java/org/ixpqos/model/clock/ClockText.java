package org.ixpqos.model.clock;

import java.time.Duration;

/** Distances of clocks as a person reads them. */
public final class ClockText {
  private ClockText() {}

  /** Such as {@code 90 d 3 h ahead of} or {@code 2.5 s behind}. */
  public static String distance(Duration ahead) {
    return amount(ahead) + (ahead.isNegative() ? " behind" : " ahead of");
  }

  /** The size of a distance, in its two largest units, such as {@code 90 d 3 h}. */
  public static String amount(Duration distance) {
    Duration size = distance.abs();
    if (size.toDays() > 0) {
      return two(size.toDays(), "d", size.toHoursPart(), "h");
    }
    if (size.toHours() > 0) {
      return two(size.toHours(), "h", size.toMinutesPart(), "min");
    }
    if (size.toMinutes() > 0) {
      return two(size.toMinutes(), "min", size.toSecondsPart(), "s");
    }
    long tenths = size.toMillis() / 100;
    return tenths / 10 + "." + tenths % 10 + " s";
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }
}
