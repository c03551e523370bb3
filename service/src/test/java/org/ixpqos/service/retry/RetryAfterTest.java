package org.ixpqos.service.retry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private static Optional<Duration> parse(String header) {
    return RetryAfter.parse(header, NOW);
  }

  @Test
  void secondsAndDatesAreRead() {
    assertEquals(Optional.of(Duration.ofSeconds(7)), parse("7"));
    assertEquals(Optional.of(Duration.ofSeconds(7)), parse(" 7 "));
    assertEquals(Optional.of(Duration.ofSeconds(90)), parse("Sun, 22 Nov 2026 10:01:30 GMT"));
  }

  @Test
  void tooLongIsTenMinutes() {
    assertEquals(Optional.of(Duration.ofMinutes(10)), parse("86400"));
    assertEquals(Optional.of(Duration.ofMinutes(10)), parse("Mon, 22 Nov 2027 10:01:30 GMT"));
  }

  @Test
  void junkAndThePastSayNothing() {
    for (String junk :
        new String[] {
          "",
          "soon",
          "-5",
          "0",
          "1.5",
          "99999999999999999999",
          "Sun, 22 Nov 2026 09:00:00 GMT",
          "\0"
        }) {
      assertEquals(Optional.empty(), parse(junk), junk);
    }
    assertEquals(Optional.empty(), parse(null));
  }
}
