package org.ixpqos.wire;

import java.time.DateTimeException;
import java.time.Instant;
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
      OffsetDateTime time = OffsetDateTime.parse(text);
      return Optional.of(time.toInstant().truncatedTo(ChronoUnit.MICROS))
          .filter(instant -> time.getYear() >= 0 && time.getYear() <= 9999);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Microseconds since 1970. */
  public static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }

  /** The moment so many microseconds after 1970. */
  public static Instant ofMicros(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
