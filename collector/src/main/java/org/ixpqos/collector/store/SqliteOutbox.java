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
import org.ixpqos.collector.model.Outbox;
import org.ixpqos.collector.model.StoreException;
import org.ixpqos.collector.model.StoreFullException;
import org.ixpqos.collector.store.format.ResultBlob;
import org.ixpqos.model.wire.WireTime;

/** An outbox in the store's file: a table of entries, and one of positions. */
final class SqliteOutbox implements Outbox {
  /** Entries and bytes that one change deletes: uploads wait for no more. */
  private static final int PIECE = 200;

  private static final long PIECE_BYTES = 1 << 20;

  private static final String UNNEEDED =
      "DELETE FROM outbox WHERE id <= (SELECT min(id) FROM sink_cursor)"
          + " AND id < (SELECT min(id) FROM outbox) + "
          + PIECE;

  private final ReadConnections reader;
  private final GroupCommitWriter writer;
  private final Set<String> begun;
  private final Set<String> ended;
  private final Map<Integer, ResultReader.Names> names = new ConcurrentHashMap<>();

  private record Sinks(Set<String> begun, Set<String> ended) {}

  private SqliteOutbox(ReadConnections reader, GroupCommitWriter writer, Sinks sinks) {
    this.reader = reader;
    this.writer = writer;
    this.begun = Set.copyOf(sinks.begun());
    this.ended = Set.copyOf(sinks.ended());
  }

  /**
   * Opens it for some sinks. A new sink begins with rounds from now on; the position of a removed
   * one is deleted.
   */
  static SqliteOutbox open(
      Set<String> sinks, ReadConnections reader, GroupCommitWriter writer, UploadWriter uploads)
      throws SQLException {
    if (sinks.isEmpty() && reader.read(SqliteOutbox::positions).isEmpty()) {
      return new SqliteOutbox(reader, writer, new Sinks(sinks, sinks));
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
      return new SqliteOutbox(reader, writer, change(writer, configuring));
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

  @Override
  public Set<String> begun() {
    return begun;
  }

  @Override
  public Set<String> ended() {
    return ended;
  }

  @Override
  public Map<String, Long> positions() throws StoreException {
    return read("the positions of sinks", SqliteOutbox::positions);
  }

  @Override
  public Batch next(long after, int rounds) throws StoreException {
    return read("the outbox", connection -> next(connection, after, rounds));
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
            unreadable++; // a page of the disk is damaged; the entries behind it are read
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

  /** Null for a deleted pair. */
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

  /** Probes were renamed or deleted: names are read again. */
  void forgetNames() {
    names.clear();
  }

  @Override
  public void passed(String sink, long through)
      throws StoreException, StoreFullException, InterruptedException {
    changeOutbox(
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

  @Override
  public Behind behind(long position) throws StoreException {
    return read(
        "the outbox",
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

  @Override
  public Map<String, Long> trim(Instant now, Duration age, long bytes)
      throws StoreException, StoreFullException, InterruptedException {
    long oldest = WireTime.micros(now.minus(age));
    Map<String, Long> dropped = new TreeMap<>();
    Map<String, Long> piece = new TreeMap<>();
    long through;
    while ((through = read("the outbox", connection -> piece(connection, oldest, bytes, piece)))
        >= 0) {
      long last = through;
      changeOutbox(
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
      Connection connection, long oldest, long bytes, Map<String, Long> missed)
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
      statement.setLong(2, bytes);
      statement.setInt(3, OutboxBlob.HEAD);
      statement.setInt(4, PIECE);
      try (ResultSet result = statement.executeQuery()) {
        while (deleted < PIECE_BYTES && result.next()) {
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

  private <T> T read(String what, ReadConnections.Reading<T> query) throws StoreException {
    try {
      return reader.read(query);
    } catch (SQLException e) {
      throw new StoreException(what + " can't be read: " + e.getMessage(), e);
    }
  }

  private void changeOutbox(GroupCommitWriter.Change<Integer> change)
      throws StoreException, StoreFullException, InterruptedException {
    try {
      change(writer, change);
    } catch (SQLException e) {
      throw new StoreException(e.getMessage(), e);
    }
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
  public void close() throws StoreException {
    try {
      reader.close();
    } catch (SQLException e) {
      throw new StoreException("the outbox can't be closed: " + e.getMessage(), e);
    }
  }
}
