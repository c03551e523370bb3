package org.ixpqos.collector.rollup;

import org.ixpqos.collector.store.format.BlobReader;
import org.ixpqos.collector.store.format.BlobWriter;
import org.ixpqos.collector.store.format.MoreBlob;

/**
 * The form of a rollup in the tables {@code r1h} and {@code r1d}.
 *
 * <pre>
 * format 1
 * rounds unknown sent received lost late send-errors not-sent duplicates reordered local-drops
 * uncounted, and where there are any: the sum of their losses, real
 * timed, and where there are any: min, max−min, Σ avg × replies, Σ jitter, microseconds; histogram
 * </pre>
 *
 * Format 2 has the other fields behind its number ({@link MoreBlob}). Numbers as in {@link
 * BlobWriter}.
 */
public final class RollupBlob {
  private static final int FORMAT = 1;
  private static final int FORMAT_WITH_MORE = 2;

  private RollupBlob() {}

  public static byte[] encode(Rollup sum) {
    BlobWriter out = new BlobWriter();
    if (sum.more == null) {
      out.unsigned(FORMAT);
    } else {
      out.unsigned(FORMAT_WITH_MORE);
      MoreBlob.write(out, sum.more);
    }
    out.unsigned(sum.rounds).unsigned(sum.unknown);
    for (long count : sum.sums) {
      out.unsigned(count);
    }
    out.unsigned(sum.uncounted);
    if (sum.uncounted > 0) {
      out.real(sum.uncountedLoss);
    }
    out.unsigned(sum.timed);
    if (sum.timed > 0) {
      out.unsigned(micros(sum.min))
          .unsigned(micros(sum.max) - micros(sum.min))
          .unsigned(micros(sum.sum))
          .unsigned(micros(sum.jitter));
      sum.histogram.writeTo(out);
    }
    return out.bytes();
  }

  public static Rollup decode(byte[] blob) {
    BlobReader in = new BlobReader(blob);
    long format = in.unsigned();
    if (format != FORMAT && format != FORMAT_WITH_MORE) {
      throw new IllegalStateException(
          "a rollup of format " + format + ", which a later version wrote");
    }
    Rollup sum = new Rollup();
    sum.more = format == FORMAT ? null : MoreBlob.read(in);
    sum.rounds = in.unsigned();
    sum.unknown = in.unsigned();
    for (int i = 0; i < sum.sums.length; i++) {
      sum.sums[i] = in.unsigned();
    }
    sum.uncounted = in.unsigned();
    if (sum.uncounted > 0) {
      sum.uncountedLoss = in.real();
    }
    sum.timed = in.unsigned();
    if (sum.timed > 0) {
      long min = in.unsigned();
      sum.min = min / 1e3;
      sum.max = (min + in.unsigned()) / 1e3;
      sum.sum = in.unsigned() / 1e3;
      sum.jitter = in.unsigned() / 1e3;
      sum.histogram = LatencyHistogram.readFrom(in);
    }
    return sum;
  }

  private static long micros(double milliseconds) {
    return Math.round(milliseconds * 1e3);
  }
}
