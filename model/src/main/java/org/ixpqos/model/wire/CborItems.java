package org.ixpqos.model.wire;

import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the items of a CBOR text (RFC 8949), one after the other. No length that the text claims is
 * believed: what has more elements or characters than there are bytes left ends too early. Tags are
 * passed over (RFC 8949, 3.4); texts in pieces (3.2.3) are not read. Not thread-safe.
 */
final class CborItems {
  static final int UNSIGNED = 0;
  static final int NEGATIVE = 1;
  static final int BYTES = 2;
  static final int TEXT = 3;
  static final int ARRAY = 4;
  static final int MAP = 5;
  static final int TAG = 6;
  static final int SIMPLE = 7;

  /** Values of {@link #SIMPLE}, and its kinds of numbers. */
  static final int FALSE = 20;

  static final int TRUE = 21;
  static final int NULL = 22;
  static final int UNDEFINED = 23;
  static final int HALF = 25;
  static final int SINGLE = 26;
  static final int DOUBLE = 27;

  /** Of a head: the length is indefinite, or it is the end of such an array or map. */
  static final int OPEN = 31;

  /** In place of an item that is no integer of 64 bits. */
  static final long NO_INTEGER = Long.MIN_VALUE;

  static final byte BREAK = (byte) 0xff;

  /** The maximum depth of arrays and maps. */
  static final int DEEPEST = 64;

  private static final VarHandle SHORT = inNetworkOrder(short[].class);
  private static final VarHandle INT = inNetworkOrder(int[].class);
  private static final VarHandle LONG = inNetworkOrder(long[].class);

  private final byte[] bytes;
  private int at;
  private int major;
  private int info;
  private long argument;

  CborItems(byte[] bytes, int at) {
    this.bytes = bytes;
    this.at = at;
  }

  private static VarHandle inNetworkOrder(Class<?> numbers) {
    return MethodHandles.byteArrayViewVarHandle(numbers, ByteOrder.BIG_ENDIAN);
  }

  /** The offset of the next item. */
  int at() {
    return at;
  }

  void moveTo(int offset) {
    at = offset;
  }

  boolean isAtEnd() {
    return at == bytes.length;
  }

  /** Whether an array or map of indefinite length ends here. */
  boolean isAtBreak() {
    return at < bytes.length && bytes[at] == BREAK;
  }

  /** The major type of the head that was read last. */
  int major() {
    return major;
  }

  /** The kind of simple value, or {@link #OPEN}, of the head that was read last. */
  int info() {
    return info;
  }

  /** The length of the array or map whose head was read last; -1 where it is indefinite. */
  int length() {
    return info == OPEN ? -1 : (int) argument;
  }

  /**
   * Reads the head of the next item, and the tags before it.
   *
   * @throws EOFException the text ends within the item
   * @throws MalformedJsonException there is no such item
   */
  void head() throws IOException {
    do {
      int first = next();
      major = first >> 5;
      info = first & 31;
      argument = info < 24 ? info : argument(info);
    } while (major == TAG);
    if (major >= BYTES && major <= MAP && info != OPEN) {
      int least = major == MAP ? 2 : 1;
      if (argument < 0 || argument > (bytes.length - at) / least) {
        throw new EOFException();
      }
    }
  }

  private int next() throws EOFException {
    if (at >= bytes.length) {
      throw new EOFException();
    }
    return bytes[at++] & 0xff;
  }

  private long argument(int kind) throws IOException {
    if (kind == OPEN && (major == ARRAY || major == MAP)) {
      return 0;
    }
    if (kind > 27) {
      throw new MalformedJsonException("a head that is not of this form");
    }
    int length = 1 << (kind - 24);
    if (length > bytes.length - at) {
      throw new EOFException();
    }
    int start = at;
    at += length;
    return switch (length) {
      case 1 -> bytes[start] & 0xff;
      case 2 -> (short) SHORT.get(bytes, start) & 0xffff;
      case 4 -> (int) INT.get(bytes, start) & 0xffffffffL;
      default -> (long) LONG.get(bytes, start);
    };
  }

  /** Passes over the next item, if that is null. */
  boolean skipNull() {
    boolean isNull = (bytes[at] & 0xff) >> 1 == (SIMPLE << 5 | NULL) >> 1;
    at += isNull ? 1 : 0;
    return isNull;
  }

  /** Reads the next item, an integer; {@link #NO_INTEGER} for another one, which is read too. */
  long integer() throws IOException {
    int first = bytes[at];
    if (first >= 0 && first < 24) {
      at++;
      return first;
    }
    int start = at;
    head();
    if (major <= NEGATIVE && argument >= 0) {
      return major == UNSIGNED ? argument : -1 - argument;
    }
    moveTo(start);
    skip();
    return NO_INTEGER;
  }

  /** Reads the next item, a number; not a number for another one, which is read too. */
  double number() throws IOException {
    int start = at;
    head();
    if (isNumber()) {
      return toNumber();
    }
    moveTo(start);
    skip();
    return Double.NaN;
  }

  /** Whether the head that was read last is true or false, which is read with it. */
  boolean isFlag() {
    return major == SIMPLE && (info == TRUE || info == FALSE);
  }

  /** Whether the head that was read last is a number, which is read with it. */
  boolean isNumber() {
    return major <= NEGATIVE || (major == SIMPLE && info >= HALF && info <= DOUBLE);
  }

  /** The number whose head was read last. */
  double toNumber() {
    if (major == SIMPLE) {
      return switch (info) {
        case HALF -> half((int) argument);
        case SINGLE -> Float.intBitsToFloat((int) argument);
        default -> Double.longBitsToDouble(argument);
      };
    }
    double value = argument >= 0 ? argument : (argument >>> 1) * 2.0;
    return major == UNSIGNED ? value : -1 - value;
  }

  /** The number whose head was read last, in digits. */
  String toText() {
    if (major == SIMPLE) {
      return Double.toString(toNumber());
    }
    if (major == UNSIGNED) {
      return Long.toUnsignedString(argument);
    }
    return argument >= 0 ? Long.toString(-1 - argument) : Double.toString(toNumber());
  }

  /** Of 16 bits (RFC 8949, appendix D). */
  private static double half(int bits) {
    int exponent = bits >> 10 & 31;
    int fraction = bits & 1023;
    double value;
    if (exponent == 0) {
      value = Math.scalb((double) fraction, -24);
    } else if (exponent < 31) {
      value = Math.scalb((double) (fraction + 1024), exponent - 25);
    } else {
      value = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    }
    return (bits & 0x8000) == 0 ? value : -value;
  }

  /**
   * The text whose head was read last.
   *
   * @throws CharacterCodingException it is not UTF-8
   */
  String text() throws CharacterCodingException {
    int length = (int) argument;
    int start = at;
    at += length;
    for (int i = start; i < at; i++) {
      if (bytes[i] < 0) {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(bytes, start, length))
            .toString();
      }
    }
    return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
  }

  /** The bytes whose head was read last. */
  byte[] bytes() {
    byte[] found = new byte[(int) argument];
    System.arraycopy(bytes, at, found, 0, found.length);
    at += found.length;
    return found;
  }

  /**
   * Passes over the next item, with all that is in it.
   *
   * @throws EOFException the text ends within the item
   * @throws MalformedJsonException there is no such item, or it is too deep
   */
  void skip() throws IOException {
    skip(0);
  }

  private void skip(int depth) throws IOException {
    if (skipInteger()) {
      return;
    }
    if (depth > DEEPEST) {
      throw new MalformedJsonException("more than " + DEEPEST + " levels");
    }
    head();
    switch (major) {
      case BYTES, TEXT -> at += (int) argument;
      case ARRAY -> skip(1, depth);
      case MAP -> skip(2, depth);
      default -> {
        // a number or simple value is its head
      }
    }
  }

  /** Passes over the next item, if that is an integer: nearly all are, and none needs its value. */
  private boolean skipInteger() {
    int first = at < bytes.length ? bytes[at] & 0xff : TEXT << 5;
    int kind = first & 31;
    int length = kind < 24 ? 1 : 1 + (1 << (kind - 24));
    boolean isInteger = first < BYTES << 5 && kind <= 27 && length <= bytes.length - at;
    at += isInteger ? length : 0;
    return isInteger;
  }

  private void skip(int itemsOfElement, int depth) throws IOException {
    if (info == OPEN) {
      while (!isAtBreak()) {
        skip(depth + 1);
      }
      at++;
      return;
    }
    for (long left = argument * itemsOfElement; left > 0; left--) {
      skip(depth + 1);
    }
  }
}
