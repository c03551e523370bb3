package org.ixpqos.collector.rollup;

import java.util.Arrays;
import java.util.List;
import org.ixpqos.collector.store.format.BlobReader;
import org.ixpqos.collector.store.format.BlobWriter;
import org.ixpqos.model.RttSummary;

/**
 * Round-trip times counted in logarithmic buckets, each 5 % wider than the one below, so that two
 * of them add up and a quantile of the sum is right to 2.5 % over any time. Not thread-safe.
 */
public final class LatencyHistogram {
  private static final double GROWTH = Math.log(1.05);

  /** The buckets of the usual times, by the microsecond: a logarithm is what takes the longest. */
  private static final short[] BUCKETS = buckets(32_768);

  /** The index of the last bucket: half an hour and more. */
  private static final int LAST_BUCKET = computed(Integer.MAX_VALUE);

  private static short[] buckets(int count) {
    short[] buckets = new short[count];
    for (int micros = 0; micros < count; micros++) {
      buckets[micros] = (short) computed(micros);
    }
    return buckets;
  }

  private int first;
  private long[] counts = {};
  private long total;

  /**
   * Adds a round's times, which are known by their quantiles: {@code replies} values are laid on
   * the line through them.
   */
  void add(RttSummary rtt, long replies) {
    List<Double> quantiles = rtt.quantiles();
    if (quantiles.isEmpty()) {
      addTo(bucket(rtt.median() == null ? rtt.avg() : rtt.median()), replies);
      return;
    }
    double fromShare = 0;
    double from = rtt.min();
    int fromBucket = bucket(from);
    cover(fromBucket, bucket(rtt.max()));
    long placed = 0;
    for (int i = 0; i <= quantiles.size(); i++) {
      boolean last = i == quantiles.size();
      double toShare = last ? 1 : RttSummary.QUANTILES.get(i);
      double to = last ? rtt.max() : quantiles.get(i);
      int toBucket = bucket(to);
      // the k-th of n values is at the fraction (k − ½) / n
      long until = last ? replies : (long) Math.floor(toShare * replies + 0.5);
      if (until > placed && fromBucket == toBucket) {
        addTo(fromBucket, until - placed);
      } else {
        double width = toShare - fromShare;
        spread(placed, until, new Line(replies, fromShare, width, from, to - from));
      }
      placed = Math.max(placed, until);
      fromShare = toShare;
      from = to;
      fromBucket = toBucket;
    }
  }

  /** The k-th of {@code replies} values, where it lies on a straight line of the quantiles. */
  private record Line(long replies, double fromShare, double width, double from, double rise) {
    int bucketOf(long k) {
      double share = ((k + 0.5) / replies - fromShare) / width;
      return bucket(from + share * rise);
    }
  }

  /**
   * Counts the values from one to before another. They only rise or only fall, so that the end of
   * those in one bucket is sought and not walked to: the cost is that of buckets, not of values.
   */
  private void spread(long first, long until, Line line) {
    long k = first;
    while (k < until) {
      int bucket = line.bucketOf(k);
      long step = 1;
      while (k + step < until && line.bucketOf(k + step) == bucket) {
        step *= 2;
      }
      long in = k + step / 2;
      long out = Math.min(until, k + step);
      while (out - in > 1) {
        long middle = (in + out) >>> 1;
        if (line.bucketOf(middle) == bucket) {
          in = middle;
        } else {
          out = middle;
        }
      }
      addTo(bucket, out - k);
      k = out;
    }
  }

  void add(LatencyHistogram other) {
    if (other.counts.length == 0) {
      return;
    }
    cover(other.first, other.first + other.counts.length - 1);
    int distance = other.first - first;
    for (int i = 0; i < other.counts.length; i++) {
      counts[distance + i] += other.counts[i];
    }
    total += other.total;
  }

  /** How many values were counted. */
  public long total() {
    return total;
  }

  /**
   * The value, milliseconds, that a fraction of all values does not exceed; null when there is
   * none.
   */
  public Double quantile(double share) {
    if (total == 0) {
      return null;
    }
    long rank = Math.max(1, (long) Math.ceil(share * total));
    long below = 0;
    int i = 0;
    while ((below += counts[i]) < rank) {
      i++;
    }
    return Math.exp((first + i + 0.5) * GROWTH) / 1e3;
  }

  /** Whether another has the same counts. */
  boolean agreesWith(LatencyHistogram other) {
    return Arrays.equals(bytes(), other.bytes());
  }

  private byte[] bytes() {
    BlobWriter out = new BlobWriter();
    writeTo(out);
    return out.bytes();
  }

  /** Pairs of the distance from the last bucket that has values, and how many, to the end. */
  void writeTo(BlobWriter out) {
    int before = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        out.unsigned(first + i - before).unsigned(counts[i]);
        before = first + i;
      }
    }
  }

  /** Reads to the end. */
  static LatencyHistogram readFrom(BlobReader in) {
    int[] buckets = new int[16];
    long[] counts = new long[16];
    int size = 0;
    int bucket = 0;
    while (in.hasMore()) {
      if (size == buckets.length) {
        buckets = Arrays.copyOf(buckets, 2 * size);
        counts = Arrays.copyOf(counts, 2 * size);
      }
      bucket += (int) in.unsigned();
      buckets[size] = bucket;
      counts[size++] = in.unsigned();
    }
    LatencyHistogram histogram = new LatencyHistogram();
    if (size > 0) {
      histogram.cover(buckets[0], buckets[size - 1]);
    }
    for (int i = 0; i < size; i++) {
      histogram.addTo(buckets[i], counts[i]);
    }
    return histogram;
  }

  private static int bucket(double milliseconds) {
    int micros = (int) Math.min(Integer.MAX_VALUE, milliseconds * 1e3);
    return micros < BUCKETS.length ? BUCKETS[micros] : computed(micros);
  }

  private static int computed(int micros) {
    return (int) (Math.log(Math.max(1, micros)) / GROWTH);
  }

  private void addTo(int bucket, long count) {
    int at = Math.min(bucket, LAST_BUCKET);
    cover(at, at);
    counts[at - first] += count;
    total += count;
  }

  /**
   * Makes room for the buckets from one to another, at once: one by one it were copied each time.
   */
  private void cover(int from, int to) {
    int low = Math.min(from, LAST_BUCKET);
    int high = Math.min(to, LAST_BUCKET);
    if (counts.length == 0) {
      first = low;
      counts = new long[Math.max(1, high - low + 1)];
    } else if (low < first || high >= first + counts.length) {
      int newFirst = Math.min(first, low);
      long[] wider = new long[Math.max(first + counts.length, high + 1) - newFirst];
      System.arraycopy(counts, 0, wider, first - newFirst, counts.length);
      first = newFirst;
      counts = wider;
    }
  }
}
