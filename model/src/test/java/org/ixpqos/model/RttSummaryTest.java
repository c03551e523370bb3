package org.ixpqos.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RttSummaryTest {
  private static RttSummary original(double min, double max, double avg, double jitter) {
    return new RttSummary(min, max, avg, jitter, null, List.of(), null, null);
  }

  @Test
  void mayBeOfOneReplyOrOfAnOriginalClient() {
    assertEquals(0.4, original(0.4, 0.4, 0.4, 0).min());
    assertEquals(0, original(0, 0, 0, 0).max());
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 1, 1, 0",
    "2, 1, 1, 0",
    "1, 2, -1, 0",
    "1, 2, 1, -1",
    "NaN, 1, 1, 0",
    "1, NaN, 1, 0",
    "1, 1, NaN, 0",
    "1, 1, 1, NaN",
    "1, Infinity, 1, 0",
    "1, 2, Infinity, 0",
    "1, 2, 1, Infinity"
  })
  void refusesTimesThatCantBe(double min, double max, double avg, double jitter) {
    assertThrows(IllegalArgumentException.class, () -> original(min, max, avg, jitter));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesThemInTheAddedValuesToo(double time) {
    List<Double> quantiles = Collections.nCopies(RttSummary.QUANTILES.size(), 1.0);
    List<Double> broken = Collections.nCopies(RttSummary.QUANTILES.size(), time);
    assertThrows(
        IllegalArgumentException.class,
        () -> new RttSummary(1, 1, 1, 0, time, quantiles, 0.0, 0.0));
    assertThrows(
        IllegalArgumentException.class, () -> new RttSummary(1, 1, 1, 0, 1.0, broken, 0.0, 0.0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new RttSummary(1, 1, 1, 0, 1.0, quantiles, time, 0.0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new RttSummary(1, 1, 1, 0, 1.0, quantiles, 0.0, time));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 12})
  void wantsAllQuantilesOrNone(int count) {
    List<Double> quantiles = Collections.nCopies(count, 1.0);
    assertThrows(
        IllegalArgumentException.class,
        () -> new RttSummary(1, 1, 1, 0, 1.0, quantiles, null, 0.0));
  }
}
