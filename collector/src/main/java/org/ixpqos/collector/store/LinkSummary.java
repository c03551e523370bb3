package org.ixpqos.collector.store;

import java.util.Arrays;
import java.util.Objects;
import org.ixpqos.wire.PacketCounts;
import org.ixpqos.wire.ResultRow;
import org.ixpqos.wire.RttSummary;

/**
 * What the rounds of one pair in some time add up to. Adding rounds, and adding sums of rounds, in
 * any order comes to the same. Not thread-safe.
 */
public final class LinkSummary implements RoundSum {
  long rounds;
  long unknown;
  long sent;
  long received;
  long lost;
  long late;
  long sendErrors;
  long notSent;
  long duplicates;
  long reordered;
  long localDrops;
  long uncounted;
  double uncountedLoss;
  long timed;
  double min = Double.POSITIVE_INFINITY;
  double max;
  double sum;
  double jitter;
  LatencyHistogram histogram = new LatencyHistogram();

  void add(ResultRow row) {
    rounds++;
    PacketCounts packets = row.packets();
    if (packets != null) {
      sent += packets.sent();
      received += packets.replied();
      lost += packets.lost();
      late += packets.late();
      sendErrors += packets.sendErrors();
      notSent += packets.notSent();
      duplicates += packets.duplicates();
      reordered += packets.reordered();
    } else if (row.loss() != null) {
      uncounted++;
      uncountedLoss += row.loss();
    }
    if (row.loss() == null) {
      unknown++;
    }
    localDrops += row.localDrops();
    if (row.rtt() != null) {
      addTimes(row.rtt(), packets == null ? 1 : packets.replied());
    }
  }

  private void addTimes(RttSummary rtt, long replies) {
    timed++;
    min = Math.min(min, rtt.min());
    max = Math.max(max, rtt.max());
    sum += rtt.avg() * replies;
    jitter += rtt.jitter();
    histogram.add(rtt, replies);
  }

  void add(LinkSummary other) {
    rounds += other.rounds;
    unknown += other.unknown;
    sent += other.sent;
    received += other.received;
    lost += other.lost;
    late += other.late;
    sendErrors += other.sendErrors;
    notSent += other.notSent;
    duplicates += other.duplicates;
    reordered += other.reordered;
    localDrops += other.localDrops;
    uncounted += other.uncounted;
    uncountedLoss += other.uncountedLoss;
    timed += other.timed;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    sum += other.sum;
    jitter += other.jitter;
    histogram.add(other.histogram);
  }

  /** Whether another is of the same rounds; sums of times may differ by how they were rounded. */
  boolean agreesWith(LinkSummary other) {
    return Arrays.equals(counts(), other.counts())
        && histogram.agreesWith(other.histogram)
        && Objects.equals(min(), other.min())
        && Objects.equals(max(), other.max())
        && Math.abs(sum - other.sum) <= 0.001 * (rounds + 1)
        && Math.abs(jitter - other.jitter) <= 0.001 * (rounds + 1)
        && Math.abs(uncountedLoss - other.uncountedLoss) <= 1e-6 * (rounds + 1);
  }

  private long[] counts() {
    return new long[] {
      rounds,
      unknown,
      sent,
      received,
      lost,
      late,
      sendErrors,
      notSent,
      duplicates,
      reordered,
      localDrops,
      uncounted,
      timed
    };
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
    return sent;
  }

  @Override
  public long received() {
    return received;
  }

  @Override
  public long lost() {
    return lost;
  }

  @Override
  public long late() {
    return late;
  }

  @Override
  public long sendErrors() {
    return sendErrors;
  }

  @Override
  public long notSent() {
    return notSent;
  }

  @Override
  public long duplicates() {
    return duplicates;
  }

  @Override
  public long reordered() {
    return reordered;
  }

  @Override
  public long localDrops() {
    return localDrops;
  }

  @Override
  public Double loss() {
    if (sent > 0) {
      return (double) (lost + late) / sent;
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

  @Override
  public Double avg() {
    return timed > 0 ? (Double) (sum / histogram.total()) : null;
  }

  @Override
  public Double jitter() {
    return timed > 0 ? (Double) (jitter / timed) : null;
  }

  /** Of all replies' times, right to 2.5 %. */
  @Override
  public Double quantile(double share) {
    Double value = histogram.quantile(share);
    return value == null ? null : (Double) Math.min(max, Math.max(min, value));
  }
}
