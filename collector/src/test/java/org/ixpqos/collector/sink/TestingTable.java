package org.ixpqos.collector.sink;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/** What an engine answers as rows with a column a tag and field. */
final class TestingTable {
  private static final Set<String> TAGS = Set.of("source", "target", "status", "proto", "schedule");

  private TestingTable() {}

  /** Its values as {@link TestingEngine#values} has them. */
  static List<String> values(
      List<String> columns, JsonArray rows, String time, ToLongFunction<JsonElement> micros) {
    List<String> values = new ArrayList<>();
    for (JsonElement element : rows) {
      JsonArray row = element.getAsJsonArray();
      for (int i = 0; i < columns.size(); i++) {
        String column = columns.get(i);
        if (!TAGS.contains(column) && !column.equals(time) && !row.get(i).isJsonNull()) {
          values.add(
              TestingEngine.value(
                  row.get(columns.indexOf("source")).getAsString(),
                  row.get(columns.indexOf("target")).getAsString(),
                  micros.applyAsLong(row.get(columns.indexOf(time))),
                  column,
                  row.get(i).getAsDouble()));
        }
      }
    }
    Collections.sort(values);
    return values;
  }
}
