package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ixpqos.collector.model.ReadLimit;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.collector.rollup.Rollup;
import org.ixpqos.collector.rollup.RollupBlob;
import org.ixpqos.collector.rollup.RollupCache;

/**
 * Aggregates rounds over any range from the largest rollups that exist: full days, then full hours,
 * then the rounds themselves; a due rollup is computed from the next smaller resolution. The
 * results of all pairs are cached, those of rounds by slices of five minutes, and are valid as long
 * as no round came later. Lives as long as one read.
 */
final class RollupReader {
  /** Receives a pair's rollup. */
  private interface Sink {
    void add(int pair, Rollup rollup);
  }

  private final Connection connection;
  private final ReadCaches caches;

  RollupReader(Connection connection, ReadCaches caches) {
    this.connection = connection;
    this.caches = caches;
  }

  /** Every pair's rollup over a range, microseconds since 1970. */
  Map<Integer, Rollup> all(long from, long until) throws SQLException {
    Map<Integer, Rollup> rollups = new HashMap<>();
    add(Resolution.DAY, null, from, until, adding(rollups));
    return rollups;
  }

  /** Every pair's rollup over one hour or day, from smaller resolutions. */
  Map<Integer, Rollup> afresh(Resolution tier, long t) throws SQLException {
    Map<Integer, Rollup> rollups = new HashMap<>();
    long until = (t + 1) * tier.micros;
    if (tier == Resolution.HOUR) {
      addOpen(t, until, adding(rollups));
    } else {
      add(smaller(tier), null, t * tier.micros, until, adding(rollups));
    }
    return rollups;
  }

  /** A pair's rollups of each hour or day that begins in a range. */
  SortedMap<Long, Rollup> each(int pair, Resolution tier, long from, long until)
      throws SQLException {
    SortedMap<Long, Rollup> rollups = new TreeMap<>();
    long first = -Math.floorDiv(-from, tier.micros);
    long last = -Math.floorDiv(-until, tier.micros);
    NavigableSet<Long> due = Blocks.of(connection, tier, first, last).due();
    readTier(tier, pair, first, last, due, (t, any, rollup) -> rollups.put(t, rollup));
    for (long t : due) {
      Map<Integer, Rollup> fresh = new HashMap<>();
      add(smaller(tier), pair, t * tier.micros, (t + 1) * tier.micros, adding(fresh));
      if (fresh.containsKey(pair)) {
        rollups.put(t, fresh.get(pair));
      }
    }
    return rollups;
  }

  private static Sink adding(Map<Integer, Rollup> rollups) {
    return (pair, rollup) -> rollups.computeIfAbsent(pair, any -> new Rollup()).add(rollup);
  }

  /** Null stands for the rounds themselves. */
  private static Resolution smaller(Resolution tier) {
    return tier == Resolution.DAY ? Resolution.HOUR : null;
  }

  /** Aggregates a range; a null pair is every pair. */
  private void add(Resolution tier, Integer pair, long from, long until, Sink sink)
      throws SQLException {
    if (from >= until) {
      return;
    }
    if (tier == null) {
      addRounds(pair, from, until, sink);
      return;
    }
    long first = -Math.floorDiv(-from, tier.micros);
    long last = Math.floorDiv(until, tier.micros);
    if (first >= last) {
      add(smaller(tier), pair, from, until, sink);
      return;
    }
    add(smaller(tier), pair, from, first * tier.micros, sink);
    Blocks period = Blocks.of(connection, tier, first, last);
    addRollups(tier, pair, first, last, period, sink);
    for (long t : period.due()) {
      if (pair == null && tier == Resolution.HOUR) {
        addOpen(t, (t + 1) * tier.micros, sink);
      } else {
        add(smaller(tier), pair, t * tier.micros, (t + 1) * tier.micros, sink);
      }
    }
    if (pair == null && tier == Resolution.HOUR && last * tier.micros < until) {
      addOpen(last, until, sink);
    } else {
      add(smaller(tier), pair, last * tier.micros, until, sink);
    }
  }

  /** An hour up to some time, of which rounds still come or have come late. */
  private void addOpen(long hour, long until, Sink sink) throws SQLException {
    OpenBlocks.Block block = Blocks.hour(hour);
    long changed = Blocks.changed(connection, Resolution.HOUR.table, hour);
    if (caches.openRollups().forEach(block, changed, until, sink::add)) {
      return;
    }
    try (OpenBlocks<Rollup>.Reading reading = caches.openRollups().begin(block)) {
      Map<Integer, Rollup> rollups = new HashMap<>();
      addRounds(null, hour * Resolution.HOUR.micros, until, adding(rollups));
      rollups.forEach(sink::add);
      long newest = newest(hour);
      if (changed > 0 && newest < until) {
        reading.take(changed, newest, any -> new Rollup(), rollups);
      }
    }
  }

  /** When an hour's newest round started; never where some of its rounds are sealed. */
  private long newest(long hour) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT max(time), EXISTS (SELECT 1 FROM raw_chunk WHERE hour = ?1) FROM raw_hot"
                + " WHERE time >= ?2 AND time < ?3")) {
      statement.setLong(1, hour);
      statement.setLong(2, hour * Resolution.HOUR.micros);
      statement.setLong(3, (hour + 1) * Resolution.HOUR.micros);
      try (ResultSet result = statement.executeQuery()) {
        long newest = result.getLong(1);
        return result.wasNull() || result.getBoolean(2) ? Long.MAX_VALUE : newest;
      }
    }
  }

  /** Aggregates the hours or days whose rollups exist. */
  private void addRollups(
      Resolution tier, Integer pair, long first, long last, Blocks period, Sink sink)
      throws SQLException {
    if (pair != null) {
      readTier(tier, pair, first, last, period.due(), (t, id, rollup) -> sink.add(id, rollup));
      return;
    }
    RollupCache.Span span = new RollupCache.Span(tier.table, first, last, period.due());
    if (caches.pastRollups().forEach(span, period.settled(), sink::add)) {
      return;
    }
    Map<Integer, Rollup> rollups = new HashMap<>();
    Sink adding = adding(rollups);
    readTier(tier, null, first, last, period.due(), (t, id, rollup) -> adding.add(id, rollup));
    caches.pastRollups().put(span, period.settled(), rollups);
    rollups.forEach(sink::add);
  }

  private interface TierSink {
    void add(long t, int pair, Rollup rollup);
  }

  private void readTier(
      Resolution tier,
      Integer pair,
      long first,
      long last,
      NavigableSet<Long> without,
      TierSink sink)
      throws SQLException {
    // each pair is sought on its own: the key begins with it
    String sql =
        pair == null
            ? "SELECT s.pair, s.t, s.d FROM pair CROSS JOIN %s s ON s.pair = pair.id"
                + " WHERE s.t >= ?1 AND s.t < ?2"
            : "SELECT s.pair, s.t, s.d FROM %s s WHERE s.t >= ?1 AND s.t < ?2 AND s.pair = ?3";
    try (PreparedStatement statement = connection.prepareStatement(sql.replace("%s", tier.table))) {
      statement.setLong(1, first);
      statement.setLong(2, last);
      if (pair != null) {
        statement.setInt(3, pair);
      }
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          long t = result.getLong(2);
          if (!without.contains(t)) {
            sink.add(t, result.getInt(1), RollupBlob.decode(result.getBytes(3)));
          }
        }
      }
    }
  }

  private void addRounds(Integer pair, long from, long until, Sink sink) throws SQLException {
    long first = -Math.floorDiv(-from, Blocks.SLICE_MICROS);
    long last = Math.floorDiv(until, Blocks.SLICE_MICROS);
    if (pair != null || first >= last) {
      rounds(pair, from, until).forEach(sink::add);
      return;
    }
    rounds(null, from, first * Blocks.SLICE_MICROS).forEach(sink::add);
    for (long t = first; t < last; t++) {
      addSlice(t, sink);
    }
    rounds(null, last * Blocks.SLICE_MICROS, until).forEach(sink::add);
  }

  private void addSlice(long t, Sink sink) throws SQLException {
    ReadLimit.check();
    long from = t * Blocks.SLICE_MICROS;
    long until = from + Blocks.SLICE_MICROS;
    long changed = Blocks.changed(connection, Blocks.SLICE, t);
    OpenBlocks.Block block = Blocks.slice(t);
    RollupCache.Span span = new RollupCache.Span(Blocks.SLICE, t, t + 1, Set.of());
    if (caches.openRollups().forEach(block, changed, until, sink::add)
        || caches.pastRollups().forEach(span, changed, sink::add)) {
      return;
    }
    try (OpenBlocks<Rollup>.Reading reading = caches.openRollups().begin(block)) {
      Map<Integer, Rollup> rollups = rounds(null, from, until);
      rollups.forEach(sink::add);
      caches.pastRollups().put(span, changed, rollups);
      if (changed > 0) {
        reading.take(changed, until - 1, any -> new Rollup(), rollups);
      }
    }
  }

  private Map<Integer, Rollup> rounds(Integer pair, long from, long until) throws SQLException {
    Map<Integer, Rollup> rollups = new HashMap<>();
    new ResultReader(connection)
        .each(
            pair,
            from,
            until,
            (id, row) -> rollups.computeIfAbsent(id, any -> new Rollup()).add(row));
    return rollups;
  }
}
