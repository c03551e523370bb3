package org.ixpqos.collector.model;

/** What the rounds of one pair in some time add up to, as much as a mesh shows. In milliseconds. */
public interface MeshStatistics {
  /** Rounds that were reported. */
  long rounds();

  /** Rounds in which nothing was sent, or of which nothing is known. */
  long unknown();

  long sent();

  long lost();

  long late();

  /**
   * Round-trip loss over all packets sent; where an original client did not tell their number, the
   * mean of its rounds' losses. Null when nothing was measured.
   */
  Double loss();

  /** Null when no reply came, as of the others. */
  Double min();

  Double max();

  /** A quantile of the round-trip times, never outside of min and max. */
  Double quantile(double share);
}
