package org.ixpqos.collector.store.format;

import java.nio.charset.StandardCharsets;

/** Reads what {@link BlobWriter} wrote; past its end, an {@link IndexOutOfBoundsException}. */
public final class BlobReader {
  private final byte[] bytes;
  private int at;

  public BlobReader(byte[] bytes) {
    this.bytes = bytes;
  }

  public boolean hasMore() {
    return at < bytes.length;
  }

  /** Bytes that were not read. */
  public int left() {
    return bytes.length - at;
  }

  public byte[] bytes(int count) {
    byte[] read = new byte[count];
    System.arraycopy(bytes, at, read, 0, count);
    at += count;
    return read;
  }

  public long unsigned() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte one = bytes[at++];
      value |= (one & 0x7FL) << shift;
      if (one >= 0) {
        return value;
      }
    }
  }

  public long signed() {
    long value = unsigned();
    return (value >>> 1) ^ -(value & 1);
  }

  public double real() {
    long bits = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      bits |= (bytes[at++] & 0xFFL) << shift;
    }
    return Double.longBitsToDouble(bits);
  }

  String text() {
    int length = (int) unsigned();
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }
}
