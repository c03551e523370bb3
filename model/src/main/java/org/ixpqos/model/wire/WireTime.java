package org.ixpqos.model.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** Moments on the wire: ISO 8601, UTC, always six digits of a second. */
public final class WireTime {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final String OURS = "0000-00-00T00:00:00.000000Z";

  private WireTime() {}

  public static String format(Instant instant) {
    return FORM.format(instant);
  }

  /**
   * The moment that an ISO 8601 text names, cut to the microsecond; empty when it names none, or
   * one outside of the years 0 to 9999, which {@link #micros} and {@link #format} need not cope
   * with.
   */
  public static Optional<Instant> parse(String text) {
    try {
      Optional<Instant> ours = parseOurs(text);
      if (ours.isPresent()) {
        return ours;
      }
      OffsetDateTime time = OffsetDateTime.parse(text);
      return Optional.of(time.toInstant().truncatedTo(ChronoUnit.MICROS))
          .filter(instant -> time.getYear() >= 0 && time.getYear() <= 9999);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Parses our own form, which nearly all have, in a tenth of the time; empty for another form. */
  private static Optional<Instant> parseOurs(String text) {
    if (text.length() != OURS.length()) {
      return Optional.empty();
    }
    long digits = 0;
    for (int i = 0; i < OURS.length(); i++) {
      char one = text.charAt(i);
      boolean digit = OURS.charAt(i) == '0';
      if (digit ? one < '0' || one > '9' : one != OURS.charAt(i)) {
        return Optional.empty();
      }
      if (digit && i < OURS.indexOf('.')) {
        digits = 10 * digits + one - '0';
      }
    }
    int second = (int) (digits % 100);
    int minute = (int) (digits / 100 % 100);
    int hour = (int) (digits / 10_000 % 100);
    if (second > 59 || minute > 59 || hour > 23) {
      return Optional.empty();
    }
    long date = digits / 1_000_000;
    long epochDay =
        LocalDate.of((int) (date / 10_000), (int) (date / 100 % 100), (int) (date % 100))
            .toEpochDay();
    long micros = Long.parseLong(text, 20, 26, 10);
    return Optional.of(
        Instant.ofEpochSecond(
            epochDay * 86_400 + hour * 3_600L + minute * 60L + second, micros * 1_000));
  }

  /** Microseconds since 1970. */
  public static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }

  /** The moment so many microseconds after 1970. */
  public static Instant ofMicros(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }
}
