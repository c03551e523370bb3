package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Adds up rounds over any time from the largest sums that are there: whole days, then whole hours,
 * then the rounds themselves; what is due to be summed is taken from the next smaller. Lives as
 * long as one reading.
 */
final class SumReader {
  private static final Pair ANY = new Pair("", "", 4, "");

  /** Where a pair's sum goes. */
  private interface Sink {
    void add(int pair, LinkSummary sum);
  }

  private final Connection connection;
  private final Map<Tier, NavigableSet<Long>> due = new EnumMap<>(Tier.class);

  SumReader(Connection connection) throws SQLException {
    this.connection = connection;
    for (Tier tier : Tier.values()) {
      due.put(tier, readDue(tier));
    }
  }

  /** Hours or days whose sums are to be made. */
  NavigableSet<Long> due(Tier tier) {
    return due.get(tier);
  }

  /** Every pair's sum over a time, microseconds since 1970. */
  Map<Integer, LinkSummary> all(long from, long until) throws SQLException {
    Map<Integer, LinkSummary> sums = new HashMap<>();
    add(Tier.DAY, null, from, until, adding(sums));
    return sums;
  }

  /** Every pair's sum over one hour or day, from what is smaller. */
  Map<Integer, LinkSummary> afresh(Tier tier, long t) throws SQLException {
    Map<Integer, LinkSummary> sums = new HashMap<>();
    add(smaller(tier), null, t * tier.micros, (t + 1) * tier.micros, adding(sums));
    return sums;
  }

  /** A pair's sums of each hour or day that begins in a time. */
  SortedMap<Long, LinkSummary> each(int pair, Tier tier, long from, long until)
      throws SQLException {
    SortedMap<Long, LinkSummary> sums = new TreeMap<>();
    long first = -Math.floorDiv(-from, tier.micros);
    long last = -Math.floorDiv(-until, tier.micros);
    readTier(tier, pair, first, last, (t, any, sum) -> sums.put(t, sum));
    for (long t : due.get(tier).subSet(first, last)) {
      Map<Integer, LinkSummary> fresh = new HashMap<>();
      add(smaller(tier), pair, t * tier.micros, (t + 1) * tier.micros, adding(fresh));
      if (fresh.containsKey(pair)) {
        sums.put(t, fresh.get(pair));
      }
    }
    return sums;
  }

  private static Sink adding(Map<Integer, LinkSummary> sums) {
    return (pair, sum) -> sums.computeIfAbsent(pair, any -> new LinkSummary()).add(sum);
  }

  /** Null stands for the rounds themselves. */
  private static Tier smaller(Tier tier) {
    return tier == Tier.DAY ? Tier.HOUR : null;
  }

  /** Adds a time up; a null pair is every pair. */
  private void add(Tier tier, Integer pair, long from, long until, Sink sink) throws SQLException {
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
    readTier(tier, pair, first, last, (t, id, sum) -> sink.add(id, sum));
    for (long t : due.get(tier).subSet(first, last)) {
      add(smaller(tier), pair, t * tier.micros, (t + 1) * tier.micros, sink);
    }
    add(smaller(tier), pair, last * tier.micros, until, sink);
  }

  private interface TierSink {
    void add(long t, int pair, LinkSummary sum);
  }

  private void readTier(Tier tier, Integer pair, long first, long last, TierSink sink)
      throws SQLException {
    NavigableSet<Long> skipped = due.get(tier);
    // each pair is sought on its own: the key begins with it
    String sql =
        pair == null
            ? "SELECT s.pair, s.t, s.d FROM pair CROSS JOIN %s s ON s.pair = pair.id"
                + " WHERE s.t >= ?1 AND s.t < ?2"
            : "SELECT s.pair, s.t, s.d FROM %s s WHERE s.t >= ?1 AND s.t < ?2 AND s.pair = ?3";
    try (PreparedStatement statement =
        connection.prepareStatement(String.format(sql, tier.table))) {
      statement.setLong(1, first);
      statement.setLong(2, last);
      if (pair != null) {
        statement.setInt(3, pair);
      }
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          long t = result.getLong(2);
          if (!skipped.contains(t)) {
            sink.add(t, result.getInt(1), SummaryBlob.decode(result.getBytes(3)));
          }
        }
      }
    }
  }

  private void addRounds(Integer pair, long from, long until, Sink sink) throws SQLException {
    if (from >= until) {
      return;
    }
    Map<Integer, LinkSummary> sums = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT pair, time, d FROM raw_hot WHERE time >= ?1 AND time < ?2"
                + (pair == null ? "" : " AND pair = ?3"))) {
      statement.setLong(1, from);
      statement.setLong(2, until);
      if (pair != null) {
        statement.setInt(3, pair);
      }
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          // a sum asks for neither names nor address
          sums.computeIfAbsent(result.getInt(1), any -> new LinkSummary())
              .add(RowBlob.decode(result.getBytes(3), result.getLong(2), ANY, ""));
        }
      }
    }
    sums.forEach(sink::add);
  }

  private NavigableSet<Long> readDue(Tier tier) throws SQLException {
    NavigableSet<Long> found = new TreeSet<>();
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT t FROM rollup_due WHERE tier = ?")) {
      statement.setString(1, tier.table);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          found.add(result.getLong(1));
        }
      }
    }
    return found;
  }
}
