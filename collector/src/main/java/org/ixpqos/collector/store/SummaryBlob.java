package org.ixpqos.collector.store;

/**
 * A sum as the tables {@code r1h} and {@code r1d} keep it.
 *
 * <pre>
 * format 1
 * rounds unknown sent received lost late send-errors not-sent duplicates reordered local-drops
 * uncounted, and where there are any: the sum of their losses, real
 * timed, and where there are any: min, max−min, Σ avg × replies, Σ jitter, microseconds; histogram
 * </pre>
 *
 * Numbers as in {@link BlobWriter}.
 */
final class SummaryBlob {
  private static final int FORMAT = 1;

  private SummaryBlob() {}

  static byte[] encode(LinkSummary sum) {
    BlobWriter out = new BlobWriter();
    out.unsigned(FORMAT)
        .unsigned(sum.rounds)
        .unsigned(sum.unknown)
        .unsigned(sum.sent)
        .unsigned(sum.received)
        .unsigned(sum.lost)
        .unsigned(sum.late)
        .unsigned(sum.sendErrors)
        .unsigned(sum.notSent)
        .unsigned(sum.duplicates)
        .unsigned(sum.reordered)
        .unsigned(sum.localDrops)
        .unsigned(sum.uncounted);
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

  static LinkSummary decode(byte[] blob) {
    BlobReader in = new BlobReader(blob);
    long format = in.unsigned();
    if (format != FORMAT) {
      throw new IllegalStateException(
          "a sum of format " + format + ", which a later version wrote");
    }
    LinkSummary sum = new LinkSummary();
    sum.rounds = in.unsigned();
    sum.unknown = in.unsigned();
    sum.sent = in.unsigned();
    sum.received = in.unsigned();
    sum.lost = in.unsigned();
    sum.late = in.unsigned();
    sum.sendErrors = in.unsigned();
    sum.notSent = in.unsigned();
    sum.duplicates = in.unsigned();
    sum.reordered = in.unsigned();
    sum.localDrops = in.unsigned();
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
