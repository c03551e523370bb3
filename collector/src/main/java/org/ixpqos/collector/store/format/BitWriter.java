package org.ixpqos.collector.store.format;

import java.util.Arrays;

/** Writes numbers bit by bit, the highest bit of each byte first. */
final class BitWriter {
  private byte[] bytes = new byte[512];
  private int length;

  /** The lowest {@code count} bits of a number, at most 64. */
  void bits(long value, int count) {
    int left = count;
    while (left > 0) {
      int at = length >>> 3;
      if (at == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * at);
      }
      int free = 8 - (length & 7);
      int now = Math.min(free, left);
      left -= now;
      bytes[at] |= (byte) (((value >>> left) & ((1 << now) - 1)) << (free - now));
      length += now;
    }
  }

  /**
   * A number in an exponential Golomb code of order {@code order}: short for numbers below 2^order,
   * two bits longer each time they double. Any number below 2^62.
   */
  void golomb(long value, int order) {
    long shifted = value + (1L << order);
    int width = 64 - Long.numberOfLeadingZeros(shifted);
    bits(0, width - order - 1);
    bits(shifted, width);
  }

  /** How many bits {@link #golomb} takes. */
  static int golombBits(long value, int order) {
    return 2 * (64 - Long.numberOfLeadingZeros(value + (1L << order))) - order - 1;
  }

  /** What was written, with zeros to the end of the last byte. */
  byte[] bytes() {
    return Arrays.copyOf(bytes, (length + 7) >>> 3);
  }
}
