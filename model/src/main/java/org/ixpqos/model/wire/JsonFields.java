package org.ixpqos.model.wire;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads one value of a JSON text, with everything in it, and continues after an invalid part: the
 * first such part is the {@link #problem}, and the value must not be used. Every getter reads
 * exactly one value; {@code null} and a refused one answer null.
 */
final class JsonFields {
  /** The maximum depth of objects and arrays in unknown parts, which are skipped. */
  static final int DEEPEST = 16;

  /** Characters of a key's name. */
  static final int LONGEST_NAME = 64;

  /** Of a number below 2^53, however they are set. */
  private static final int MAX_EXACT_DIGITS = 15;

  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14
  };

  /** Control characters, halves of one, and what turns or hides the text behind it (Cf). */
  private static final Pattern BREAKING = Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Cf}\\u2028\\u2029]");

  private final JsonReader json;
  private final MemberNames.Nested objects;
  private final int start;
  private String problem;
  private boolean skipped;

  /**
   * Reads the value that {@code json} stands before.
   *
   * @param objects the same for all values of a text
   */
  JsonFields(JsonReader json, MemberNames.Nested objects) {
    this.json = json;
    this.objects = objects;
    this.start = json.getPath().length();
  }

  interface Field {
    void read(String key) throws IOException;
  }

  interface Element {
    void read() throws IOException;
  }

  /** The problem, with its place. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  void refuse(String where, String found, String allowed) {
    if (problem == null) {
      problem = problem(where, found, allowed);
    }
  }

  /** How a refused part is named. */
  static String problem(String where, String found, String allowed) {
    return (where.isEmpty() ? "" : where + ": ") + "found " + found + "; allowed: " + allowed;
  }

  void refuse(String reason) {
    if (problem == null) {
      problem = reason;
    }
  }

  /** Each member of an object; a name that is there twice, or is too long, is refused. */
  void object(Field field) throws IOException {
    if (refused(JsonToken.BEGIN_OBJECT, "an object, {…}")) {
      return;
    }
    MemberNames names = objects.begin();
    json.beginObject();
    while (json.hasNext()) {
      String name = nextName();
      if (name.length() > LONGEST_NAME) {
        refuse("a key", name.length() + " characters", "at most " + LONGEST_NAME);
        skipLeniently();
      } else if (!names.add(name)) {
        refuse(plain(name), "twice", "once");
        skipLeniently();
      } else {
        field.read(name);
      }
    }
    json.endObject();
    objects.end();
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
        if (problem == null) {
          refuseNext("more elements", "at most " + most);
        }
        json.skipValue();
      } else {
        element.read();
      }
    }
    json.endArray();
  }

  /** A text of complete, printing characters. */
  String text(int longest) throws IOException {
    return text(TextForm.printing(longest));
  }

  /** A text of a form. */
  String text(TextForm form) throws IOException {
    if (refused(JsonToken.STRING, "a text, in quotes")) {
      return null;
    }
    String text = nextString();
    if (!form.accepts(text)) {
      refuseRead(form.found(text), form.allowedFor(text));
      return null;
    }
    return text;
  }

  Instant time() throws IOException {
    String text = text(40);
    if (text == null) {
      return null;
    }
    Optional<Instant> time = WireTime.parse(text);
    if (time.isEmpty()) {
      refuseRead(shown(text), "a moment such as 2026-11-22T10:00:00.000000Z");
    }
    return time.orElse(null);
  }

  Boolean flag() throws IOException {
    return refused(JsonToken.BOOLEAN, "true or false") ? null : json.nextBoolean();
  }

  /** An integer between two bounds, both included; {@code 4.0} is one too. */
  Long integer(long least, long most) throws IOException {
    if (!standsBeforeNumber()) {
      refused(JsonToken.NUMBER, integerAllowed(least, most));
      return null;
    }
    try {
      long value = json.nextLong();
      if (value >= least && value <= most) {
        return value;
      }
      refuseRead(shown(Long.toString(value)), integerAllowed(least, most));
    } catch (NumberFormatException e) {
      // with a fraction, or past 64 bits; it still stands there
      String text = json.nextString();
      refuseRead(shown(text), integerAllowed(least, most));
    }
    return null;
  }

  private static String integerAllowed(long least, long most) {
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
    refuseRead(shown(text), decimalAllowed(most));
    return null;
  }

  static String decimalAllowed(int most) {
    return "a number from 0 to " + most;
  }

  /**
   * As {@link Double#parseDouble}, quicker for numbers of few digits: both they and the power of
   * ten are exact, so that their quotient is rounded once.
   */
  static double parsed(String text) {
    int length = text.length();
    if (length > MAX_EXACT_DIGITS) {
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
      refuseRead("null", "numbers");
    } else {
      values.add(value);
    }
  }

  private void skipLeniently() throws IOException {
    Strictness before = lenient();
    skip();
    json.setStrictness(before);
  }

  /** Whether a part was skipped, of a later version or of another kind than is allowed. */
  boolean hasSkipped() {
    return skipped;
  }

  void skip() throws IOException {
    skipped = true;
    int depth = 0;
    do {
      switch (json.peek()) {
        case BEGIN_OBJECT, BEGIN_ARRAY -> depth += enter(depth);
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
    } while (depth > 0);
  }

  /** Enters a level, or skips all that is too deep; returns the number of levels. */
  private int enter(int depth) throws IOException {
    if (depth == DEEPEST) {
      refuseNext("more than " + DEEPEST + " levels", "at most so many");
      json.skipValue();
      return 0;
    }
    if (json.peek() == JsonToken.BEGIN_OBJECT) {
      json.beginObject();
    } else {
      json.beginArray();
    }
    return 1;
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
   * Accepts deviations from RFC 8259 that affect only their own row: NaN and Infinity, which
   * Python's json module writes, half a surrogate pair and control characters in a text. Returns
   * the previous setting; after an exception nothing is read any more.
   */
  private Strictness lenient() {
    Strictness before = json.getStrictness();
    json.setStrictness(Strictness.LENIENT);
    return before;
  }

  /** Whether the value is of another kind, which is then skipped. */
  private boolean refused(JsonToken wanted, String allowed) throws IOException {
    JsonToken found = json.peek();
    if (found == wanted) {
      return false;
    }
    if (found == JsonToken.NULL) {
      json.nextNull();
    } else if (found == JsonToken.STRING) {
      refuseRead(shown(nextString()), allowed);
    } else {
      refuseNext(kind(found), allowed);
      skip();
    }
    return true;
  }

  /** Refuses the value that comes next. A path costs what is in it, and is made for one alone. */
  private void refuseNext(String found, String allowed) {
    if (problem == null) {
      refuse(within(json.getPath()), found, allowed);
    }
  }

  /** Refuses the value that was read last. */
  private void refuseRead(String found, String allowed) {
    if (problem == null) {
      refuse(within(json.getPreviousPath()), found, allowed);
    }
  }

  /** How the value that comes next is named. */
  static String found(JsonReader json) throws IOException {
    JsonToken found = json.peek();
    return found == JsonToken.STRING || found == JsonToken.NUMBER
        ? shown(json.nextString())
        : kind(found);
  }

  private static String kind(JsonToken token) {
    return token.toString().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private String within(String path) {
    String rest = path.substring(Math.min(start, path.length()));
    return plain(rest.startsWith(".") ? rest.substring(1) : rest);
  }

  static String shown(String text) {
    return '"' + plain(text) + '"';
  }

  /** A text shortened for a log line, without characters that could break one. */
  static String plain(String text) {
    String start = text.length() <= 60 ? text : text.substring(0, 57) + "…";
    return BREAKING.matcher(start).replaceAll("?");
  }
}
