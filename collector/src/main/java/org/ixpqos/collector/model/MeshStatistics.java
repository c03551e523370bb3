package org.ixpqos.collector.model;

/**
 * The statistics of one pair's rounds in a range, as far as a mesh shows them. Times are
 * milliseconds.
 */
public interface MeshStatistics {
  /** Rounds that were reported. */
  long rounds();

  /** Rounds in which nothing was sent, or without data. */
  long unknown();

  long sent();

  long lost();

  long late();

  /**
   * Round-trip loss over all packets sent; where an original client did not report their number,
   * the mean of its rounds' losses. Null when nothing was measured.
   */
  Double loss();

  /** Null when no reply came, as of the others. */
  Double min();

  Double max();

  /** A quantile of the round-trip times, never outside of min and max. */
  Double quantile(double share);
}
