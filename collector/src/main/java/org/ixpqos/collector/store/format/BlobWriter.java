package org.ixpqos.collector.store.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes numbers so that small ones are short: seven bits a byte, the lowest first. */
public final class BlobWriter {
  private byte[] bytes = new byte[96];
  private int length;

  /** A number; one below zero is read back right and takes ten bytes. */
  public BlobWriter unsigned(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      oneByte((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    return oneByte((int) rest);
  }

  /** A number that is as often below zero as above. */
  public BlobWriter signed(long value) {
    return unsigned((value << 1) ^ (value >> 63));
  }

  public BlobWriter real(double value) {
    long bits = Double.doubleToRawLongBits(value);
    for (int shift = 0; shift < 64; shift += 8) {
      oneByte((int) (bits >>> shift));
    }
    return this;
  }

  BlobWriter text(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    return unsigned(encoded.length).bytes(encoded);
  }

  public BlobWriter bytes(byte[] more) {
    if (length + more.length > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * (length + more.length));
    }
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
    return this;
  }

  public byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  private BlobWriter oneByte(int value) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length++] = (byte) value;
    return this;
  }
}
