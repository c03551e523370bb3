package org.ixpqos.daemon.buffer;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Every configured collector's cursor, the same in memory as in the file. Guarded by the buffer's
 * lock.
 */
final class Cursors {
  private final BufferFile file;
  private final Map<String, Cursor> byCollector = new LinkedHashMap<>();
  private final Set<String> gone = new HashSet<>();

  private Cursors(BufferFile file) {
    this.file = file;
  }

  /**
   * Reads the cursors. Waiting entries become backlog; a collector that is new gets everything that
   * is in the buffer; the cursor of one that is no longer configured is deleted.
   */
  static Cursors load(BufferFile file, Set<String> collectors, long first, long last)
      throws SQLException {
    Cursors positions = new Cursors(file);
    positions.read();
    for (Cursor position : positions.byCollector.values()) {
      position.fellBehind(last);
      position.dropped(first - 1);
    }
    positions.add(collectors, last);
    positions.forgetOthers(collectors);
    for (String collector : collectors) {
      positions.store(collector);
    }
    return positions;
  }

  /** New collectors get what is in the buffer: acknowledged entries have left holes in it. */
  private void add(Set<String> collectors, long last) throws SQLException {
    Set<String> added = new HashSet<>(collectors);
    added.removeAll(byCollector.keySet());
    if (added.isEmpty()) {
      return;
    }
    Ranges present = byCollector.isEmpty() ? present() : neededByAny();
    for (String collector : added) {
      Cursor position = new Cursor(last + 1);
      position.backlog.addAll(present);
      byCollector.put(collector, position);
    }
  }

  /** An entry is in the buffer as long as some collector needs it. */
  private Ranges neededByAny() {
    Ranges needed = new Ranges();
    byCollector
        .values()
        .forEach(
            position -> {
              needed.addAll(position.backlog);
              needed.addAll(position.postponed);
            });
    return needed;
  }

  /** The numbers in the file: without a collector there is no cursor to name them. */
  private Ranges present() throws SQLException {
    Ranges present = new Ranges();
    try (PreparedStatement statement = file.prepare("SELECT number FROM entry ORDER BY number");
        ResultSet rows = statement.executeQuery()) {
      long first = 0;
      long before = -1;
      while (rows.next()) {
        long number = rows.getLong(1);
        if (number != before + 1) {
          present.add(first, before);
          first = number;
        }
        before = number;
      }
      present.add(first, before);
    }
    return present;
  }

  private void forgetOthers(Set<String> collectors) throws SQLException {
    gone.addAll(byCollector.keySet());
    gone.removeAll(collectors);
    for (String collector : gone) {
      byCollector.remove(collector);
      file.update("DELETE FROM position WHERE collector = ?", collector);
      file.update("DELETE FROM backlog WHERE collector = ?", collector);
      file.update("DELETE FROM postponed WHERE collector = ?", collector);
    }
  }

  private void read() throws SQLException {
    try (PreparedStatement statement = file.prepare("SELECT collector, fresh FROM position");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        byCollector.put(rows.getString(1), new Cursor(rows.getLong(2)));
      }
    }
    readRanges("backlog", position -> position.backlog);
    readRanges("postponed", position -> position.postponed);
  }

  private void readRanges(String table, Function<Cursor, Ranges> which) throws SQLException {
    try (PreparedStatement statement = file.prepare("SELECT collector, first, last FROM " + table);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        Cursor position = byCollector.get(rows.getString(1));
        if (position != null) {
          which.apply(position).add(rows.getLong(2), rows.getLong(3));
        }
      }
    }
  }

  /** Whether a collector was removed and the others may already have all entries. */
  boolean someAreGone() {
    return !gone.isEmpty() && !byCollector.isEmpty();
  }

  /** Null when it is not configured. */
  Cursor of(String collector) {
    return byCollector.get(collector);
  }

  Map<String, Cursor> all() {
    return byCollector;
  }

  void store(String collector) throws SQLException {
    Cursor position = byCollector.get(collector);
    file.update("INSERT OR REPLACE INTO position VALUES (?, ?)", collector, position.fresh);
    storeRanges("backlog", collector, position.backlog);
    storeRanges("postponed", collector, position.postponed);
  }

  private void storeRanges(String table, String collector, Ranges ranges) throws SQLException {
    file.update("DELETE FROM " + table + " WHERE collector = ?", collector);
    for (Ranges.Range range : ranges.list()) {
      file.update(
          "INSERT INTO " + table + " VALUES (?, ?, ?)", collector, range.first(), range.last());
    }
  }

  /** Leaves an entry to those collectors alone. */
  void keepFor(Set<String> collectors, long number) throws SQLException {
    for (Map.Entry<String, Cursor> position : byCollector.entrySet()) {
      if (!collectors.contains(position.getKey())) {
        position.getValue().skip(number);
        store(position.getKey());
      }
    }
  }

  /** The collectors that have not acknowledged an entry. */
  Set<String> needing(long number) {
    Set<String> needing = new HashSet<>();
    byCollector.forEach(
        (collector, position) -> {
          if (position.needs(number)) {
            needing.add(collector);
          }
        });
    return needing;
  }

  void dropped(long upTo) throws SQLException {
    for (Map.Entry<String, Cursor> position : byCollector.entrySet()) {
      position.getValue().dropped(upTo);
      store(position.getKey());
    }
  }

  /** Those numbers of a range that every collector has acknowledged. */
  Ranges settled(long from, long to) {
    Ranges settled = new Ranges();
    settled.add(from, to);
    byCollector.values().forEach(position -> position.keepFrom(settled));
    return settled;
  }

  /** Entries that collectors refuse until the clocks agree. */
  Map<String, Long> postponed() {
    Map<String, Long> postponed = new LinkedHashMap<>();
    byCollector.forEach((name, position) -> postponed.put(name, position.postponed.size()));
    return postponed;
  }

  Map<String, Long> waiting(long last) {
    Map<String, Long> waiting = new LinkedHashMap<>();
    byCollector.forEach((name, position) -> waiting.put(name, position.waiting(last)));
    return waiting;
  }
}
