package org.ixpqos.collector.incident;

/**
 * The limits above which a round of a pair stands out.
 *
 * @param loss a ratio: more than this stands out
 * @param times a median this many times the baseline stands out, if it is also
 * @param ms milliseconds above it, which excludes delays by scheduling and a busy host
 */
public record Threshold(double loss, double times, double ms) {
  public static final Threshold USUAL = new Threshold(0, 1.5, 0.2);

  boolean isLossy(double share) {
    return share > loss;
  }

  /**
   * @param baseline the pair's baseline, milliseconds; null when there is none
   */
  boolean isSlow(double median, Double baseline) {
    return baseline != null && median >= times * baseline && median >= baseline + ms;
  }
}
