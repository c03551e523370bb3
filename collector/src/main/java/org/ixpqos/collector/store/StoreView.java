package org.ixpqos.collector.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.ixpqos.collector.incident.Thresholds;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.PairStatistics;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.collector.store.format.ResultChunk;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.wire.WireTime;

/**
 * A store opened for reading by another process, beside a running collector or without one. Nothing
 * in it is changed. Not thread-safe.
 */
public final class StoreView implements AutoCloseable {
  /** Rounds in memory at once. */
  private static final int MAX_SORTED = 200_000;

  private final Connection connection;

  /** Receives rounds. */
  public interface RoundSink {
    void add(Pair pair, RoundResult row);
  }

  private StoreView(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens the store of a directory.
   *
   * @throws SQLException it can't be read, or is of another version than this program's
   */
  public static StoreView open(Path directory) throws SQLException {
    StoreView view = openAny(directory);
    try {
      int version = Schema.version(view.connection);
      if (version != Schema.VERSION) {
        throw new SQLException(
            "it has schema version "
                + version
                + " and this program reads version "
                + Schema.VERSION
                + (version < Schema.VERSION
                    ? "; start the collector once, which migrates it"
                    : "; use the program that wrote it, or a later one"));
      }
      return view;
    } catch (SQLException e) {
      view.close();
      throw e;
    }
  }

  /** Opens a store of any version, to copy it. */
  public static StoreView openAny(Path directory) throws SQLException {
    String url = "jdbc:sqlite:" + directory.resolve(SqliteStore.FILE);
    return new StoreView(SqliteStore.reading().createConnection(url));
  }

  /** Opens a backup, of any version. */
  public static StoreView openFile(Path file) throws SQLException {
    return new StoreView(SqliteStore.reading().createConnection("jdbc:sqlite:" + file));
  }

  /**
   * Copies the store as it is now; a file of that name is replaced once the copy is complete.
   *
   * @param beside the copy's other content
   */
  public void copy(Path to, BackedUp beside) throws SQLException, IOException {
    StoreCopy.make(connection, to, beside);
  }

  /** A backup's content beside the store; empty for one of an earlier version. */
  public Optional<BackedUp> backedUp() throws SQLException {
    return BackedUp.read(connection);
  }

  /** Why it is not a store that this program can use; empty when it is. */
  public Optional<String> unusable() {
    try (Statement statement = connection.createStatement()) {
      int version = Schema.version(connection);
      if (version == 0) {
        return Optional.of("it is no store of a collector");
      }
      if (version > Schema.VERSION) {
        return Optional.of("it has schema version " + version + ", of a later program");
      }
      try (ResultSet check = statement.executeQuery("PRAGMA quick_check(1)")) {
        String found = check.getString(1);
        return found.equals("ok") ? Optional.empty() : Optional.of("it is damaged: " + found);
      }
    } catch (SQLException e) {
      return Optional.of("it can't be read: " + e.getMessage());
    }
  }

  /** Whether nothing was ever stored, in a store of any version. */
  public boolean isEmpty() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet any =
            statement.executeQuery(
                "SELECT EXISTS (SELECT 1 FROM probe) OR EXISTS (SELECT 1 FROM pair)")) {
      return !any.getBoolean(1);
    }
  }

  /** When a probe posted for the last time; empty when none ever did. */
  public Optional<Instant> lastPost() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet last = statement.executeQuery("SELECT max(last_seen) FROM probe")) {
      long time = last.getLong(1);
      return last.wasNull() ? Optional.empty() : Optional.of(WireTime.ofMicros(time));
    }
  }

  /** Answers from one state of the store. */
  public <T> T ask(SqliteStore.Question<T> question) throws SQLException {
    connection.setAutoCommit(false);
    try {
      return question.ask(new StoreReader(connection, new ReadCaches(), Thresholds.usual()));
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /** The problems of the store, each with its remedy; all of one moment. */
  public List<String> problems() throws SQLException {
    connection.setAutoCommit(false);
    try {
      return new StoreCheck(connection).problems();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /**
   * The rounds of some pairs that started in a time, in the order of time, those of one moment by
   * their names. The memory does not depend on their number.
   */
  public void rounds(Predicate<Pair> wanted, Instant from, Instant until, RoundSink sink)
      throws SQLException {
    Map<Integer, ResultReader.Names> names = names(wanted);
    ResultReader reader = new ResultReader(connection, names::get);
    Integer only = names.size() == 1 ? names.keySet().iterator().next() : null;
    long[] all = bounds();
    long end = Math.min(WireTime.micros(until), all[1]);
    for (long at = Math.max(WireTime.micros(from), all[0]); at < end; ) {
      long next = Math.min(end, (Resolution.HOUR.of(at) + 1) * Resolution.HOUR.micros);
      connection.setAutoCommit(false); // or rounds that are sealed meanwhile were missed
      try {
        long width = (next - at) / slices(only, at, next) + 1;
        for (long part = at; part < next; part += width) {
          inOrder(reader, only, part, Math.min(next, part + width), names, sink);
        }
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
      at = next;
    }
  }

  private record Found(Pair pair, RoundResult row) {}

  private static void inOrder(
      ResultReader reader,
      Integer only,
      long from,
      long until,
      Map<Integer, ResultReader.Names> names,
      RoundSink sink)
      throws SQLException {
    List<Found> found = new ArrayList<>();
    reader.each(
        only, from, until, (pair, row) -> found.add(new Found(names.get(pair).pair(), row)));
    found.sort(
        Comparator.comparing((Found one) -> one.row().time())
            .thenComparing(one -> one.pair().source())
            .thenComparing(one -> one.pair().target())
            .thenComparing(one -> one.pair().proto())
            .thenComparing(one -> one.pair().schedule()));
    found.forEach(one -> sink.add(one.pair(), one.row()));
  }

  /** How many parts of a time hold no more rounds than are sorted at once, about. */
  private long slices(Integer only, long from, long until) throws SQLException {
    if (only != null) {
      return 1;
    }
    long rounds = 0;
    try (PreparedStatement heads =
        connection.prepareStatement("SELECT substr(d, 1, ?) FROM raw_chunk WHERE hour = ?")) {
      heads.setInt(1, ResultChunk.HEAD);
      heads.setLong(2, Resolution.HOUR.of(from));
      try (ResultSet result = heads.executeQuery()) {
        while (result.next()) {
          rounds += ResultChunk.count(result.getBytes(1));
        }
      }
    }
    try (PreparedStatement hot =
        connection.prepareStatement("SELECT count(*) FROM raw_hot WHERE time >= ? AND time < ?")) {
      hot.setLong(1, from);
      hot.setLong(2, until);
      try (ResultSet result = hot.executeQuery()) {
        rounds += result.getLong(1);
      }
    }
    return rounds / MAX_SORTED + 1;
  }

  /** Receives the statistics of hours. */
  public interface HourSink {
    void add(Pair pair, Instant hour, PairStatistics statistics);
  }

  /**
   * The statistics of the hours of some pairs that begin in a time: pair by pair, in their order.
   */
  public void hours(Predicate<Pair> wanted, Instant from, Instant until, HourSink sink)
      throws SQLException {
    Map<Integer, ResultReader.Names> names = names(wanted);
    long first = Math.max(WireTime.micros(from), 0);
    for (Map.Entry<Integer, ResultReader.Names> one : new TreeMap<>(names).entrySet()) {
      connection.setAutoCommit(false);
      try {
        new RollupReader(connection, new ReadCaches())
            .each(one.getKey(), Resolution.HOUR, first, WireTime.micros(until))
            .forEach(
                (t, rollup) ->
                    sink.add(
                        one.getValue().pair(),
                        WireTime.ofMicros(t * Resolution.HOUR.micros),
                        rollup));
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  private Map<Integer, ResultReader.Names> names(Predicate<Pair> wanted) throws SQLException {
    Map<Integer, ResultReader.Names> names = new HashMap<>();
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT id, source, target, proto, schedule, address FROM pair");
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        Pair pair = StoreReader.pair(result);
        if (wanted.test(pair)) {
          names.put(result.getInt(1), new ResultReader.Names(pair, result.getString(6)));
        }
      }
    }
    return names;
  }

  /** A time that all rounds started in, empty when there are none. */
  private long[] bounds() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT min(first), max(last) FROM (SELECT min(hour) * ?1 AS first,"
                + " (max(hour) + 1) * ?1 AS last FROM raw_chunk"
                + " UNION ALL SELECT min(time), max(time) + 1 FROM raw_hot)")) {
      statement.setLong(1, Resolution.HOUR.micros);
      try (ResultSet result = statement.executeQuery()) {
        return new long[] {result.getLong(1), result.getLong(2)};
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
