package org.ixpqos.daemon.buffer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
import org.ixpqos.model.wire.WireTime;
import org.sqlite.SQLiteConfig;

/**
 * Reads a buffer, also while a daemon writes it, or one that was set aside: all entries that can be
 * read. Changes nothing. Not thread-safe.
 */
public final class BufferView implements AutoCloseable {
  /** An entry and its source. */
  public record Found(long number, String source, BufferEntry entry) {}

  /** An entry that a collector refused. */
  public record Quarantined(String collector, String reason, Found found) {}

  /**
   * The state of the file.
   *
   * @param entries that at least one collector has not acknowledged
   * @param waiting by collector
   */
  public record Summary(
      String epoch,
      long entries,
      long bytes,
      Optional<Instant> oldest,
      Optional<Instant> youngest,
      long dropped,
      long quarantined,
      Map<String, Long> waiting) {}

  private final Connection connection;
  private final BufferFile file;
  private final BodyCodec codec = new BodyCodec();
  private long unreadable;

  private BufferView(Connection connection) {
    this.connection = connection;
    this.file = new BufferFile(connection);
  }

  /**
   * Opens a file for reading.
   *
   * @throws SQLException when it can't be read at all
   */
  public static BufferView of(Path path) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(5_000);
    // without a log beside it no process writes it: no log must be created, possibly by root
    boolean inUse = Files.exists(path.resolveSibling(path.getFileName() + "-wal"));
    String url = "jdbc:sqlite:file:" + path.toUri().getRawPath() + (inUse ? "" : "?immutable=1");
    return new BufferView(config.createConnection(url));
  }

  /** The state of the buffer at one moment. */
  public Summary summary() throws SQLException {
    connection.setAutoCommit(false);
    long last = file.lastNumber();
    Map<String, Long> waiting = new LinkedHashMap<>();
    try (PreparedStatement statement =
            file.prepare(
                "SELECT collector, ? - fresh + 1 + (SELECT coalesce(sum(last - first + 1), 0)"
                    + " FROM backlog WHERE backlog.collector = position.collector)"
                    + postponed()
                    + " FROM position ORDER BY collector",
                last);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        waiting.put(rows.getString(1), rows.getLong(2));
      }
    }
    String dropped = file.meta("dropped");
    Summary summary =
        new Summary(
            file.meta("epoch"),
            file.number("SELECT count(*) FROM entry"),
            file.bytesInUse(),
            time("SELECT at FROM entry ORDER BY number LIMIT 1"),
            time("SELECT at FROM entry ORDER BY number DESC LIMIT 1"),
            dropped == null ? 0 : Long.parseLong(dropped),
            file.number("SELECT count(*) FROM quarantine"),
            waiting);
    connection.rollback();
    return summary;
  }

  /** A file of 0.1.0 has no such table. */
  private String postponed() throws SQLException {
    return file.number("SELECT count(*) FROM sqlite_master WHERE name = 'postponed'") == 0
        ? ""
        : " + (SELECT coalesce(sum(last - first + 1), 0)"
            + " FROM postponed WHERE postponed.collector = position.collector)";
  }

  private Optional<Instant> time(String sql) throws SQLException {
    long at = file.number(sql);
    return at == 0 ? Optional.empty() : Optional.of(WireTime.ofMicros(at));
  }

  /**
   * Every entry that can be read, in order; where a part of the file is damaged, also from the end
   * backwards up to that part.
   */
  public void entries(Consumer<Found> each) throws SQLException {
    String select = "SELECT number, at, source, kind, body FROM entry";
    long[] last = {Long.MIN_VALUE};
    Consumer<Found> noting =
        found -> {
          last[0] = found.number();
          each.accept(found);
        };
    try {
      read(select + " ORDER BY number", noting);
    } catch (SQLException damage) {
      unreadable++;
      try {
        read(select + " WHERE number > " + last[0] + " ORDER BY number DESC", each);
      } catch (SQLException alsoDamage) {
        // the damaged part from this end, too: the entries between are lost
        unreadable++;
      }
    }
  }

  /** Entries and parts of the file that could not be read. */
  public long unreadable() {
    return unreadable;
  }

  private void read(String sql, Consumer<Found> each) throws SQLException {
    try (PreparedStatement statement = file.prepare(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        found(rows).ifPresent(each);
      }
    }
  }

  private Optional<Found> found(ResultSet rows) throws SQLException {
    try {
      byte[] body = rows.getBytes(5);
      if (body == null) {
        throw new DataFormatException("it has no body");
      }
      BufferEntry entry =
          new BufferEntry(
              BufferEntry.Kind.of(rows.getInt(4)),
              WireTime.ofMicros(rows.getLong(2)),
              codec.decode(body));
      return Optional.of(new Found(rows.getLong(1), rows.getString(3), entry));
    } catch (DataFormatException e) {
      unreadable++;
      return Optional.empty();
    }
  }

  /** The entries that collectors refused, the oldest first. */
  public void quarantine(Consumer<Quarantined> each) throws SQLException {
    String sql =
        "SELECT number, at, source, kind, body, collector, reason FROM quarantine"
            + " ORDER BY number, collector";
    try (PreparedStatement statement = file.prepare(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        String collector = rows.getString(6);
        String reason = rows.getString(7);
        found(rows).ifPresent(found -> each.accept(new Quarantined(collector, reason, found)));
      }
    }
  }

  @Override
  public void close() throws SQLException {
    codec.end();
    connection.close();
  }
}
