package org.ixpqos.config;

import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashSet;
import java.util.Set;

/** Finds keys that stand twice in one object; Gson's parser silently takes the last. */
final class DuplicateKeys {
  private final JsonReader reader;
  private final String file;
  private final Problems problems;

  private DuplicateKeys(JsonReader reader, String file, Problems problems) {
    this.reader = reader;
    this.file = file;
    this.problems = problems;
  }

  /** Records them; the text was parsed before and is valid JSON. */
  static void find(String text, String file, Problems problems) throws IOException {
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      new DuplicateKeys(reader, file, problems).value();
    }
  }

  private void value() throws IOException {
    switch (reader.peek()) {
      case BEGIN_OBJECT -> object();
      case BEGIN_ARRAY -> {
        reader.beginArray();
        while (reader.hasNext()) {
          value();
        }
        reader.endArray();
      }
      default -> reader.skipValue();
    }
  }

  private void object() throws IOException {
    Set<String> keys = new HashSet<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String key = reader.nextName();
      if (!keys.add(key)) {
        problems.add(
            file,
            ConfigObject.plain(reader.getPath()),
            "a second \"" + ConfigObject.plain(key) + "\"",
            "each key once");
      }
      value();
    }
    reader.endObject();
  }
}
