package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.ixpqos.collector.model.ReadLimit;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.collector.model.Silence;
import org.ixpqos.collector.model.StoredPairs;
import org.ixpqos.model.wire.WireTime;

/**
 * Finds the times without stored rounds of a probe, between others with rounds: hours without a
 * round, where the probe has one in each or comes as often as it usually does. Lives as long as one
 * read.
 */
final class SilenceReader {
  /** Hours before a range that are read, to find how often a probe measures. */
  private static final int AHEAD = 24;

  /** So many times the usual distance between two hours with rounds is silence. */
  private static final int PATIENCE = 3;

  /** The last round before and the first round after are looked for in so many pairs. */
  private static final int MAX_PAIRS = 3;

  /** Later than any hour that is asked about. */
  private static final long NONE = Long.MAX_VALUE;

  private static final long HOUR = Resolution.HOUR.micros;

  private final Connection connection;
  private final StoredPairs pairs;

  SilenceReader(Connection connection, StoredPairs pairs) {
    this.connection = connection;
    this.pairs = pairs;
  }

  /**
   * The silences that reach into a time, by the probe's name, in the order of time. The one that
   * goes on has no end, and is not among them.
   *
   * @param from microseconds since 1970
   */
  Map<String, List<Silence>> between(long from, long until, Predicate<String> wanted)
      throws SQLException {
    // before the store's first hour and after its last there is nothing to find
    long first =
        Math.max(
            Resolution.HOUR.of(from) - AHEAD,
            Blocks.first(connection, Resolution.HOUR).orElse(NONE));
    long last =
        Math.min(
            Resolution.HOUR.of(until - 1), Blocks.last(connection, Resolution.HOUR).orElse(-NONE));
    if (first > last) {
      return Map.of();
    }
    NavigableSet<Long> due = Blocks.of(connection, Resolution.HOUR, first, NONE).due();
    Map<String, List<Silence>> found = new TreeMap<>();
    for (Map.Entry<String, List<Integer>> source : pairs.bySource().entrySet()) {
      if (!wanted.test(source.getKey())) {
        continue;
      }
      ReadLimit.check();
      List<Integer> ids = source.getValue();
      List<Silence> its = of(ids, first, last, unsummed(source.getKey(), ids, due));
      its.removeIf(
          one -> WireTime.micros(one.until()) <= from || WireTime.micros(one.from()) >= until);
      if (!its.isEmpty()) {
        found.put(source.getKey(), its);
      }
    }
    return found;
  }

  /** The hours that are not summed yet in which a probe has rounds: open ones, or sealed ones. */
  private NavigableSet<Long> unsummed(String source, List<Integer> ids, Set<Long> due)
      throws SQLException {
    NavigableSet<Long> found = new TreeSet<>();
    for (long hour : due) {
      if (HotSpans.has(connection, source, hour * HOUR, (hour + 1) * HOUR) || isSealed(ids, hour)) {
        found.add(hour);
      }
    }
    return found;
  }

  private boolean isSealed(List<Integer> ids, long hour) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT 1 FROM raw_chunk WHERE hour = ? AND pair = ?")) {
      statement.setLong(1, hour);
      for (int id : ids) {
        statement.setInt(2, id);
        try (ResultSet result = statement.executeQuery()) {
          if (result.next()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private List<Silence> of(List<Integer> ids, long first, long last, NavigableSet<Long> unsummed)
      throws SQLException {
    BitSet present = present(ids, first, last, unsummed);
    int length = (int) (last - first) + 1;
    if (present.cardinality() == length) {
      return new ArrayList<>();
    }
    List<long[]> holes = new ArrayList<>();
    long before = present.get(0) ? first : outer(ids, first, false);
    for (int i = present.nextSetBit(0); i >= 0; i = present.nextSetBit(i + 1)) {
      add(holes, before, first + i);
      before = first + i;
    }
    if (before < last && before > -NONE) {
      add(holes, before, Math.min(outer(ids, last, true), later(last, unsummed)));
    }
    long usual = usual(present);
    List<Silence> found = new ArrayList<>();
    for (long[] hole : holes) {
      Edge begin = edge(ids, hole[0], true);
      // a probe with two rounds in an hour would have had some in each
      if (usual == 1 || begin.rounds() > 1 || hole[1] - hole[0] > PATIENCE * usual) {
        found.add(
            new Silence(
                WireTime.ofMicros(begin.time()),
                WireTime.ofMicros(edge(ids, hole[1], false).time())));
      }
    }
    return found;
  }

  /**
   * Where a silence begins or ends.
   *
   * @param time microseconds since 1970
   * @param rounds of one pair in that hour; 0 where none are kept
   */
  private record Edge(long time, int rounds) {}

  /** A hole between two hours with rounds, where both are known and one is between them. */
  private static void add(List<long[]> holes, long before, long after) {
    if (before > -NONE && after < NONE && after - before > 1) {
      holes.add(new long[] {before, after});
    }
  }

  /** The hours in which a probe has a round; pairs are asked only for what the others lack. */
  private BitSet present(
      Collection<Integer> ids, long first, long last, NavigableSet<Long> unsummed)
      throws SQLException {
    int length = (int) (last - first) + 1;
    BitSet present = new BitSet(length);
    unsummed
        .subSet(first, true, last, true)
        .forEach(hour -> present.set(Math.toIntExact(hour - first)));
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT t FROM r1h WHERE pair = ? AND t >= ? AND t <= ?")) {
      for (int id : ids) {
        int missing = present.nextClearBit(0);
        if (missing >= length) {
          break;
        }
        statement.setInt(1, id);
        statement.setLong(2, first + missing);
        statement.setLong(3, first + present.previousClearBit(length - 1));
        try (ResultSet result = statement.executeQuery()) {
          while (result.next()) {
            present.set((int) (result.getLong(1) - first));
          }
        }
      }
    }
    return present;
  }

  /** The nearest hour with a round before or after another; one that is none when there is none. */
  private long outer(List<Integer> ids, long hour, boolean after) throws SQLException {
    long found = after ? NONE : -NONE;
    try (PreparedStatement statement =
        connection.prepareStatement(
            after
                ? "SELECT min(t) FROM r1h WHERE pair = ? AND t > ?"
                : "SELECT max(t) FROM r1h WHERE pair = ? AND t < ?")) {
      for (int id : ids) {
        statement.setInt(1, id);
        statement.setLong(2, hour);
        try (ResultSet result = statement.executeQuery()) {
          result.next();
          long t = result.getLong(1);
          if (!result.wasNull()) {
            found = after ? Math.min(found, t) : Math.max(found, t);
          }
        }
      }
    }
    return found;
  }

  private static long later(long last, NavigableSet<Long> unsummed) {
    Long hour = unsummed.higher(last);
    return hour == null ? NONE : hour;
  }

  /** The distance between two hours with rounds that is met most often; the shorter of two. */
  private static long usual(BitSet present) {
    Map<Long, Integer> counts = new TreeMap<>();
    int[] hours = present.stream().toArray();
    for (int i = 1; i < hours.length; i++) {
      counts.merge((long) hours[i] - hours[i - 1], 1, Integer::sum);
    }
    long usual = Long.MAX_VALUE / PATIENCE;
    int most = 0;
    for (Map.Entry<Long, Integer> count : counts.entrySet()) {
      if (count.getValue() > most) {
        usual = count.getKey();
        most = count.getValue();
      }
    }
    return usual;
  }

  /** When the last or the first round of an hour started; the hour's border where none is kept. */
  private Edge edge(List<Integer> ids, long hour, boolean last) throws SQLException {
    long[] found = {last ? Long.MIN_VALUE : Long.MAX_VALUE};
    int most = 0;
    int seen = 0;
    for (int id : ids) {
      if (seen == MAX_PAIRS) {
        break;
      }
      int[] rounds = {0};
      new ResultReader(connection)
          .each(
              id,
              hour * HOUR,
              (hour + 1) * HOUR,
              (pair, row) -> {
                long time = WireTime.micros(row.time());
                found[0] = last ? Math.max(found[0], time) : Math.min(found[0], time);
                rounds[0]++;
              });
      seen += rounds[0] > 0 ? 1 : 0;
      most = Math.max(most, rounds[0]);
    }
    long border = last ? (hour + 1) * HOUR : hour * HOUR;
    return new Edge(most > 0 ? found[0] : border, most);
  }
}
