package org.ixpqos.collector.incident;

/**
 * From where on a round of a pair stands out.
 *
 * @param loss a share: more than this stands out
 * @param times a median so many times the usual one stands out, if it is also
 * @param ms so many milliseconds above it: what scheduling and a busy host may cost is not the
 *     network's
 */
public record Threshold(double loss, double times, double ms) {
  public static final Threshold USUAL = new Threshold(0, 1.5, 0.2);

  boolean isLossy(double share) {
    return share > loss;
  }

  /**
   * @param baseline the usual median, milliseconds; null when nothing usual is known
   */
  boolean isSlow(double median, Double baseline) {
    return baseline != null && median >= times * baseline && median >= baseline + ms;
  }
}
