package org.ixpqos.collector.rollup;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ixpqos.collector.model.PairStatistics;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;

/**
 * The statistics of one pair's rounds in a range. Adding rounds, or rollups of rounds, in any order
 * gives the same. Not thread-safe.
 */
public final class Rollup implements PairStatistics {
  /** The packets that are summed, in the order of {@link RollupBlob}, which never changes. */
  static final List<RoundField> SUMMED =
      List.of(
          RoundFields.SENT,
          RoundFields.RECEIVED,
          RoundFields.LOST,
          RoundFields.LATE,
          RoundFields.SEND_ERRORS,
          RoundFields.NOT_SENT,
          RoundFields.DUPLICATES,
          RoundFields.REORDERED,
          RoundFields.LOCAL_DROPS);

  private static final int LOCAL_DROPS = SUMMED.indexOf(RoundFields.LOCAL_DROPS);

  long rounds;
  long unknown;
  final long[] sums = new long[SUMMED.size()];
  long uncounted;
  double uncountedLoss;
  long timed;
  double min = Double.POSITIVE_INFINITY;
  double max;
  double sum;
  double jitter;
  LatencyHistogram histogram = new LatencyHistogram();

  /** Of {@link RoundResult#more()}; null while there are none, as nearly always. */
  Map<RoundField, Double> more;

  public void add(RoundResult result) {
    rounds++;
    PacketCounts packets = result.packets();
    if (packets != null) {
      addPackets(packets);
    }
    sums[LOCAL_DROPS] += result.localDrops();
    if (result.packets() == null && result.loss() != null) {
      uncounted++;
      uncountedLoss += result.loss();
    }
    if (result.loss() == null) {
      unknown++;
    }
    if (result.rtt() != null) {
      addTimes(result.rtt(), result.packets() == null ? 1 : result.packets().replied());
    }
    if (!result.more().isEmpty()) {
      result.more().forEach(this::addMore);
    }
  }

  /** By name and not by {@link #SUMMED}: that is a boxed number for each field of each round. */
  private void addPackets(PacketCounts packets) {
    sums[0] += packets.sent();
    sums[1] += packets.replied();
    sums[2] += packets.lost();
    sums[3] += packets.late();
    sums[4] += packets.sendErrors();
    sums[5] += packets.notSent();
    sums[6] += packets.duplicates();
    sums[7] += packets.reordered();
  }

  private void addTimes(RttSummary rtt, long replies) {
    timed++;
    min = Math.min(min, rtt.min());
    max = Math.max(max, rtt.max());
    sum += rtt.avg() * replies;
    jitter += rtt.jitter();
    histogram.add(rtt, replies);
  }

  void addMore(RoundField field, double value) {
    if (field.overRounds() == RoundField.OverRounds.NONE) {
      return;
    }
    if (more == null) {
      more = new HashMap<>();
    }
    more.merge(
        field,
        value,
        switch (field.overRounds()) {
          case MIN -> Math::min;
          case MAX -> Math::max;
          default -> Double::sum;
        });
  }

  public void add(Rollup other) {
    rounds += other.rounds;
    unknown += other.unknown;
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other.sums[i];
    }
    uncounted += other.uncounted;
    uncountedLoss += other.uncountedLoss;
    timed += other.timed;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    sum += other.sum;
    jitter += other.jitter;
    histogram.add(other.histogram);
    if (other.more != null) {
      other.more.forEach(this::addMore);
    }
  }

  /** Whether another is of the same rounds; sums of times may differ by rounding. */
  public boolean agreesWith(Rollup other) {
    return rounds == other.rounds
        && unknown == other.unknown
        && uncounted == other.uncounted
        && timed == other.timed
        && Arrays.equals(sums, other.sums)
        && histogram.agreesWith(other.histogram)
        && Objects.equals(min(), other.min())
        && Objects.equals(max(), other.max())
        && Objects.equals(more, other.more)
        && Math.abs(sum - other.sum) <= 0.001 * (rounds + 1)
        && Math.abs(jitter - other.jitter) <= 0.001 * (rounds + 1)
        && Math.abs(uncountedLoss - other.uncountedLoss) <= 1e-6 * (rounds + 1);
  }

  @Override
  public long rounds() {
    return rounds;
  }

  @Override
  public long unknown() {
    return unknown;
  }

  @Override
  public long sent() {
    return sum(RoundFields.SENT);
  }

  @Override
  public long lost() {
    return sum(RoundFields.LOST);
  }

  @Override
  public long late() {
    return sum(RoundFields.LATE);
  }

  private long sum(RoundField field) {
    return sums[SUMMED.indexOf(field)];
  }

  @Override
  public Number of(RoundField field) {
    if (SUMMED.contains(field)) {
      boolean counted = sent() + sum(RoundFields.SEND_ERRORS) + sum(RoundFields.NOT_SENT) > 0;
      return counted ? (Number) sum(field) : null;
    }
    if (field == RoundFields.LOSS) {
      return loss();
    }
    if (field == RoundFields.AVG) {
      return timed > 0 ? (Number) (sum / histogram.total()) : null;
    }
    if (field == RoundFields.JITTER) {
      return timed > 0 ? (Number) (jitter / timed) : null;
    }
    if (field == RoundFields.MEDIAN) {
      return quantile(0.5);
    }
    if (field == RoundFields.MIN) {
      return min();
    }
    if (field == RoundFields.MAX) {
      return max();
    }
    return more == null ? null : more.get(field);
  }

  @Override
  public Double loss() {
    if (sent() > 0) {
      return (double) (lost() + late()) / sent();
    }
    return uncounted > 0 ? (Double) (uncountedLoss / uncounted) : null;
  }

  @Override
  public Double min() {
    return timed > 0 ? (Double) min : null;
  }

  @Override
  public Double max() {
    return timed > 0 ? (Double) max : null;
  }

  /** Of all replies' times, right to 2.5 %. */
  @Override
  public Double quantile(double share) {
    Double value = histogram.quantile(share);
    return value == null ? null : (Double) Math.min(max, Math.max(min, value));
  }
}
