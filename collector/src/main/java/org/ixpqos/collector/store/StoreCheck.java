package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.collector.rollup.Rollup;
import org.ixpqos.collector.rollup.RollupBlob;
import org.ixpqos.collector.store.format.ResultBlob;
import org.ixpqos.collector.store.format.ResultChunk;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.wire.WireTime;

/**
 * Checks the integrity of a store: a damaged file, rounds that can't be read or are stored twice,
 * rollups that are not those of their rounds. Lives as long as one read.
 */
final class StoreCheck {
  private static final int MAX_SHOWN = 20;
  private static final ResultReader.Names ANY = ResultReader.Names.ANY;

  private static final String RESTORE =
      "stop the collector and put a backup in its place; without one, 'ixpqos collector export' or"
          + " the .recover of sqlite3 saves what can still be read";

  private final Connection connection;
  private final List<String> problems = new ArrayList<>();
  private final Set<Long> named = new HashSet<>();

  StoreCheck(Connection connection) {
    this.connection = connection;
  }

  /** The problems, each with its remedy; empty when all is well. */
  List<String> problems() throws SQLException {
    checkFile();
    if (problems.isEmpty()) {
      named.addAll(numbers("SELECT id FROM pair"));
      for (long hour :
          numbers("SELECT hour FROM raw_chunk UNION SELECT time / 3600000000 FROM raw_hot")) {
        checkRollups(Resolution.HOUR, hour, rounds(hour));
      }
      checkDays();
    }
    return problems;
  }

  private void checkFile() throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement("PRAGMA integrity_check(" + MAX_SHOWN + ")");
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        if (!result.getString(1).equals("ok")) {
          problems.add("the file is damaged, " + result.getString(1) + ": " + RESTORE);
        }
      }
    }
  }

  /** The rollup of an hour's rounds; null when they can't all be read. */
  private Map<Integer, Rollup> rounds(long hour) throws SQLException {
    Map<Integer, Rollup> rollups = new HashMap<>();
    Map<Integer, Set<Long>> sealed = new HashMap<>();
    int before = problems.size();
    each(
        "SELECT pair, d FROM raw_chunk WHERE hour = ?",
        hour,
        chunk -> checkChunk(hour, chunk, rollups, sealed));
    each(
        "SELECT pair, d, time FROM raw_hot WHERE time >= ?1 * 3600000000"
            + " AND time < (?1 + 1) * 3600000000",
        hour,
        row -> checkRow(row, rollups, sealed));
    return problems.size() == before ? rollups : null;
  }

  private void checkChunk(
      long hour, ResultSet chunk, Map<Integer, Rollup> rollups, Map<Integer, Set<Long>> sealed)
      throws SQLException {
    int pair = chunk.getInt(1);
    String damage = null;
    try {
      Set<Long> times = new TreeSet<>();
      Rollup rollup = new Rollup();
      for (RoundResult row : ResultChunk.decode(chunk.getBytes(2), ANY.pair(), ANY.address())) {
        long time = WireTime.micros(row.time());
        if (Resolution.HOUR.of(time) != hour || !times.add(time)) {
          damage = "one is of " + WireTime.format(row.time()) + ", another hour or twice there";
        }
        rollup.add(row);
      }
      sealed.put(pair, times);
      rollups.put(pair, rollup);
    } catch (RuntimeException e) {
      damage = e.toString();
    }
    if (damage != null) {
      problems.add(
          String.format(
              Locale.ROOT,
              "the sealed rounds of pair %d in the hour %s can't be read, %s: their rollup is kept;"
                  + " put a backup in the store's place, or delete them with sqlite3: DELETE FROM"
                  + " raw_chunk WHERE hour = %d AND pair = %d",
              pair,
              begin(Resolution.HOUR, hour),
              damage,
              hour,
              pair));
    }
  }

  private void checkRow(
      ResultSet found, Map<Integer, Rollup> rollups, Map<Integer, Set<Long>> sealed)
      throws SQLException {
    int pair = found.getInt(1);
    long time = found.getLong(3);
    String damage = null;
    try {
      RoundResult row = ResultBlob.decode(found.getBytes(2), time, ANY.pair(), ANY.address());
      rollups.computeIfAbsent(pair, any -> new Rollup()).add(row);
    } catch (RuntimeException e) {
      damage = "can't be read, " + e;
    }
    if (sealed.getOrDefault(pair, Set.of()).contains(time)) {
      damage = "is sealed as well, and counted twice";
    }
    if (damage != null) {
      problems.add(
          String.format(
              Locale.ROOT,
              "the round of pair %d at %s %s: delete it with sqlite3: DELETE FROM raw_hot WHERE"
                  + " time = %d AND pair = %d",
              pair,
              WireTime.format(WireTime.ofMicros(time)),
              damage,
              time,
              pair));
    }
  }

  /** Days of which all hours are still there, against them. */
  private void checkDays() throws SQLException {
    List<Long> oldest = numbers("SELECT min(t) FROM r1h");
    long first = -Math.floorDiv(-oldest.get(0), 24);
    for (long day : numbers("SELECT DISTINCT t FROM r1d WHERE t >= " + first)) {
      Map<Integer, Rollup> rollups = new HashMap<>();
      for (long hour = day * 24; hour < (day + 1) * 24; hour++) {
        stored(Resolution.HOUR, hour)
            .forEach((id, rollup) -> rollups.computeIfAbsent(id, any -> new Rollup()).add(rollup));
      }
      checkRollups(Resolution.DAY, day, rollups);
    }
  }

  private void checkRollups(Resolution tier, long t, Map<Integer, Rollup> expected)
      throws SQLException {
    if (expected == null || !Blocks.of(connection, tier, t, t + 1).due().isEmpty()) {
      return;
    }
    Map<Integer, Rollup> found = stored(tier, t);
    Set<Integer> pairs = new TreeSet<>(expected.keySet());
    pairs.addAll(found.keySet());
    pairs.removeIf(pair -> !named.contains((long) pair)); // those that are being moved
    pairs.removeIf(
        pair ->
            expected.containsKey(pair)
                && found.containsKey(pair)
                && expected.get(pair).agreesWith(found.get(pair)));
    if (!pairs.isEmpty()) {
      problems.add(
          String.format(
              Locale.ROOT,
              "the rollups of the %s %s are not those of its %s, for the pairs %s: have the collector"
                  + " make them anew with sqlite3: UPDATE period SET summed = -1 WHERE tier = '%s'"
                  + " AND t = %d",
              tier == Resolution.HOUR ? "hour" : "day",
              begin(tier, t),
              tier == Resolution.HOUR ? "rounds" : "hours",
              pairs.stream().limit(MAX_SHOWN).toList(),
              tier.table,
              t));
    }
  }

  private Map<Integer, Rollup> stored(Resolution tier, long t) throws SQLException {
    Map<Integer, Rollup> rollups = new HashMap<>();
    each(
        "SELECT s.pair, s.d FROM pair CROSS JOIN "
            + tier.table
            + " s ON s.pair = pair.id WHERE s.t = ?",
        t,
        row -> rollups.put(row.getInt(1), RollupBlob.decode(row.getBytes(2))));
    return rollups;
  }

  private interface Found {
    void look(ResultSet row) throws SQLException;
  }

  private void each(String sql, long parameter, Found found) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, parameter);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          found.look(result);
        }
      }
    }
  }

  private List<Long> numbers(String sql) throws SQLException {
    List<Long> numbers = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        numbers.add(result.getLong(1));
      }
    }
    return numbers;
  }

  private static String begin(Resolution tier, long t) {
    return WireTime.format(WireTime.ofMicros(t * tier.micros));
  }
}
