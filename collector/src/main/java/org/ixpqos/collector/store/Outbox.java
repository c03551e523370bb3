package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.StoreFullException;
import org.ixpqos.collector.store.format.ResultBlob;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.wire.WireTime;

/**
 * What sinks have still to get. Entries are written with the rounds that they hold, in one
 * transaction, have ascending numbers, and leave when every configured sink has passed them, or
 * when there is too much. A sink's position is kept by its name. Safe for use by any thread.
 */
public final class Outbox implements AutoCloseable {
  /** Entries and octets that one change deletes: uploads wait for no more. */
  private static final int PIECE = 200;

  private static final long PIECE_OCTETS = 1 << 20;

  private static final String UNNEEDED =
      "DELETE FROM outbox WHERE id <= (SELECT min(id) FROM sink_cursor)"
          + " AND id < (SELECT min(id) FROM outbox) + "
          + PIECE;

  private final ReadConnections reader;
  private final GroupCommitWriter writer;
  private final Set<String> begun;
  private final Set<String> ended;
  private final Map<Integer, ResultReader.Names> names = new ConcurrentHashMap<>();

  /** A round, and whose it is. */
  public record Round(Pair pair, RoundResult row) {}

  /**
   * The next entries.
   *
   * @param rounds in the order in which they came in
   * @param through the last entry's number; the position after them
   * @param unreadable entries among them that are damaged
   */
  public record Batch(List<Round> rounds, long through, int unreadable) {
    public Batch {
      rounds = List.copyOf(rounds);
    }
  }

  /**
   * What is behind a position.
   *
   * @param entries how many uploads
   * @param oldest when the first of them came in; null when there is none
   */
  public record Behind(long entries, Instant oldest) {}

  private record Sinks(Set<String> begun, Set<String> ended) {}

  private Outbox(ReadConnections reader, GroupCommitWriter writer, Sinks sinks) {
    this.reader = reader;
    this.writer = writer;
    this.begun = Set.copyOf(sinks.begun());
    this.ended = Set.copyOf(sinks.ended());
  }

  /**
   * Opens it for some sinks. A sink that was not there before begins with what comes in from here
   * on; one that is there no more gives its position up.
   */
  static Outbox open(
      Set<String> sinks, ReadConnections reader, GroupCommitWriter writer, UploadWriter uploads)
      throws SQLException {
    if (sinks.isEmpty() && reader.read(Outbox::positions).isEmpty()) {
      return new Outbox(reader, writer, new Sinks(sinks, sinks));
    }
    try {
      GroupCommitWriter.Change<Sinks> configuring =
          connection -> {
            Set<String> begun = new TreeSet<>(sinks);
            Set<String> ended = new TreeSet<>(positions(connection).keySet());
            begun.removeAll(ended);
            ended.removeAll(sinks);
            configure(connection, begun, ended);
            uploads.fillOutbox(connection, !sinks.isEmpty());
            return new Sinks(begun, ended);
          };
      return new Outbox(reader, writer, change(writer, configuring));
    } catch (StoreFullException e) {
      throw new SQLException("the store takes no changes: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while the outbox was opened", e);
    }
  }

  private static void configure(Connection connection, Set<String> begun, Set<String> ended)
      throws SQLException {
    try (PreparedStatement begin =
            connection.prepareStatement(
                "INSERT INTO sink_cursor (sink, id) VALUES (?,"
                    + " coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'outbox'), 0))");
        PreparedStatement end =
            connection.prepareStatement("DELETE FROM sink_cursor WHERE sink = ?")) {
      for (String sink : begun) {
        begin.setString(1, sink);
        begin.executeUpdate();
      }
      for (String sink : ended) {
        end.setString(1, sink);
        end.executeUpdate();
      }
    }
  }

  private static Map<String, Long> positions(Connection connection) throws SQLException {
    Map<String, Long> positions = new HashMap<>();
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT sink, id FROM sink_cursor");
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        positions.put(result.getString(1), result.getLong(2));
      }
    }
    return positions;
  }

  /** The sinks that are new since the store was last opened. */
  public Set<String> begun() {
    return begun;
  }

  /** The sinks that are there no more since the store was last opened. */
  public Set<String> ended() {
    return ended;
  }

  /** Each sink's position: the newest entry that it needs no more. */
  public Map<String, Long> positions() throws SQLException {
    return reader.read(Outbox::positions);
  }

  /**
   * The entries behind a position, up to the one with which there are so many rounds; without
   * rounds when there are none.
   */
  public Batch next(long after, int rounds) throws SQLException {
    return reader.read(connection -> next(connection, after, rounds));
  }

  private Batch next(Connection connection, long after, int most) throws SQLException {
    List<Round> rounds = new ArrayList<>();
    long through = after;
    int unreadable = 0;
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT id, d FROM outbox WHERE id > ? ORDER BY id")) {
      statement.setLong(1, after);
      try (ResultSet result = statement.executeQuery()) {
        while (rounds.size() < most && result.next()) {
          through = result.getLong(1);
          try {
            rounds.addAll(rounds(connection, result.getBytes(2)));
          } catch (RuntimeException e) {
            unreadable++; // a page of the disk went bad; what is behind it goes on
          }
        }
      }
    }
    return new Batch(rounds, through, unreadable);
  }

  private List<Round> rounds(Connection connection, byte[] entry) throws SQLException {
    List<Round> rounds = new ArrayList<>();
    for (BlockInsert.Round round : OutboxBlob.decode(entry)) {
      ResultReader.Names its = names(connection, round.pair);
      if (its != null) {
        rounds.add(
            new Round(
                its.pair(), ResultBlob.decode(round.d, round.time, its.pair(), its.address())));
      }
    }
    return rounds;
  }

  /** Null for a pair that was forgotten: its rounds are nobody's. */
  private ResultReader.Names names(Connection connection, int pair) throws SQLException {
    ResultReader.Names known = names.get(pair);
    if (known != null) {
      return known;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id, source, target, proto, schedule, address FROM pair WHERE id = ?1"
                + " UNION ALL SELECT p.id, p.source, p.target, p.proto, p.schedule, m.address"
                + " FROM moved_pair m LEFT JOIN pair p ON p.id = m.pair WHERE m.id = ?1")) {
      statement.setInt(1, pair);
      try (ResultSet result = statement.executeQuery()) {
        if (!result.next()) {
          throw new IllegalStateException("a round of pair " + pair + ", which is not known");
        }
        if (result.getString(2) == null) {
          return null;
        }
        ResultReader.Names its =
            new ResultReader.Names(StoreReader.pair(result), result.getString(6));
        names.put(pair, its);
        return its;
      }
    }
  }

  /** Probes were renamed or forgotten: names are read again. */
  void forgetNames() {
    names.clear();
  }

  /**
   * Moves a sink's position, and deletes some of what is not needed any more.
   *
   * @throws StoreFullException uploads come first; the position is where it was
   */
  public void passed(String sink, long through)
      throws SQLException, StoreFullException, InterruptedException {
    change(
        writer,
        connection -> {
          try (PreparedStatement move =
                  connection.prepareStatement("UPDATE sink_cursor SET id = ? WHERE sink = ?");
              PreparedStatement delete = connection.prepareStatement(UNNEEDED)) {
            move.setLong(1, through);
            move.setString(2, sink);
            move.executeUpdate();
            return delete.executeUpdate();
          }
        });
  }

  /** What is behind a position. */
  public Behind behind(long position) throws SQLException {
    return reader.read(
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "SELECT received, (SELECT max(id) FROM outbox) - id + 1 FROM outbox"
                      + " WHERE id > ? ORDER BY id LIMIT 1")) {
            statement.setLong(1, position);
            try (ResultSet result = statement.executeQuery()) {
              return result.next()
                  ? new Behind(result.getLong(2), WireTime.ofMicros(result.getLong(1)))
                  : new Behind(0, null);
            }
          }
        });
  }

  /**
   * Deletes what no sink needs, and the oldest of what is too much, a little at a time.
   *
   * @param age an older entry goes
   * @param octets of all entries; the oldest beyond go
   * @return the sinks that had not got all of what was too much, and how many rounds each missed
   * @throws StoreFullException uploads come first; the rest goes at the next call
   */
  public Map<String, Long> trim(Instant now, Duration age, long octets)
      throws SQLException, StoreFullException, InterruptedException {
    long oldest = WireTime.micros(now.minus(age));
    Map<String, Long> dropped = new TreeMap<>();
    Map<String, Long> piece = new TreeMap<>();
    long through;
    while ((through = reader.read(connection -> piece(connection, oldest, octets, piece))) >= 0) {
      long last = through;
      change(
          writer,
          connection -> {
            try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM outbox WHERE id <= ?")) {
              delete.setLong(1, last);
              return delete.executeUpdate();
            }
          });
      piece.forEach((sink, rounds) -> dropped.merge(sink, rounds, Long::sum));
      piece.clear();
    }
    return dropped;
  }

  /** The last of the next entries to go, -1 when there is none; adds to what sinks miss. */
  private static long piece(
      Connection connection, long oldest, long octets, Map<String, Long> missed)
      throws SQLException {
    Map<String, Long> positions = positions(connection);
    long needed = positions.values().stream().min(Long::compare).orElse(Long.MAX_VALUE);
    long through = -1;
    long deleted = 0;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id, length(d), received < ?1 OR"
                + " (SELECT total FROM outbox ORDER BY id DESC LIMIT 1) - total + length(d) > ?2,"
                + " substr(d, 1, ?3) FROM outbox ORDER BY id LIMIT ?4")) {
      statement.setLong(1, oldest);
      statement.setLong(2, octets);
      statement.setInt(3, OutboxBlob.HEAD);
      statement.setInt(4, PIECE);
      try (ResultSet result = statement.executeQuery()) {
        while (deleted < PIECE_OCTETS && result.next()) {
          long id = result.getLong(1);
          if (id > needed && !result.getBoolean(3)) {
            break;
          }
          through = id;
          deleted += result.getLong(2);
          long rounds = OutboxBlob.count(result.getBytes(4));
          positions.forEach(
              (sink, position) -> {
                if (position < id) {
                  missed.merge(sink, rounds, Long::sum);
                }
              });
        }
      }
    }
    return through;
  }

  private static <T> T change(GroupCommitWriter writer, GroupCommitWriter.Change<T> change)
      throws SQLException, StoreFullException, InterruptedException {
    try {
      return writer.submit(change).get();
    } catch (ExecutionException e) {
      throw new SQLException("a change of the outbox failed", e.getCause());
    }
  }

  @Override
  public void close() throws SQLException {
    reader.close();
  }
}
