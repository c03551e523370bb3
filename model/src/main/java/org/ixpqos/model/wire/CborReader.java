package org.ixpqos.model.wire;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.Reader;
import java.util.Base64;

/**
 * Reads a CBOR text (RFC 8949) as the JSON that it stands for (section 6.1), so that what is not
 * columns is read and checked by the same code in both forms. Names of members are texts. Not
 * thread-safe.
 */
final class CborReader extends JsonReader {
  private static final int INDEFINITE = -1;

  private final byte[] bytes;
  private final CborItems items;

  /** Levels that were begun and have not ended. */
  private int depth;

  private final boolean[] isObject = new boolean[CborItems.DEEPEST];

  /** By level, its members or elements that are to come; or {@link #INDEFINITE}. */
  private final int[] left = new int[CborItems.DEEPEST];

  /** By level, its elements that were read. */
  private final int[] index = new int[CborItems.DEEPEST];

  /** By level, the name of the member that was read last. */
  private final String[] names = new String[CborItems.DEEPEST];

  /** Whether a member's name was read and its value was not. */
  private boolean isBeforeValue;

  private boolean isRead;

  CborReader(byte[] bytes) {
    super(Reader.nullReader());
    this.bytes = bytes;
    this.items = new CborItems(bytes, 0);
  }

  /** The offset of the next value. */
  int at() {
    return items.at();
  }

  /** Another reader of the same bytes. */
  CborReader another() {
    return new CborReader(bytes);
  }

  /** The items from an offset on, for another reader of them. */
  CborItems itemsAt(int offset) {
    return new CborItems(bytes, offset);
  }

  /** Stands before the value at an offset, outside of all levels. */
  void moveTo(int offset) {
    items.moveTo(offset);
    depth = 0;
    isBeforeValue = false;
    isRead = false;
  }

  @Override
  public JsonToken peek() throws IOException {
    if (depth == 0 && isRead && items.isAtEnd()) {
      return JsonToken.END_DOCUMENT;
    }
    if (depth > 0 && !isBeforeValue && isLevelOver()) {
      return isObject[depth - 1] ? JsonToken.END_OBJECT : JsonToken.END_ARRAY;
    }
    int start = items.at();
    items.head();
    JsonToken token = token();
    items.moveTo(start);
    if (depth > 0 && isObject[depth - 1] && !isBeforeValue) {
      if (token != JsonToken.STRING) {
        throw new MalformedJsonException("a name that is no text");
      }
      return JsonToken.NAME;
    }
    return token;
  }

  private boolean isLevelOver() {
    int toCome = left[depth - 1];
    return toCome == INDEFINITE ? items.isAtBreak() : toCome == 0;
  }

  private JsonToken token() throws MalformedJsonException {
    if (items.isNumber()) {
      return JsonToken.NUMBER;
    }
    return switch (items.major()) {
      case CborItems.BYTES, CborItems.TEXT -> JsonToken.STRING;
      case CborItems.ARRAY -> JsonToken.BEGIN_ARRAY;
      case CborItems.MAP -> JsonToken.BEGIN_OBJECT;
      default -> items.isFlag() ? JsonToken.BOOLEAN : JsonToken.NULL;
    };
  }

  @Override
  public boolean hasNext() throws IOException {
    JsonToken token = peek();
    return token != JsonToken.END_OBJECT
        && token != JsonToken.END_ARRAY
        && token != JsonToken.END_DOCUMENT;
  }

  @Override
  public void beginObject() throws IOException {
    begin(JsonToken.BEGIN_OBJECT);
  }

  @Override
  public void beginArray() throws IOException {
    begin(JsonToken.BEGIN_ARRAY);
  }

  private void begin(JsonToken wanted) throws IOException {
    require(wanted);
    if (depth == CborItems.DEEPEST) {
      throw new MalformedJsonException("more than " + CborItems.DEEPEST + " levels");
    }
    items.head();
    isObject[depth] = wanted == JsonToken.BEGIN_OBJECT;
    left[depth] = items.length();
    index[depth] = 0;
    names[depth] = null;
    depth++;
    isBeforeValue = false;
  }

  @Override
  public void endObject() throws IOException {
    end(JsonToken.END_OBJECT);
  }

  @Override
  public void endArray() throws IOException {
    end(JsonToken.END_ARRAY);
  }

  private void end(JsonToken wanted) throws IOException {
    require(wanted);
    depth--;
    if (left[depth] == INDEFINITE) {
      items.moveTo(items.at() + 1);
    }
    valueRead();
  }

  private void valueRead() {
    isBeforeValue = false;
    if (depth == 0) {
      isRead = true;
      return;
    }
    index[depth - 1]++;
    if (left[depth - 1] != INDEFINITE) {
      left[depth - 1]--;
    }
  }

  /** The readers above ask for what there is; another token is an error of theirs. */
  private void require(JsonToken wanted) throws IOException {
    JsonToken found = peek();
    if (found != wanted) {
      throw new IllegalStateException(found + " at " + getPath() + " in place of " + wanted);
    }
  }

  @Override
  public String nextName() throws IOException {
    require(JsonToken.NAME);
    items.head();
    String name = string();
    names[depth - 1] = name;
    isBeforeValue = true;
    return name;
  }

  private String string() throws IOException {
    return items.major() == CborItems.TEXT
        ? items.text()
        : Base64.getUrlEncoder().withoutPadding().encodeToString(items.bytes());
  }

  /** A text; or a number in digits. */
  @Override
  public String nextString() throws IOException {
    boolean isNumber = peek() == JsonToken.NUMBER;
    if (!isNumber) {
      require(JsonToken.STRING);
    }
    items.head();
    String text = isNumber ? items.toText() : string();
    valueRead();
    return text;
  }

  @Override
  public boolean nextBoolean() throws IOException {
    require(JsonToken.BOOLEAN);
    items.head();
    valueRead();
    return items.info() == CborItems.TRUE;
  }

  @Override
  public void nextNull() throws IOException {
    require(JsonToken.NULL);
    items.head();
    valueRead();
  }

  /**
   * An integer of 64 bits, which a number with an empty fraction is too.
   *
   * @throws NumberFormatException another number, which still stands there
   */
  @Override
  public long nextLong() throws IOException {
    require(JsonToken.NUMBER);
    int start = items.at();
    long value = items.integer();
    if (value == CborItems.NO_INTEGER) {
      items.moveTo(start);
      double number = items.number();
      value = (long) number;
      if (value != number || value == Long.MAX_VALUE) {
        items.moveTo(start);
        throw new NumberFormatException(number + " is no integer");
      }
    }
    valueRead();
    return value;
  }

  @Override
  public double nextDouble() throws IOException {
    require(JsonToken.NUMBER);
    double value = items.number();
    valueRead();
    return value;
  }

  @Override
  public int nextInt() throws IOException {
    return Math.toIntExact(nextLong());
  }

  @Override
  public void skipValue() throws IOException {
    if (depth > 0 && !isBeforeValue && isObject[depth - 1]) {
      nextName();
    }
    items.skip();
    valueRead();
  }

  @Override
  public String getPath() {
    return path(0);
  }

  @Override
  public String getPreviousPath() {
    return path(1);
  }

  /** A JSON path, as of {@link JsonReader}, to the element so many before the next one. */
  private String path(int before) {
    StringBuilder path = new StringBuilder("$");
    for (int level = 0; level < depth; level++) {
      if (!isObject[level]) {
        int back = level == depth - 1 ? before : 0;
        path.append('[').append(Math.max(0, index[level] - back)).append(']');
      } else {
        path.append('.').append(names[level] == null ? "" : names[level]);
      }
    }
    return path.toString();
  }

  @Override
  public void close() {
    // the bytes are in memory
  }
}
