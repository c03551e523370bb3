package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.collector.store.format.ResultBlob;
import org.ixpqos.collector.store.format.ResultChunk;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.wire.WireTime;

/**
 * Moves rounds of hours that are long over from {@code raw_hot} to {@code raw_chunk}, where they
 * take a fifth of the space; later rounds are added to the chunk. Some pairs are read at a time, in
 * the spans of their probes ({@link HotSpans}), and written in smaller pieces: the memory is
 * bounded by the rounds, and no turn of the writer is long.
 */
final class Sealing {
  /** After an hour's end. */
  static final Duration AFTER = Duration.ofHours(2);

  /** Of pairs in a piece that is written at once. */
  private static final int PIECE = 200;

  /** Pairs and rounds that are read at once; a pair by itself may have more rounds. */
  private static final int MAX_PAIRS = 2_000;

  private static final int MAX_ROUNDS = 150_000;

  private static final ResultReader.Names ANY = ResultReader.Names.ANY;
  private static final Comparator<RoundResult> BY_TIME = Comparator.comparing(RoundResult::time);

  private Sealing() {}

  /**
   * How far sealing has got in the oldest hour that is due.
   *
   * @param pair the pairs whose ids are not greater are sealed
   * @param pairs how many are to be read next
   */
  record Cursor(long hour, int pair, int pairs) {
    static final Cursor START = new Cursor(0, 0, MAX_PAIRS);
  }

  /** A pair's hour. */
  static final class PairHour {
    private final int pair;

    /** Of the rounds that are not sealed yet, microseconds since 1970. */
    private final long[] times;

    private final byte[] chunk;

    private PairHour(int pair, long[] times, byte[] chunk) {
      this.pair = pair;
      this.times = times;
      this.chunk = chunk;
    }

    int pair() {
      return pair;
    }
  }

  /**
   * Some pairs' rounds of an hour.
   *
   * @param changed the hour's newest change when they were read
   * @param next where to go on
   */
  record Sealed(long hour, long changed, List<PairHour> pairs, Cursor next) {
    /** In pieces that the writer takes one at a time. */
    List<Sealed> pieces() {
      List<Sealed> pieces = new ArrayList<>();
      for (int i = 0; i < pairs.size(); i += PIECE) {
        pieces.add(
            new Sealed(hour, changed, pairs.subList(i, Math.min(pairs.size(), i + PIECE)), next));
      }
      return pieces;
    }
  }

  private record PairOf(String source, int id) {}

  /** A round that is not sealed. */
  private static final class Hot {
    private final long time;
    private final byte[] blob;

    private Hot(long time, byte[] blob) {
      this.time = time;
      this.blob = blob;
    }
  }

  /** The next rounds that are to be sealed; null when there are none. */
  static Sealed next(Connection connection, Instant now, Cursor from) throws SQLException {
    return next(connection, now, from, MAX_ROUNDS);
  }

  static Sealed next(Connection connection, Instant now, Cursor from, int maxRounds)
      throws SQLException {
    long end = Resolution.HOUR.of(WireTime.micros(now.minus(AFTER)));
    Cursor at = from;
    while (true) {
      Long hour = oldest(connection, at.hour(), end);
      if (hour == null) {
        return null;
      }
      if (hour != at.hour()) {
        at = new Cursor(hour, 0, MAX_PAIRS);
      }
      long changed = Blocks.changed(connection, Resolution.HOUR.table, hour);
      List<PairOf> pairs = pairs(connection, at);
      if (pairs.isEmpty()) {
        at = new Cursor(hour + 1, 0, MAX_PAIRS);
        continue;
      }
      Map<Integer, List<Hot>> rounds = hot(connection, hour, pairs, maxRounds);
      if (rounds == null) {
        at = new Cursor(hour, at.pair(), pairs.size() / 2);
        continue;
      }
      at = new Cursor(hour, pairs.get(pairs.size() - 1).id(), at.pairs());
      if (!rounds.isEmpty()) {
        List<PairHour> sealed = new ArrayList<>();
        for (Map.Entry<Integer, List<Hot>> pair : rounds.entrySet()) {
          sealed.add(seal(connection, hour, pair.getKey(), pair.getValue()));
        }
        return new Sealed(hour, changed, sealed, at);
      }
    }
  }

  /** The oldest hour before another that has rounds that are not sealed; null when none has. */
  private static Long oldest(Connection connection, long first, long end) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT min(time) FROM raw_hot WHERE time >= ?1 AND time < ?2")) {
      statement.setLong(1, first * Resolution.HOUR.micros);
      statement.setLong(2, end * Resolution.HOUR.micros);
      try (ResultSet result = statement.executeQuery()) {
        long oldest = result.getLong(1);
        return result.wasNull() ? null : (Long) Resolution.HOUR.of(oldest);
      }
    }
  }

  private static List<PairOf> pairs(Connection connection, Cursor after) throws SQLException {
    List<PairOf> pairs = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT source, id FROM pair WHERE id > ? ORDER BY id LIMIT ?")) {
      statement.setInt(1, after.pair());
      statement.setInt(2, after.pairs());
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          pairs.add(new PairOf(result.getString(1), result.getInt(2)));
        }
      }
    }
    return pairs;
  }

  /** Rounds of an hour by their pair; null where several pairs have too many of them. */
  private static Map<Integer, List<Hot>> hot(
      Connection connection, long hour, List<PairOf> pairs, int maxRounds) throws SQLException {
    Set<String> sources = new LinkedHashSet<>();
    Map<Integer, List<Hot>> rounds = new TreeMap<>();
    for (PairOf pair : pairs) {
      sources.add(pair.source());
      rounds.put(pair.id(), new ArrayList<>());
    }
    int count = 0;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT pair, time, d FROM raw_hot WHERE time >= ? AND time <= ?")) {
      for (HotSpans.Span span :
          HotSpans.of(
              connection,
              sources,
              hour * Resolution.HOUR.micros,
              (hour + 1) * Resolution.HOUR.micros)) {
        statement.setLong(1, span.from());
        statement.setLong(2, span.until());
        try (ResultSet result = statement.executeQuery()) {
          while (result.next()) {
            List<Hot> its = rounds.get(result.getInt(1));
            if (its != null) {
              its.add(new Hot(result.getLong(2), result.getBytes(3)));
              count++;
            }
          }
        }
        if (count > maxRounds && pairs.size() > 1) {
          return null;
        }
      }
    }
    rounds.values().removeIf(List::isEmpty);
    return rounds;
  }

  private static PairHour seal(Connection connection, long hour, int pair, List<Hot> hot)
      throws SQLException {
    List<RoundResult> rounds = new ArrayList<>(sealed(connection, hour, pair));
    long[] times = new long[hot.size()];
    for (int i = 0; i < times.length; i++) {
      times[i] = hot.get(i).time;
      rounds.add(ResultBlob.decode(hot.get(i).blob, times[i], ANY.pair(), ANY.address()));
    }
    rounds.sort(BY_TIME);
    return new PairHour(pair, times, ResultChunk.encode(rounds, ANY.address()));
  }

  /** A pair's rounds of an hour that are sealed already. */
  static List<RoundResult> sealed(Connection connection, long hour, int pair) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT d FROM raw_chunk WHERE hour = ? AND pair = ?")) {
      statement.setLong(1, hour);
      statement.setInt(2, pair);
      try (ResultSet result = statement.executeQuery()) {
        return result.next()
            ? ResultChunk.decode(result.getBytes(1), ANY.pair(), ANY.address())
            : List.of();
      }
    }
  }

  /** Puts the chunks in the rounds' place, unless more came since these were read. */
  static boolean write(Connection connection, Sealed sealed) throws SQLException {
    if (Blocks.changed(connection, Resolution.HOUR.table, sealed.hour()) != sealed.changed()) {
      return false;
    }
    try (PreparedStatement put =
            connection.prepareStatement(
                "INSERT OR REPLACE INTO raw_chunk (hour, pair, d) VALUES (?, ?, ?)");
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM raw_hot WHERE time = ? AND pair = ?")) {
      for (PairHour pair : sealed.pairs()) {
        put.setLong(1, sealed.hour());
        put.setInt(2, pair.pair);
        put.setBytes(3, pair.chunk);
        put.executeUpdate();
        delete.setInt(2, pair.pair);
        for (long time : pair.times) {
          delete.setLong(1, time);
          delete.executeUpdate();
        }
      }
      return true;
    }
  }
}
