package org.ixpqos.model.wire;

import com.google.gson.stream.JsonWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes CBOR (RFC 8949) for what is written as JSON (section 6.2), so that what is not columns is
 * written by the same code in both forms. Not thread-safe.
 */
final class CborWriter extends JsonWriter {
  private byte[] bytes = new byte[1024];
  private int size;

  CborWriter() {
    super(Writer.nullWriter());
  }

  /** Bytes that were written. */
  int size() {
    return size;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  void clear() {
    size = 0;
  }

  /** The major type of the item that begins at an offset. */
  int majorAt(int offset) {
    return (bytes[offset] & 0xff) >> 5;
  }

  boolean isNullAt(int offset) {
    return bytes[offset] == (byte) (CborItems.SIMPLE << 5 | CborItems.NULL);
  }

  /** Whether what was written from an offset on is the same as the first so many bytes. */
  boolean repeats(int offset, int length) {
    return Arrays.equals(bytes, offset, size, bytes, 0, length);
  }

  /** Appends the first so many bytes of another text. */
  void append(CborWriter other, int length) {
    reserve(length);
    System.arraycopy(other.bytes, 0, bytes, size, length);
    size += length;
  }

  private void reserve(int more) {
    if (more > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }

  /** The shortest head of an item (RFC 8949, 4.2.1). */
  private void head(int major, long argument) {
    reserve(9);
    if (argument >= 0 && argument < 24) {
      bytes[size++] = (byte) (major << 5 | argument);
      return;
    }
    int kind = 0;
    while (kind < 3 && argument >>> (8 << kind) != 0) {
      kind++;
    }
    headOf(major, kind, argument);
  }

  private void headOf(int major, int kind, long argument) {
    bytes[size++] = (byte) (major << 5 | 24 + kind);
    for (int shift = (8 << kind) - 8; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (argument >>> shift);
    }
  }

  private CborWriter simple(int kind) {
    reserve(1);
    bytes[size++] = (byte) (CborItems.SIMPLE << 5 | kind);
    return this;
  }

  private CborWriter open(int major) {
    reserve(1);
    bytes[size++] = (byte) (major << 5 | CborItems.OPEN);
    return this;
  }

  /** Begins an array of so many elements, which has no end to be written. */
  void array(int length) {
    head(CborItems.ARRAY, length);
  }

  @Override
  public CborWriter beginArray() {
    return open(CborItems.ARRAY);
  }

  @Override
  public CborWriter endArray() {
    return simple(CborItems.OPEN);
  }

  @Override
  public CborWriter beginObject() {
    return open(CborItems.MAP);
  }

  @Override
  public CborWriter endObject() {
    return simple(CborItems.OPEN);
  }

  @Override
  public CborWriter name(String name) {
    return value(name);
  }

  @Override
  public CborWriter value(String text) {
    if (text == null) {
      return nullValue();
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    head(CborItems.TEXT, utf8.length);
    reserve(utf8.length);
    System.arraycopy(utf8, 0, bytes, size, utf8.length);
    size += utf8.length;
    return this;
  }

  @Override
  public CborWriter nullValue() {
    return simple(CborItems.NULL);
  }

  @Override
  public CborWriter value(boolean flag) {
    return simple(flag ? CborItems.TRUE : CborItems.FALSE);
  }

  @Override
  public CborWriter value(Boolean flag) {
    return flag == null ? nullValue() : value(flag.booleanValue());
  }

  @Override
  public CborWriter value(long number) {
    head(number < 0 ? CborItems.NEGATIVE : CborItems.UNSIGNED, number < 0 ? -1 - number : number);
    return this;
  }

  /** A number without a fraction is written as an integer (RFC 8949, 6.2). */
  @Override
  public CborWriter value(double number) {
    if (number == (long) number && number != Long.MAX_VALUE) {
      return value((long) number);
    }
    reserve(9);
    headOf(CborItems.SIMPLE, CborItems.DOUBLE - 24, Double.doubleToLongBits(number));
    return this;
  }

  @Override
  public CborWriter value(float number) {
    return value((double) number);
  }

  @Override
  public CborWriter value(Number number) {
    return number == null ? nullValue() : value(number.doubleValue());
  }

  /** JSON has no place within CBOR. */
  @Override
  public JsonWriter jsonValue(String json) {
    throw new UnsupportedOperationException("JSON within CBOR");
  }

  @Override
  public void flush() {
    // it holds nothing back
  }

  @Override
  public void close() {
    // nothing to let go
  }
}
