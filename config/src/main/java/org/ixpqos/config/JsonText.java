package org.ixpqos.config;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The text of a configuration file as a JSON object (RFC 8259); records the errors of a text that
 * is none.
 */
final class JsonText {
  private JsonText() {}

  /** The object in a file. */
  static Optional<JsonObject> read(Path file, Problems problems) {
    String name = file.toString();
    try {
      String text = BoundedFile.text(file, BoundedFile.MAX_BYTES, StandardCharsets.UTF_8);
      return parse(text, name, problems);
    } catch (NoSuchFileException e) {
      problems.add(name, "$", "no such file", "a JSON file that can be read");
    } catch (CharacterCodingException e) {
      problems.add(name, "$", "bytes that are not UTF-8", "JSON in UTF-8");
    } catch (BoundedFile.TooLargeException e) {
      problems.add(
          name,
          "$",
          "a file larger than " + BoundedFile.MAX_BYTES / 1024 + " kB",
          "less: is it the right file?");
    } catch (AccessDeniedException e) {
      problems.add(
          name,
          "$",
          "a file that this user may not read",
          "one that it may: see 'ls -l " + name + "'");
    } catch (IOException e) {
      problems.add(name, "$", "a file that can't be read: " + e, "a JSON file that can be read");
    }
    return Optional.empty();
  }

  /** The object in a text; {@code name} is what the problems call it. */
  static Optional<JsonObject> parse(String text, String name, Problems problems) {
    if (text.isBlank()) {
      problems.add(name, "$", "an empty file", "a JSON object, {…}");
      return Optional.empty();
    }
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(Strictness.STRICT);
      JsonElement element = JsonParser.parseReader(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        problems.add(name, "$", "more text after the end of the object", "one JSON object");
      } else if (element.isJsonObject()) {
        DuplicateKeys.find(text, name, problems);
        return Optional.of(element.getAsJsonObject());
      } else {
        problems.add(name, "$", shown(element), "a JSON object, {…}");
      }
    } catch (JsonParseException | IOException e) {
      problems.add(name, "$", "broken JSON: " + reason(e), "JSON (RFC 8259)");
    }
    return Optional.empty();
  }

  /** The part of a broken file before its first error. */
  static JsonObject salvage(Path file) {
    JsonObject part = new JsonObject();
    try (JsonReader reader =
        new JsonReader(
            new StringReader(
                BoundedFile.text(file, BoundedFile.MAX_BYTES, StandardCharsets.UTF_8)))) {
      reader.setStrictness(Strictness.LENIENT);
      salvage(reader, part);
    } catch (JsonParseException | IllegalStateException | IOException e) {
      // the end: the part before it is the result
    }
    return part;
  }

  private static void salvage(JsonReader reader, JsonObject into) throws IOException {
    reader.beginObject();
    while (reader.hasNext()) {
      String key = reader.nextName();
      if (reader.peek() == JsonToken.BEGIN_OBJECT) {
        JsonObject child = new JsonObject();
        into.add(key, child);
        salvage(reader, child);
      } else {
        into.add(key, JsonParser.parseReader(reader));
      }
    }
    reader.endObject();
  }

  private static String reason(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String text = String.valueOf(cause.getMessage());
    return text.lines()
        .findFirst()
        .orElse(text)
        .replace(
            "Use JsonReader.setStrictness(Strictness.LENIENT) to accept malformed JSON",
            "text that JSON does not have");
  }

  /** A value as a message shows it: short, on one line. */
  static String shown(JsonElement element) {
    String text = element.toString();
    String part = text.length() <= 60 ? text : text.substring(0, 57) + "…";
    return part.replaceAll("[\\p{Cntrl}\\p{Cf}\\x{2028}\\x{2029}]", "?");
  }
}
