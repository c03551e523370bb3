package org.ixpqos.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongPredicate;

/**
 * An object of a file that users edit. Each getter records the problems of its key and returns a
 * harmless value for a wrong one, so that one reading finds every error; {@link #finish} finds the
 * keys that no getter read.
 *
 * <p>Not thread-safe.
 */
public final class ConfigObject {
  private static final int LONGEST_KEY = 64;

  private static final String PATH_ALLOWED =
      "the path of a file, in letters that this process's locale has (LC_ALL=C.UTF-8 has all)";

  private static final Path NO_PATH = Path.of("/nonexistent");
  private final JsonObject json;
  private final String file;
  private final String path;
  private final Problems problems;
  private final Set<String> known = new LinkedHashSet<>();

  private ConfigObject(JsonObject json, String file, String path, Problems problems) {
    this.json = json;
    this.file = file;
    this.path = path;
    this.problems = problems;
  }

  /** The object in a file; an empty one, with the problem noted, when there is none to be read. */
  public static ConfigObject read(Path file, Problems problems) {
    String name = file.toString();
    return of(JsonText.read(file, problems), name, problems);
  }

  /** The same for a text; {@code name} is what the problems call it. */
  public static ConfigObject parse(String text, String name, Problems problems) {
    return of(JsonText.parse(text, name, problems), name, problems);
  }

  /**
   * The readable part of a file that may be broken: all before the first error, which is recorded.
   */
  public static ConfigObject salvage(Path file, Problems problems) {
    ConfigObject whole = read(file, problems);
    return problems.isEmpty()
        ? whole
        : new ConfigObject(JsonText.salvage(file), file.toString(), "$", new Problems());
  }

  /** One that could not be read has no further problems: no key is missing in it. */
  private static ConfigObject of(Optional<JsonObject> json, String name, Problems problems) {
    return json.map(object -> new ConfigObject(object, name, "$", problems))
        .orElseGet(() -> new ConfigObject(new JsonObject(), name, "$", new Problems()));
  }

  public String path(String key) {
    return path + "." + plain(key);
  }

  /** A key as a log line may show it: short, and without control characters. */
  public static String plain(String key) {
    String visible = key.length() <= LONGEST_KEY ? key : key.substring(0, LONGEST_KEY) + "…";
    return visible.replaceAll("[\\p{Cntrl}\\p{Cf}\\x{2028}\\x{2029}]", "?");
  }

  public String file() {
    return file;
  }

  /** The object as JSON on one line: the same text for the same content. */
  public String compact() {
    return json.toString();
  }

  /** Records a problem of a key that its reader found. */
  public void problem(String key, String found, String allowed) {
    problems.add(file, path(key), found, allowed);
  }

  /** Adds a warning about a key, a sentence: the value is allowed, but probably a mistake. */
  public void warn(String key, String sentence) {
    problems.warn(file, path(key), sentence);
  }

  /** The value of a key as written, for messages; "nothing" when it is absent. */
  public String shown(String key) {
    return json.has(key) ? show(json.get(key)) : "nothing";
  }

  public boolean has(String key) {
    known.add(key);
    return json.has(key) && !json.get(key).isJsonNull();
  }

  /** A text that must be there and must not be empty. */
  public String requiredText(String key) {
    Optional<String> text = text(key);
    if (text.isEmpty() && !has(key)) {
      problem(key, "nothing", "a text; it must be given");
    } else if (text.isPresent() && text.get().isBlank()) {
      problem(key, "\"" + text.get() + "\"", "a text that is not empty");
    }
    return text.orElse("");
  }

  public Optional<String> text(String key) {
    return primitive(key, JsonPrimitive::isString, "a text, in quotes")
        .map(JsonPrimitive::getAsString);
  }

  /** A text that a parser accepts; a text that it refuses is recorded with {@code allowed}. */
  public <T> Optional<T> parsed(String key, String allowed, Function<String, Optional<T>> parser) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<T> value = Optional.empty();
    String why = "";
    try {
      value = parser.apply(text.get());
    } catch (RefusedValueException e) {
      why = ", " + e.getMessage();
    } catch (RuntimeException e) {
      // a constructor that throws is a parser that refuses, with any exception
    }
    if (value.isEmpty()) {
      problem(key, shown(key) + why, allowed);
    }
    return value;
  }

  /** The path of a file or directory; empty when the key is absent, or what it has is no path. */
  public Optional<Path> filePath(String key) {
    return parsed(
        key, PATH_ALLOWED, text -> Optional.of(Path.of(text)).filter(p -> !text.isEmpty()));
  }

  /** The same for one that must be there. */
  public Path requiredPath(String key) {
    if (!has(key)) {
      problem(key, "nothing", PATH_ALLOWED + "; it must be given");
    }
    return filePath(key).orElse(NO_PATH);
  }

  public Optional<Boolean> flag(String key) {
    return primitive(key, JsonPrimitive::isBoolean, "true or false")
        .map(JsonPrimitive::getAsBoolean);
  }

  /** An integer between two bounds, both included. */
  public Optional<Long> number(String key, long least, long most) {
    String allowed = "a whole number from " + least + " to " + most;
    return number(key, allowed, value -> value >= least && value <= most);
  }

  /** A number between two bounds, both included. */
  public Optional<Double> decimal(String key, double least, double most) {
    String allowed = "a number from " + show(least) + " to " + show(most);
    Optional<JsonPrimitive> primitive = primitive(key, JsonPrimitive::isNumber, allowed);
    if (primitive.isEmpty()) {
      return Optional.empty();
    }
    double value = primitive.get().getAsDouble();
    if (value >= least && value <= most) {
      return Optional.of(value);
    }
    problem(key, shown(key), allowed);
    return Optional.empty();
  }

  private static String show(double bound) {
    return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
  }

  /** One of a set of integers, which must be there. */
  public Optional<Long> oneOf(String key, String allowed, List<Long> values) {
    if (!has(key)) {
      problem(key, shown(key), allowed);
      return Optional.empty();
    }
    return number(key, allowed, values::contains);
  }

  private Optional<Long> number(String key, String allowed, LongPredicate fits) {
    Optional<JsonPrimitive> primitive = primitive(key, JsonPrimitive::isNumber, allowed);
    if (primitive.isEmpty()) {
      return Optional.empty();
    }
    try {
      long value = primitive.get().getAsBigDecimal().longValueExact();
      if (fits.test(value)) {
        return Optional.of(value);
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // not an integer, or one past 64 bits: refused below like one out of bounds
    }
    problem(key, shown(key), allowed);
    return Optional.empty();
  }

  /** A duration such as {@code "200ms"}, between two bounds, both included. */
  public Optional<Duration> duration(String key, Duration least, Duration most) {
    String allowed =
        "a duration in quotes, a whole number with us, ms, s, m, h or d, from "
            + Durations.format(least)
            + " to "
            + Durations.format(most);
    return parsed(
        key,
        allowed,
        text ->
            Durations.parse(text)
                .filter(value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0));
  }

  /** An object under a key; empty when the key is absent. */
  public Optional<ConfigObject> object(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (!json.get(key).isJsonObject()) {
      problem(key, shown(key), "an object, {…}");
      return Optional.empty();
    }
    return Optional.of(new ConfigObject(json.getAsJsonObject(key), file, path(key), problems));
  }

  /** The objects of an array under a key, at most so many; none when it is absent. */
  public List<ConfigObject> objects(String key, int most) {
    List<ConfigObject> objects = objects(key);
    if (objects.size() > most) {
      problem(key, objects.size() + " elements", "at most " + most);
      return List.of();
    }
    return objects;
  }

  /** The objects of an array under a key; none when it is absent. */
  public List<ConfigObject> objects(String key) {
    List<ConfigObject> objects = new ArrayList<>();
    for (Element element : elements(key, "an array of objects, [{…}, …]")) {
      if (element.value.isJsonObject()) {
        objects.add(
            new ConfigObject(element.value.getAsJsonObject(), file, element.path, problems));
      } else {
        problems.add(file, element.path, show(element.value), "an object, {…}");
      }
    }
    return objects;
  }

  /** The texts of an array under a key; none when it is absent. */
  public List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (Element element : elements(key, "an array of texts, [\"…\", …]")) {
      if (isText(element.value)) {
        texts.add(element.value.getAsString());
      } else {
        problems.add(file, element.path, show(element.value), "a text, in quotes");
      }
    }
    return texts;
  }

  /** An object whose keys are the user's own and whose values are texts. */
  public Map<String, String> labels(String key) {
    Map<String, String> labels = new LinkedHashMap<>();
    object(key)
        .ifPresent(
            object ->
                object
                    .json
                    .keySet()
                    .forEach(
                        name -> object.text(name).ifPresent(value -> labels.put(name, value))));
    return labels;
  }

  /** Records a problem for each key that no getter read. */
  public void finish() {
    for (String key : json.keySet()) {
      if (!known.contains(key)) {
        problems.add(
            file,
            path(key),
            "an unknown key" + Spelling.hint(key, known),
            "the keys " + String.join(", ", known));
      }
    }
  }

  private record Element(String path, JsonElement value) {}

  private List<Element> elements(String key, String allowed) {
    List<Element> elements = new ArrayList<>();
    if (!has(key)) {
      return elements;
    }
    if (!json.get(key).isJsonArray()) {
      problem(key, shown(key), allowed);
      return elements;
    }
    JsonArray array = json.getAsJsonArray(key);
    for (int i = 0; i < array.size(); i++) {
      elements.add(new Element(path(key) + "[" + i + "]", array.get(i)));
    }
    return elements;
  }

  private interface Kind {
    boolean fits(JsonPrimitive primitive);
  }

  private Optional<JsonPrimitive> primitive(String key, Kind kind, String allowed) {
    if (!has(key)) {
      return Optional.empty();
    }
    JsonElement element = json.get(key);
    if (element.isJsonPrimitive() && kind.fits(element.getAsJsonPrimitive())) {
      return Optional.of(element.getAsJsonPrimitive());
    }
    problem(key, shown(key), allowed);
    return Optional.empty();
  }

  private static boolean isText(JsonElement element) {
    return element.isJsonPrimitive() && element.getAsJsonPrimitive().isString();
  }

  private static String show(JsonElement element) {
    return JsonText.shown(element);
  }
}
