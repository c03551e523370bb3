package org.ixpqos.collector.store.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BitWriterTest {
  @Test
  void numbersOfAnyLengthAreReadAgain() {
    Random random = new Random(1);
    long[] values = new long[5_000];
    int[] counts = new int[values.length];
    BitWriter out = new BitWriter();
    for (int i = 0; i < values.length; i++) {
      counts[i] = random.nextInt(65);
      values[i] = counts[i] == 0 ? 0 : random.nextLong() >>> (64 - counts[i]);
      out.bits(values[i], counts[i]);
    }
    BitReader in = new BitReader(out.bytes());
    for (int i = 0; i < values.length; i++) {
      assertEquals(values[i], in.bits(counts[i]), counts[i] + " bits");
    }
  }

  @Test
  void golombCodesTakeTheBitsTheySay() {
    Random random = new Random(2);
    for (int order = 0; order < 31; order++) {
      for (int i = 0; i < 500; i++) {
        long value = i < 40 ? i : random.nextLong() >>> (2 + random.nextInt(62));
        BitWriter out = new BitWriter();
        out.golomb(value, order);
        out.bits(1, 1);
        int bits = BitWriter.golombBits(value, order);
        assertEquals((bits + 1 + 7) / 8, out.bytes().length);
        BitReader in = new BitReader(out.bytes());
        assertEquals(value, in.golomb(order));
        assertEquals(1, in.bits(1));
      }
    }
  }

  @Test
  void thereIsNothingBeyondTheEnd() {
    BitReader in = new BitReader(new byte[3]);
    in.bits(24);
    assertThrows(IndexOutOfBoundsException.class, () -> in.bits(1));
    assertThrows(IndexOutOfBoundsException.class, () -> new BitReader(new byte[40]).golomb(0));
  }
}
