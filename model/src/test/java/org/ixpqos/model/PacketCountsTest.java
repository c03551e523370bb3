package org.ixpqos.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketCountsTest {
  @Test
  void countsWhatLeftThisHost() {
    PacketCounts counts = new PacketCounts(15, 7, 2, 1, 3, 2, 4, 5);
    assertEquals(10, counts.sent());
    assertEquals(0.3, counts.loss());
  }

  @Test
  void distinguishesAGapFromLoss() {
    assertNull(new PacketCounts(5, 0, 0, 0, 2, 3, 0, 0).loss());
    assertNull(new PacketCounts(0, 0, 0, 0, 0, 0, 0, 0).loss());
    assertEquals(1.0, new PacketCounts(5, 0, 5, 0, 0, 0, 0, 0).loss());
    assertEquals(1.0, new PacketCounts(5, 0, 0, 5, 0, 0, 0, 0).loss());
    assertEquals(0.0, new PacketCounts(5, 5, 0, 0, 0, 0, 0, 0).loss());
  }

  @ParameterizedTest
  @CsvSource({"4, 5, 0, 0, 0, 0", "6, 5, 0, 0, 0, 0", "5, 1, 1, 1, 1, 0", "0, 0, 0, 0, 0, 1"})
  void refusesPacketsThatEndedInNoState(
      long scheduled, long replied, long lost, long late, long sendErrors, long notSent) {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new PacketCounts(scheduled, replied, lost, late, sendErrors, notSent, 0, 0));
    assertTrue(refused.getMessage().startsWith("scheduled " + scheduled + " is not the sum"));
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 1, 0, 0, 0, 0, 0",
    "1, -1, 0, 0, 0, 0, 0",
    "1, 0, -1, 0, 0, 0, 0",
    "1, 0, 0, -1, 0, 0, 0",
    "1, 0, 0, 0, -1, 0, 0",
    "0, 0, 0, 0, 0, -1, 0",
    "0, 0, 0, 0, 0, 0, -1"
  })
  void refusesLessThanNothing(
      long replied,
      long lost,
      long late,
      long sendErrors,
      long notSent,
      long duplicates,
      long reordered) {
    long scheduled = replied + lost + late + sendErrors + notSent;
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new PacketCounts(
                scheduled, replied, lost, late, sendErrors, notSent, duplicates, reordered));
  }
}
