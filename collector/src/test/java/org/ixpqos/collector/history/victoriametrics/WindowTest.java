package org.ixpqos.collector.history.victoriametrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which time a database is asked about. */
class WindowTest {
  private static final Instant DAY = Instant.parse("2026-11-01T00:00:00Z");

  @Test
  void aTimeThatIsPastEndsWhereItWasAskedToEnd() {
    Instant until = DAY.plus(Duration.ofHours(40).plusMinutes(20));
    assertEquals(Window.between(DAY, until), Window.exactly(DAY, until));
    assertEquals(
        new Window(DAY.plus(Duration.ofHours(41)), Duration.ofHours(41), step(1)),
        Window.of(DAY, until));
  }

  @Test
  void aTimeOfWholeHoursOrDaysIsAddedUpFromThem() {
    Instant hours = DAY.plus(Duration.ofHours(40));
    assertEquals(new Window(hours, Duration.ofHours(40), step(1)), Window.exactly(DAY, hours));
    Instant days = DAY.plus(Duration.ofDays(90));
    assertEquals(new Window(days, Duration.ofDays(90), step(24)), Window.exactly(DAY, days));
    Instant between = days.plus(Duration.ofHours(5));
    assertEquals(Window.between(DAY, between), Window.exactly(DAY, between));
  }

  private static Optional<Duration> step(int hours) {
    return Optional.of(Duration.ofHours(hours));
  }
}
