package org.ixpqos.wire;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads one value of a JSON text, with everything in it, and goes on behind a part that may not
 * stand there: the first such part is the {@link #problem}, and the value as a whole is not to be
 * used. Every question reads exactly one value; {@code null} and a refused one answer null.
 */
final class JsonFields {
  /** Objects and arrays inside one another, in what we don't know and skip. */
  static final int DEEPEST = 16;

  /** Of a number below 2^53, however they are set. */
  private static final int MOST_EXACT_DIGITS = 15;

  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14
  };

  private final JsonReader json;
  private final int start;
  private String problem;

  /** Reads the value that {@code json} stands before. */
  JsonFields(JsonReader json) {
    this.json = json;
    this.start = json.getPath().length();
  }

  interface Field {
    void read(String key) throws IOException;
  }

  interface Element {
    void read() throws IOException;
  }

  /** What is wrong, with the place it is at. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  void refuse(String where, String found, String allowed) {
    if (problem == null) {
      problem = (where.isEmpty() ? "" : where + ": ") + "found " + found + "; allowed: " + allowed;
    }
  }

  void refuse(String reason) {
    if (problem == null) {
      problem = reason;
    }
  }

  /** Each member of an object. */
  void object(Field field) throws IOException {
    if (refused(JsonToken.BEGIN_OBJECT, "an object, {…}")) {
      return;
    }
    json.beginObject();
    while (json.hasNext()) {
      field.read(nextName());
    }
    json.endObject();
  }

  /** Each element of an array; beyond {@code most}, they are skipped and the array refused. */
  void array(int most, Element element) throws IOException {
    if (refused(JsonToken.BEGIN_ARRAY, "an array, […]")) {
      return;
    }
    json.beginArray();
    int count = 0;
    while (json.hasNext()) {
      if (++count > most) {
        refuse(where(), "more elements", "at most " + most);
        skip();
      } else {
        element.read();
      }
    }
    json.endArray();
  }

  /** A text of whole, printing characters. */
  String text(int longest) throws IOException {
    return text(longest, JsonFields::isPrinting, "a text without control characters");
  }

  /** A text of a form. */
  String text(Predicate<String> form, String allowed) throws IOException {
    return text(255, form, allowed);
  }

  private String text(int longest, Predicate<String> form, String allowed) throws IOException {
    if (refused(JsonToken.STRING, "a text, in quotes")) {
      return null;
    }
    String text = nextString();
    if (text.length() > longest) {
      refuse(whereRead(), text.length() + " characters", "at most " + longest);
      return null;
    }
    if (!form.test(text)) {
      refuse(whereRead(), shown(text), allowed);
      return null;
    }
    return text;
  }

  private static boolean isPrinting(String text) {
    for (int i = 0; i < text.length(); i++) {
      char one = text.charAt(i);
      if (one < ' ' || one > '~') {
        return text.codePoints().noneMatch(JsonFields::isControlOrHalf);
      }
    }
    return true;
  }

  /** Whether it is a control character, or one half of a character that was cut through. */
  private static boolean isControlOrHalf(int codePoint) {
    return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
  }

  Instant time() throws IOException {
    String text = text(40);
    if (text == null) {
      return null;
    }
    Optional<Instant> time = WireTime.parse(text);
    if (time.isEmpty()) {
      refuse(whereRead(), shown(text), "a moment such as 2026-11-22T10:00:00.000000Z");
    }
    return time.orElse(null);
  }

  Boolean flag() throws IOException {
    return refused(JsonToken.BOOLEAN, "true or false") ? null : json.nextBoolean();
  }

  /** A whole number between two bounds, both included; {@code 4.0} is one too. */
  Long whole(long least, long most) throws IOException {
    if (!standsBeforeNumber()) {
      refused(JsonToken.NUMBER, wholeAllowed(least, most));
      return null;
    }
    try {
      long value = json.nextLong();
      if (value >= least && value <= most) {
        return value;
      }
      refuse(whereRead(), shown(Long.toString(value)), wholeAllowed(least, most));
    } catch (NumberFormatException e) {
      // with a fraction, or past 64 bits; it still stands there
      String text = json.nextString();
      refuse(whereRead(), shown(text), wholeAllowed(least, most));
    }
    return null;
  }

  private static String wholeAllowed(long least, long most) {
    return "a whole number from " + least + " to " + most;
  }

  /** A number from zero to a bound, both included. */
  Double decimal(int most) throws IOException {
    if (!standsBeforeNumber()) {
      refused(JsonToken.NUMBER, decimalAllowed(most));
      return null;
    }
    String text = json.nextString();
    double value = parsed(text);
    if (value >= 0 && value <= most) {
      return value;
    }
    refuse(whereRead(), shown(text), decimalAllowed(most));
    return null;
  }

  private static String decimalAllowed(int most) {
    return "a number from 0 to " + most;
  }

  /**
   * As {@link Double#parseDouble}, quicker for numbers of few digits: both they and the power of
   * ten are exact, so that their quotient is rounded once.
   */
  static double parsed(String text) {
    int length = text.length();
    if (length > MOST_EXACT_DIGITS) {
      return Double.parseDouble(text);
    }
    long digits = 0;
    int point = length;
    for (int i = 0; i < length; i++) {
      char one = text.charAt(i);
      if (one >= '0' && one <= '9') {
        digits = 10 * digits + one - '0';
      } else if (one == '.' && point == length) {
        point = i;
      } else {
        return Double.parseDouble(text);
      }
    }
    return digits / POWERS_OF_TEN[Math.max(0, length - point - 1)];
  }

  /** An array of numbers, none of them null. */
  List<Double> decimals(int length, int most) throws IOException {
    List<Double> values = new ArrayList<>(length);
    // even to ask whether there is a next element
    Strictness before = lenient();
    array(length, () -> addDecimal(values, most));
    json.setStrictness(before);
    return values;
  }

  private void addDecimal(List<Double> values, int most) throws IOException {
    Double value = decimal(most);
    if (value == null) {
      refuse(whereRead(), "null", "numbers");
    } else {
      values.add(value);
    }
  }

  void skip() throws IOException {
    int depth = 0;
    do {
      switch (json.peek()) {
        case BEGIN_OBJECT -> {
          json.beginObject();
          depth++;
        }
        case BEGIN_ARRAY -> {
          json.beginArray();
          depth++;
        }
        case END_OBJECT -> {
          json.endObject();
          depth--;
        }
        case END_ARRAY -> {
          json.endArray();
          depth--;
        }
        default -> json.skipValue();
      }
      if (depth > DEEPEST) {
        refuse(where(), "more than " + DEEPEST + " levels", "at most so many");
      }
    } while (depth > 0);
  }

  private boolean standsBeforeNumber() throws IOException {
    Strictness before = lenient();
    boolean number = json.peek() == JsonToken.NUMBER;
    json.setStrictness(before);
    return number;
  }

  private String nextString() throws IOException {
    Strictness before = lenient();
    String text = json.nextString();
    json.setStrictness(before);
    return text;
  }

  private String nextName() throws IOException {
    Strictness before = lenient();
    String name = json.nextName();
    json.setStrictness(before);
    return name;
  }

  /**
   * Lets through what costs its own row alone, of what RFC 8259 forbids or leaves open: NaN and
   * Infinity, which Python's json module writes, half a surrogate pair and control characters in a
   * text. Answers what was before; after an exception nothing is read any more.
   */
  private Strictness lenient() {
    Strictness before = json.getStrictness();
    json.setStrictness(Strictness.LENIENT);
    return before;
  }

  /** Whether another kind of value stands here, which is then skipped. */
  private boolean refused(JsonToken wanted, String allowed) throws IOException {
    JsonToken found = json.peek();
    if (found == wanted) {
      return false;
    }
    String where = where();
    if (found == JsonToken.NULL) {
      json.nextNull();
    } else if (found == JsonToken.STRING) {
      refuse(where, shown(nextString()), allowed);
    } else {
      refuse(where, found.toString().toLowerCase(Locale.ROOT).replace('_', ' '), allowed);
      skip();
    }
    return true;
  }

  /** The place of the value that comes next. */
  private String where() {
    return within(json.getPath());
  }

  /** The place of the value that was read last. */
  private String whereRead() {
    return within(json.getPreviousPath());
  }

  private String within(String path) {
    String rest = path.substring(Math.min(start, path.length()));
    return plain(rest.startsWith(".") ? rest.substring(1) : rest);
  }

  static String shown(String text) {
    return '"' + plain(text) + '"';
  }

  /** As much of a text as a log line should carry, without what could break one. */
  static String plain(String text) {
    String start = text.length() <= 60 ? text : text.substring(0, 57) + "…";
    return start.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
  }
}
