package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names, each known by its position in a list, so that a long answer names it once. */
final class StringTable {
  private final Map<String, Integer> positions = new LinkedHashMap<>();

  int of(String name) {
    return positions.computeIfAbsent(name, any -> positions.size());
  }

  void write(JsonWriter json, String key) throws IOException {
    json.name(key).beginArray();
    for (String name : positions.keySet()) {
      json.value(name);
    }
    json.endArray();
  }
}
