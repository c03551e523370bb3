package org.ixpqos.daemon.round;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ixpqos.model.RttSummary;

/** Statistics of round-trip times; the definitions are those of {@link RttSummary}. */
public final class RttStatistics {
  private static final double NANOS_PER_MILLI = 1e6;

  private RttStatistics() {}

  /**
   * The statistics of a round.
   *
   * @param rttNanos by packet, in the order of sending; negative where no reply came in time
   * @return null when no reply came in time
   */
  public static RttSummary of(long[] rttNanos) {
    double[] sorted =
        Arrays.stream(rttNanos).filter(rtt -> rtt >= 0).sorted().asDoubleStream().toArray();
    if (sorted.length == 0) {
      return null;
    }
    double min = sorted[0];
    double mean = mean(sorted);
    List<Double> quantiles = new ArrayList<>();
    for (double share : RttSummary.QUANTILES) {
      quantiles.add(millis(quantile(sorted, share)));
    }
    return new RttSummary(
        millis(min),
        millis(sorted[sorted.length - 1]),
        millis(mean),
        millis(deviation(sorted, mean)),
        millis(median(sorted)),
        quantiles,
        ipdv(rttNanos),
        millis(quantile(sorted, 0.95) - min));
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** The population standard deviation: divided by n, not by n − 1. */
  private static double deviation(double[] values, double mean) {
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / values.length);
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * RFC 2330, 11.3: the smallest value that at least this fraction of all values does not exceed.
   */
  private static double quantile(double[] sorted, double share) {
    // the small term keeps 0.95 × 20 = 19.000000000000004 from becoming 20
    int rank = (int) Math.ceil(share * sorted.length - 1e-9);
    return sorted[Math.max(rank, 1) - 1];
  }

  private static Double ipdv(long[] rttNanos) {
    double sum = 0;
    int pairs = 0;
    for (int i = 1; i < rttNanos.length; i++) {
      if (rttNanos[i] >= 0 && rttNanos[i - 1] >= 0) {
        sum += Math.abs(rttNanos[i] - rttNanos[i - 1]);
        pairs++;
      }
    }
    return pairs == 0 ? null : millis(sum / pairs);
  }

  private static double millis(double nanos) {
    return nanos / NANOS_PER_MILLI;
  }
}
