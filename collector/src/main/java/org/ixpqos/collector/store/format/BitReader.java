package org.ixpqos.collector.store.format;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads what {@link BitWriter} wrote; past its end, an {@link IndexOutOfBoundsException}. */
final class BitReader {
  /** Bits that {@link #ahead} has at least. */
  private static final int AHEAD = 57;

  private final ByteBuffer bits;
  private final int length;
  private int at;

  BitReader(byte[] bytes) {
    // so that eight bytes can be read from any
    bits = ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length + 8));
    length = 8 * bytes.length;
  }

  /** A number of at most 64 bits. */
  long bits(int count) {
    int low = Math.min(count, 32);
    return (few(count - low) << low) | few(low);
  }

  long golomb(int order) {
    int zeros = 0;
    int some = Long.numberOfLeadingZeros(ahead());
    while (some >= AHEAD) {
      zeros += AHEAD;
      skip(AHEAD);
      some = Long.numberOfLeadingZeros(ahead());
    }
    skip(some + 1);
    int rest = zeros + some + order;
    return ((1L << rest) | bits(rest)) - (1L << order);
  }

  private long few(int count) {
    long value = count == 0 ? 0 : ahead() >>> (64 - count);
    skip(count);
    return value;
  }

  /** What comes next, from the highest bit on; zeros past the end. */
  private long ahead() {
    return bits.getLong(at >>> 3) << (at & 7);
  }

  private void skip(int count) {
    at += count;
    if (at > length) {
      throw new IndexOutOfBoundsException("bit " + at + " of " + length);
    }
  }
}
