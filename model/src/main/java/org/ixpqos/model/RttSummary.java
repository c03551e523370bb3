package org.ixpqos.model;

import java.util.List;

/**
 * Round-trip times of a round, milliseconds; only of packets that were replied to in time.
 *
 * @param min the shortest
 * @param max the longest
 * @param avg the arithmetic mean
 * @param jitter the population standard deviation, as in the original IXPQos
 * @param median RFC 2330, 11.3: the middle one, or the mean of the two in the middle; null from an
 *     original client
 * @param quantiles the values at {@link #QUANTILES}; empty from an original client
 * @param ipdv the mean of the absolute differences between packets sent one after the other that
 *     were both replied to (RFC 3393); null when there is no such pair
 * @param pdv95 the 95th percentile of the delay above the round's minimum (RFC 5481); null from an
 *     original client
 */
public record RttSummary(
    double min,
    double max,
    double avg,
    double jitter,
    Double median,
    List<Double> quantiles,
    Double ipdv,
    Double pdv95) {
  /**
   * The quantiles that a row carries, by RFC 2330's definition: the smallest value that at least
   * this fraction of all values does not exceed.
   */
  public static final List<Double> QUANTILES =
      List.of(0.05, 0.10, 0.20, 0.30, 0.40, 0.50, 0.60, 0.70, 0.80, 0.90, 0.95);

  public RttSummary {
    quantiles = List.copyOf(quantiles);
    if (!(isTime(min) && isTime(max) && min <= max && isTime(avg) && isTime(jitter))) {
      throw new IllegalArgumentException(
          "times that can't be: min "
              + min
              + ", avg "
              + avg
              + ", max "
              + max
              + ", jitter "
              + jitter);
    }
    if (!quantiles.isEmpty() && quantiles.size() != QUANTILES.size()) {
      throw new IllegalArgumentException(
          quantiles.size() + " quantiles where there are " + QUANTILES.size());
    }
    requireTime(median);
    requireTime(ipdv);
    requireTime(pdv95);
    for (Double time : quantiles) {
      requireTime(time);
    }
  }

  private static void requireTime(Double time) {
    if (time != null && !isTime(time)) {
      throw new IllegalArgumentException("a time that can't be: " + time);
    }
  }

  private static boolean isTime(double milliseconds) {
    return milliseconds >= 0 && milliseconds < Double.POSITIVE_INFINITY;
  }
}
