package org.ixpqos.model.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTimeTest {
  @ParameterizedTest
  @CsvSource({
    "2026-11-22T10:00:00Z, 2026-11-22T10:00:00.000000Z",
    "2026-11-22T10:00:00.1Z, 2026-11-22T10:00:00.100000Z",
    "2026-11-22T10:00:00.123456999Z, 2026-11-22T10:00:00.123456Z",
    "1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999999Z"
  })
  void alwaysHasSixDigits(Instant instant, String text) {
    assertEquals(text, WireTime.format(instant));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T10:00:00Z, 2026-11-22T10:00:00Z",
    "2026-11-22T10:00:00.123456Z, 2026-11-22T10:00:00.123456Z",
    "2024-02-29T10:00:00.000001Z, 2024-02-29T10:00:00.000001Z",
    "1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999999Z",
    "2026-11-22T11:00:00.5+01:00, 2026-11-22T10:00:00.500Z",
    "2026-11-22T10:00:00.123456789Z, 2026-11-22T10:00:00.123456Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59.999999Z"
  })
  void readsIso8601(String text, Instant instant) {
    assertEquals(Optional.of(instant), WireTime.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "2026-11-22",
        "2026-11-22T10:00:00",
        "2026-11-22 10:00:00Z",
        "2026-02-30T10:00:00Z",
        "2026-02-30T10:00:00.000000Z",
        "2026-13-01T10:00:00.000000Z",
        "2026-11-22T10:60:00.000000Z",
        "2026-11-22T10:00:60.000000Z",
        "2026-11-22T24:00:00.000000Z",
        "2026-11-22T10:00:00.00000:Z",
        "2026-11-22T25:00:00Z",
        "1763805600",
        "+10000-01-01T00:00:00Z",
        "+999999999-12-31T23:59:59Z",
        "-999999999-01-01T00:00:00Z"
      })
  void refusesEverythingElse(String text) {
    assertEquals(Optional.empty(), WireTime.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999Z",
        "2026-11-22T10:00:00.123456Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z"
      })
  void countsMicrosecondsAndBack(Instant instant) {
    assertEquals(instant, WireTime.ofMicros(WireTime.micros(instant)));
    assertEquals(Optional.of(instant), WireTime.parse(WireTime.format(instant)));
  }

  @Test
  void countsFrom1970() {
    assertEquals(0, WireTime.micros(Instant.EPOCH));
    assertEquals(1_500_000, WireTime.micros(Instant.parse("1970-01-01T00:00:01.5Z")));
  }
}
