package org.ixpqos.collector.store;

import java.nio.charset.StandardCharsets;

/** Reads what {@link BlobWriter} wrote; past its end, an {@link IndexOutOfBoundsException}. */
final class BlobReader {
  private final byte[] bytes;
  private int at;

  BlobReader(byte[] bytes) {
    this.bytes = bytes;
  }

  boolean hasMore() {
    return at < bytes.length;
  }

  /** Octets that were not read. */
  int left() {
    return bytes.length - at;
  }

  byte[] octets(int count) {
    byte[] octets = new byte[count];
    System.arraycopy(bytes, at, octets, 0, count);
    at += count;
    return octets;
  }

  long unsigned() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte one = bytes[at++];
      value |= (one & 0x7FL) << shift;
      if (one >= 0) {
        return value;
      }
    }
  }

  long signed() {
    long value = unsigned();
    return (value >>> 1) ^ -(value & 1);
  }

  double real() {
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
