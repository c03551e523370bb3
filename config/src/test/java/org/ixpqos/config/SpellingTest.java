package org.ixpqos.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
  private static final List<String> KEYS =
      List.of("count", "interval", "timeout", "targets", "ttl");

  @ParameterizedTest
  @CsvSource({
    "cuont, count", // two neighbours swapped: one step
    "intervall, interval",
    "time_out, timeout",
    "TARGETS, targets",
    "targtes, targets",
    "tl, ttl"
  })
  void findsWhatWasMeant(String word, String meant) {
    assertEquals(Optional.of(meant), Spelling.nearest(word, KEYS));
  }

  @ParameterizedTest
  @CsvSource({"destination", "xyz", "c", "cxxnt"})
  void keepsQuietWhenNothingIsNear(String word) {
    assertEquals(Optional.empty(), Spelling.nearest(word, KEYS));
  }

  @Test
  void prefersTheNearest() {
    assertEquals(Optional.of("p2"), Spelling.nearest("p22", List.of("p1", "p2", "p3")));
  }

  @Test
  void suggestsTheNearestWordOrNone() {
    assertEquals(" (did you mean \"count\"?)", Spelling.hint("coumt", KEYS));
    assertEquals("", Spelling.hint("destination", KEYS));
  }
}
