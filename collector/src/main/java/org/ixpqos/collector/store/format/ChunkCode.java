package org.ixpqos.collector.store.format;

/**
 * The code of one number of a chunk's rows: its difference from the expected value.
 *
 * @param signed whether it is ever below
 * @param order of the exponential Golomb code; {@link #NEVER} where it never differs
 */
record ChunkCode(boolean signed, int order) {
  /** For numbers without a known range. */
  static final ChunkCode ANY = new ChunkCode(true, 0);

  private static final int ORDER_BITS = 5;
  private static final int NEVER = (1 << ORDER_BITS) - 1;

  /** The one that takes the fewest bits. */
  static ChunkCode of(long[] differences) {
    boolean signed = false;
    long all = 0;
    for (long difference : differences) {
      signed |= difference < 0;
      all |= zigzag(difference);
    }
    if (all == 0) {
      return new ChunkCode(false, NEVER);
    }
    ChunkCode best = new ChunkCode(signed, 0);
    long least = best.bits(differences);
    // with a higher order than the largest number has bits, each takes a bit more; far beyond, one
    // might overflow
    int highest = Math.min(NEVER - 1, Long.SIZE - Long.numberOfLeadingZeros(all));
    for (int order = 1; order <= highest && all >>> 62 == 0; order++) {
      ChunkCode higher = new ChunkCode(signed, order);
      long bits = higher.bits(differences);
      if (bits < least) {
        best = higher;
        least = bits;
      }
    }
    return best;
  }

  private long bits(long[] differences) {
    long bits = 0;
    for (long difference : differences) {
      bits += BitWriter.golombBits(signed ? zigzag(difference) : difference, order);
    }
    return bits;
  }

  void describe(BitWriter out) {
    out.bits(signed ? 1 : 0, 1);
    out.bits(order, ORDER_BITS);
  }

  static ChunkCode described(BitReader in) {
    return new ChunkCode(in.bits(1) == 1, (int) in.bits(ORDER_BITS));
  }

  void write(BitWriter out, long difference) {
    if (order != NEVER) {
      out.golomb(signed ? zigzag(difference) : difference, order);
    }
  }

  long read(BitReader in) {
    if (order == NEVER) {
      return 0;
    }
    long value = in.golomb(order);
    return signed ? (value >>> 1) ^ -(value & 1) : value;
  }

  /** 0, -1, 1, -2 … as 0, 1, 2, 3 …, without a sign. */
  private static long zigzag(long difference) {
    return (difference << 1) ^ (difference >> 63);
  }
}
