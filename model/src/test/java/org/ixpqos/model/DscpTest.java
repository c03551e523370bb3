package org.ixpqos.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values from IANA's registry of differentiated services code points. */
class DscpTest {
  @ParameterizedTest
  @CsvSource({
    "CS0, 0",
    "default, 0",
    "LE, 1",
    "CS1, 8",
    "AF11, 10",
    "AF12, 12",
    "AF13, 14",
    "AF21, 18",
    "AF31, 26",
    "AF41, 34",
    "AF43, 38",
    "VA, 44",
    "ef, 46",
    "Cs6, 48",
    "CS7, 56",
    "0, 0",
    "46, 46",
    "63, 63"
  })
  void knowsNamesAndNumbers(String text, int value) {
    assertEquals(Optional.of(value), Dscp.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "64", "100", "-1", "CS8", "AF14", "AF51", "AF01", "E F", "0x2e"})
  void refusesEverythingElse(String text) {
    assertEquals(Optional.empty(), Dscp.parse(text));
  }
}
