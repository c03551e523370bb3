package org.ixpqos.engine.packet;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012): without the 128-bit key it can't be computed, even
 * from many known pairs of input and output. The beginning of the input is absorbed once; {@link
 * #finish} then costs eight rounds and changes nothing.
 *
 * <p>Absorbing is for one thread; finishing for any, after that.
 */
public final class SipHash {
  private long v0;
  private long v1;
  private long v2;
  private long v3;
  private int length;

  public SipHash(long key0, long key1) {
    v0 = key0 ^ 0x736f6d6570736575L;
    v1 = key1 ^ 0x646f72616e646f6dL;
    v2 = key0 ^ 0x6c7967656e657261L;
    v3 = key1 ^ 0x7465646279746573L;
  }

  private SipHash(SipHash other) {
    v0 = other.v0;
    v1 = other.v1;
    v2 = other.v2;
    v3 = other.v3;
    length = other.length;
  }

  /** Another that has absorbed the same. */
  public SipHash copy() {
    return new SipHash(this);
  }

  /** Takes the next eight bytes of the input, the first of them the lowest. */
  public void absorb(long word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
    length += Long.BYTES;
  }

  private void round() {
    v0 += v1;
    v2 += v3;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v1;
    v0 += v3;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 = Long.rotateLeft(v2, 32);
  }

  /** The hash of the absorbed input and eight bytes more. */
  public long finish(long word) {
    return hash(word, 0, length + Long.BYTES, true);
  }

  /** The hash of the absorbed input and up to seven bytes more, the first of them the lowest. */
  long finish(long tail, int bytes) {
    return hash(0, tail, length + bytes, false);
  }

  /** Allocates nothing: it runs for each packet. */
  private long hash(long word, long tail, int bytes, boolean withWord) {
    long last = tail | ((long) bytes << 56);
    long a = v0;
    long b = v1;
    long c = v2;
    long d = v3;
    int step = withWord ? 0 : 2;
    for (; step < 8; step++) {
      if (step == 0) {
        d ^= word;
      } else if (step == 2) {
        a ^= withWord ? word : 0;
        d ^= last;
      } else if (step == 4) {
        a ^= last;
        c ^= 0xff;
      }
      a += b;
      c += d;
      b = Long.rotateLeft(b, 13) ^ a;
      d = Long.rotateLeft(d, 16) ^ c;
      a = Long.rotateLeft(a, 32);
      c += b;
      a += d;
      b = Long.rotateLeft(b, 17) ^ c;
      d = Long.rotateLeft(d, 21) ^ a;
      c = Long.rotateLeft(c, 32);
    }
    return a ^ b ^ c ^ d;
  }
}
