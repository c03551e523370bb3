package org.ixpqos.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "1us, PT0.000001S",
    "200ms, PT0.2S",
    "0s, PT0S",
    "1s, PT1S",
    "90m, PT1H30M",
    "24h, P1D",
    "7d, P7D",
    "5 s, PT5S",
    "999999999d, P999999999D"
  })
  void readsANumberAndAUnit(String text, Duration duration) {
    assertEquals(Optional.of(duration), Durations.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", "s", "1.5s", "-1s", "1S", "1 min", "1s ", " 1s", "1h30m", "1234567890s"})
  void refusesEverythingElse(String text) {
    assertEquals(Optional.empty(), Durations.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"1us", "1500us", "20ms", "1500ms", "59s", "1m", "90m", "1h", "36h", "7d", "1000000d"})
  void writesTheLargestUnitThatIsWhole(String text) {
    assertEquals(text, Durations.format(Durations.parse(text).orElseThrow()));
  }

  @Test
  void writesNothingAsNoMicroseconds() {
    assertEquals("0s", Durations.format(Duration.ZERO));
  }

  @Test
  void anAgeHasOneUnit() {
    assertEquals("0s", Durations.age(Duration.ofMillis(-5)));
    assertEquals("119s", Durations.age(Duration.ofSeconds(119)));
    assertEquals("2m", Durations.age(Duration.ofSeconds(179)));
    assertEquals("47h", Durations.age(Duration.ofMinutes(2_879)));
    assertEquals("4d", Durations.age(Duration.ofHours(97)));
  }

  @Test
  void cutsWhatIsBelowAMicrosecond() {
    assertEquals("1us", Durations.format(Duration.ofNanos(1_999)));
  }
}
