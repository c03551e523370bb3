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
public final class LinkSummary {
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

  /** Rounds that were reported. */
  public long rounds() {
    return rounds;
  }

  /** Rounds in which nothing was sent, or of which nothing is known. */
  public long unknown() {
    return unknown;
  }

  public long sent() {
    return sent;
  }

  public long received() {
    return received;
  }

  public long lost() {
    return lost;
  }

  public long late() {
    return late;
  }

  public long sendErrors() {
    return sendErrors;
  }

  public long notSent() {
    return notSent;
  }

  public long duplicates() {
    return duplicates;
  }

  public long reordered() {
    return reordered;
  }

  public long localDrops() {
    return localDrops;
  }

  /**
   * Round-trip loss over all packets sent; where an original client did not tell their number, the
   * mean of its rounds' losses. Null when nothing was measured.
   */
  public Double loss() {
    if (sent > 0) {
      return (double) (lost + late) / sent;
    }
    return uncounted > 0 ? (Double) (uncountedLoss / uncounted) : null;
  }

  /** Milliseconds; null when no reply came, as of the others. */
  public Double min() {
    return timed > 0 ? (Double) min : null;
  }

  public Double max() {
    return timed > 0 ? (Double) max : null;
  }

  public Double avg() {
    return timed > 0 ? (Double) (sum / histogram.total()) : null;
  }

  /** The mean of the rounds' jitters. */
  public Double jitter() {
    return timed > 0 ? (Double) (jitter / timed) : null;
  }

  /** A quantile of all replies' times, right to 2.5 %, and never outside of min and max. */
  public Double quantile(double share) {
    Double value = histogram.quantile(share);
    return value == null ? null : (Double) Math.min(max, Math.max(min, value));
  }
}
