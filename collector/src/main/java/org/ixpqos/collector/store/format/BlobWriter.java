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
      octet((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    return octet((int) rest);
  }

  /** A number that is as often below zero as above. */
  public BlobWriter signed(long value) {
    return unsigned((value << 1) ^ (value >> 63));
  }

  public BlobWriter real(double value) {
    long bits = Double.doubleToRawLongBits(value);
    for (int shift = 0; shift < 64; shift += 8) {
      octet((int) (bits >>> shift));
    }
    return this;
  }

  BlobWriter text(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    return unsigned(encoded.length).octets(encoded);
  }

  public BlobWriter octets(byte[] octets) {
    if (length + octets.length > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * (length + octets.length));
    }
    System.arraycopy(octets, 0, bytes, length, octets.length);
    length += octets.length;
    return this;
  }

  public byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  private BlobWriter octet(int value) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length++] = (byte) value;
    return this;
  }
}
