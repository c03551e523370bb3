package org.ixpqos.model;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each figure at the edge of what can be, from 10 to 1,000 ms: 11 µs and a millionth are slack. */
class RttChecksTest {
  private static final double SLACK = 0.011 + 1e-6 * 1_000;
  private static final double HAIR = 1e-9;
  private static final List<Double> EVEN = Collections.nCopies(11, 500.0);

  private static RttSummary rtt(
      double avg, double jitter, Double median, List<Double> quantiles, Double ipdv, Double pdv95) {
    return new RttSummary(10, 1_000, avg, jitter, median, quantiles, ipdv, pdv95);
  }

  private static String refusal(RttSummary rtt) {
    return assertThrows(IllegalArgumentException.class, () -> RttChecks.check(rtt)).getMessage();
  }

  @ParameterizedTest
  @CsvSource({"10, -1", "1000, 1"})
  void anAverageOrAMedianIsWithinTheTimes(double edge, double outward) {
    double last = edge + outward * SLACK;
    double beyond = last + outward * HAIR;
    assertDoesNotThrow(() -> RttChecks.check(rtt(last, 0, null, List.of(), null, null)));
    assertTrue(refusal(rtt(beyond, 0, null, List.of(), null, null)).startsWith("ping_avg: found"));
    assertDoesNotThrow(() -> RttChecks.check(rtt(500, 0, last, List.of(), null, null)));
    assertTrue(
        refusal(rtt(500, 0, beyond, List.of(), null, null)).startsWith("ping_median: found"));
  }

  @Test
  void aSpreadIsAtMostThatOfTheTimes() {
    double last = 1_000 - 10 + SLACK;
    double beyond = last + HAIR;
    assertDoesNotThrow(() -> RttChecks.check(rtt(500, last, null, List.of(), last, last)));
    assertEquals(
        "ping_jitter: found " + beyond + "; allowed: at most ping_max less ping_min, 990.0",
        refusal(rtt(500, beyond, null, List.of(), null, null)));
    assertTrue(refusal(rtt(500, 0, null, List.of(), beyond, null)).startsWith("ping_ipdv"));
    assertTrue(refusal(rtt(500, 0, null, List.of(), null, beyond)).startsWith("ping_pdv95"));
  }

  @Test
  void quantilesAscendWithinTheTimes() {
    for (int i = 0; i < 11; i++) {
      int at = i;
      List<Double> falling = new ArrayList<>(EVEN);
      falling.set(at, 500 - HAIR);
      if (at == 0) {
        assertDoesNotThrow(() -> RttChecks.check(rtt(500, 0, null, falling, null, null)));
      } else {
        assertEquals(
            "ping_quantiles: they don't ascend", refusal(rtt(500, 0, null, falling, null, null)));
      }
    }
    List<Double> edges = new ArrayList<>(EVEN);
    edges.set(0, 10 - SLACK);
    edges.set(10, 1_000 + SLACK);
    assertDoesNotThrow(() -> RttChecks.check(rtt(500, 0, null, edges, null, null)));
    edges.set(0, 10 - SLACK - HAIR);
    assertTrue(refusal(rtt(500, 0, null, edges, null, null)).startsWith("ping_quantiles[0]"));
    edges.set(0, 10.0);
    edges.set(10, 1_000 + SLACK + HAIR);
    assertTrue(refusal(rtt(500, 0, null, edges, null, null)).startsWith("ping_quantiles[10]"));
  }

  @Test
  void theMedianIsFromTheQuantileOf50PercentToThatOf60() {
    List<Double> quantiles = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      quantiles.add(100.0 * (i + 1) - 50);
    }
    quantiles.set(10, 999.0); // those in question are 550 and 650
    assertDoesNotThrow(() -> RttChecks.check(rtt(500, 0, 550 - SLACK, quantiles, null, null)));
    assertDoesNotThrow(() -> RttChecks.check(rtt(500, 0, 650 + SLACK, quantiles, null, null)));
    assertEquals(
        "ping_median: found "
            + (550 - SLACK - HAIR)
            + "; allowed: from the quantile of 50 %, 550.0, to that of 60 %, 650.0",
        refusal(rtt(500, 0, 550 - SLACK - HAIR, quantiles, null, null)));
    assertTrue(
        refusal(rtt(500, 0, 650 + SLACK + HAIR, quantiles, null, null)).startsWith("ping_median"));
  }
}
