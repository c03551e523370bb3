package org.ixpqos.architecture;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A table of {@code name: names}, one a line; what a line names is a set. */
final class Table {
  private final Map<String, Set<String>> lines = new TreeMap<>();

  static Table of(String text) {
    Table table = new Table();
    text.lines().filter(line -> !line.isBlank()).forEach(table::read);
    return table;
  }

  private void read(String line) {
    String[] parts = line.split(":", 2);
    Set<String> names = new TreeSet<>(Set.of(parts[1].trim().split(" +")));
    names.remove("");
    if (lines.put(parts[0].trim(), names) != null) {
      throw new IllegalArgumentException("twice in the table: " + parts[0]);
    }
  }

  void add(String name, String other) {
    lines.computeIfAbsent(name, key -> new TreeSet<>()).add(other);
  }

  void addName(String name) {
    lines.computeIfAbsent(name, key -> new TreeSet<>());
  }

  Set<String> names() {
    return lines.keySet();
  }

  Set<String> line(String name) {
    return lines.getOrDefault(name, Set.of());
  }

  /** What this table has and the other has not: {@code name -> name}. */
  Set<String> without(Table other) {
    Set<String> left = new TreeSet<>();
    lines.forEach(
        (name, names) ->
            names.stream()
                .filter(one -> !other.line(name).contains(one))
                .forEach(one -> left.add(name + " -> " + one)));
    return left;
  }
}
