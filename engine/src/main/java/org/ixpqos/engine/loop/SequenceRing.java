package org.ixpqos.engine.loop;

import java.util.Arrays;

/**
 * The token of the last packet with each 16-bit sequence number: it identifies the packet when only
 * its ICMP header came back. A hint, as it is overwritten every 65,536 packets.
 */
final class SequenceRing {
  private final long[] tokens = new long[1 << 16];
  private int next;

  /**
   * @param first the number to begin with
   */
  SequenceRing(int first) {
    next = first & 0xffff;
    Arrays.fill(tokens, -1);
  }

  /** The sequence number of the next packet. */
  int put(long token) {
    int sequence = next;
    tokens[sequence] = token;
    next = (next + 1) & 0xffff;
    return sequence;
  }

  /** A token, possibly one that names nothing any more. */
  long token(int sequence) {
    return tokens[sequence];
  }
}
