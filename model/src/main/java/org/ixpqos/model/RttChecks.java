package org.ixpqos.model;

import java.util.List;

/**
 * Whether the figures of a round's times can be of the same times. Clients round each figure
 * separately, and add floating-point numbers: differences of that size are tolerated.
 */
public final class RttChecks {
  /** Milliseconds: two places are the fewest that a client rounds to. */
  private static final double ROUNDING = 0.011;

  /** Of large times. */
  private static final double RELATIVE = 1e-6;

  private static final int MEDIAN = RttSummary.QUANTILES.indexOf(0.5);

  private final RttSummary rtt;
  private final double slack;

  private RttChecks(RttSummary rtt) {
    this.rtt = rtt;
    this.slack = ROUNDING + RELATIVE * rtt.max();
  }

  /**
   * Refuses figures that contradict one another, by their names.
   *
   * @throws IllegalArgumentException names them
   */
  public static void check(RttSummary rtt) {
    new RttChecks(rtt).check();
  }

  private void check() {
    within("ping_avg", rtt.avg());
    spread("ping_jitter", rtt.jitter());
    if (rtt.median() != null) {
      within("ping_median", rtt.median());
    }
    if (rtt.ipdv() != null) {
      spread("ping_ipdv", rtt.ipdv());
    }
    if (rtt.pdv95() != null) {
      spread("ping_pdv95", rtt.pdv95());
    }
    quantiles(rtt.quantiles());
  }

  private boolean isWithin(double value) {
    return value >= rtt.min() - slack && value <= rtt.max() + slack;
  }

  private void within(String name, double value) {
    if (!isWithin(value)) {
      throw new IllegalArgumentException(
          name
              + ": found "
              + value
              + "; allowed: from ping_min, "
              + rtt.min()
              + ", to ping_max, "
              + rtt.max());
    }
  }

  /** A difference of two times, or a mean of such. */
  private void spread(String name, double value) {
    if (value > rtt.max() - rtt.min() + slack) {
      throw new IllegalArgumentException(
          name
              + ": found "
              + value
              + "; allowed: at most ping_max less ping_min, "
              + (rtt.max() - rtt.min()));
    }
  }

  private void quantiles(List<Double> quantiles) {
    for (int i = 0; i < quantiles.size(); i++) {
      if (i > 0 && quantiles.get(i) < quantiles.get(i - 1)) {
        throw new IllegalArgumentException("ping_quantiles: they don't ascend");
      }
      if (!isWithin(quantiles.get(i))) { // a name for each of them costs more than the check
        within("ping_quantiles[" + i + "]", quantiles.get(i));
      }
    }
    // the mean of the two in the middle is above the lower of them and below what comes next
    if (!quantiles.isEmpty()
        && rtt.median() != null
        && (rtt.median() < quantiles.get(MEDIAN) - slack
            || rtt.median() > quantiles.get(MEDIAN + 1) + slack)) {
      throw new IllegalArgumentException(
          "ping_median: found "
              + rtt.median()
              + "; allowed: from the quantile of 50 %, "
              + quantiles.get(MEDIAN)
              + ", to that of 60 %, "
              + quantiles.get(MEDIAN + 1));
    }
  }
}
