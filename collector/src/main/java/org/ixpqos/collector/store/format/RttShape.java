package org.ixpqos.collector.store.format;

import org.ixpqos.model.RttSummary;

/**
 * Predicts a round's other figures from its quantiles, microseconds, as if times between two
 * quantiles lay on the line between them. Only the difference is stored. The formulas are part of
 * the format of {@link ResultChunk}: they never change.
 */
final class RttShape {
  /** Of what is above the last quantile, where the times below the largest lie. */
  private static final double TAIL = 0.25;

  final long median;
  final long pdv95;
  final long avg;
  final long jitter;

  /** The mean difference of any two times. */
  final long ipdv;

  private double share;
  private double value;
  private double sum;
  private double squares;
  private double differences;

  /** Of a row's numbers ({@link ResultNumbers}) up to its largest time. */
  RttShape(long[] row) {
    double min = row[ResultNumbers.MIN];
    double max = row[ResultNumbers.MAX] - min;
    double above = 1 - 1.0 / Math.max(1, row[ResultNumbers.REPLIED]);
    double last = 0;
    for (int i = 0; i < RttSummary.QUANTILES.size(); i++) {
      last = row[ResultNumbers.QUANTILES + i] - min;
      lineTo(RttSummary.QUANTILES.get(i), last);
    }
    if (above > share) {
      lineTo(above, last + 2 * TAIL * (max - last));
    }
    value = max;
    lineTo(1, max);
    median = row[ResultNumbers.QUANTILES + RttSummary.QUANTILES.indexOf(0.5)];
    pdv95 = row[ResultNumbers.MAX - 1] - row[ResultNumbers.MIN];
    avg = Math.round(min + sum);
    jitter = Math.round(Math.sqrt(Math.max(0, squares - sum * sum)));
    ipdv = Math.round(Math.abs(2 * differences));
  }

  private void lineTo(double toShare, double to) {
    double width = toShare - share;
    double middle = (value + to) / 2;
    sum += width * middle;
    squares += width * (value * value + value * to + to * to) / 3;
    differences += (share + toShare - 1) * middle * width + (to - value) * width * width / 6;
    share = toShare;
    value = to;
  }
}
