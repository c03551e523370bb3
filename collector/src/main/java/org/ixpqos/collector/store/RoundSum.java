package org.ixpqos.collector.store;

/** What the rounds of one pair in some time add up to. Times are milliseconds. */
public interface RoundSum {
  /** Rounds that were reported. */
  long rounds();

  /** Rounds in which nothing was sent, or of which nothing is known. */
  long unknown();

  long sent();

  long received();

  long lost();

  long late();

  long sendErrors();

  long notSent();

  long duplicates();

  long reordered();

  long localDrops();

  /**
   * Round-trip loss over all packets sent; where an original client did not tell their number, the
   * mean of its rounds' losses. Null when nothing was measured.
   */
  Double loss();

  /** Null when no reply came, as of the others. */
  Double min();

  Double max();

  Double avg();

  /** The mean of the rounds' jitters. */
  Double jitter();

  /** A quantile of the round-trip times, never outside of min and max. */
  Double quantile(double share);
}
