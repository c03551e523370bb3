package org.ixpqos.daemon.buffer;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * The buffer's file, {@code buffer.db}, an SQLite database:
 *
 * <pre>
 * meta(key, value)                          epoch, alive and stopped (microseconds), dropped,
 *                                           undated (rounds lost for want of a date)
 * entry(number, at, source, kind, body)     waiting; a number is never reused; body: BodyCodec
 * firing(at, schedule, open)                firings with rounds that are still being measured
 * position(collector, fresh)                all from fresh on is not acknowledged
 * backlog(collector, first, last)           nor is this
 * postponed(collector, first, last)         nor this, which it refuses until the clocks agree; files
 *                                           of 0.1.0 get the table when they are opened
 * quarantine(collector, number, at, source, kind, body, reason)
 * </pre>
 *
 * Times are microseconds since 1970. A transaction is on disk when it was committed (WAL with
 * synchronous=FULL). Not promised: any other version's tables, and reading by others while the
 * daemon runs is for looking, never for writing.
 */
final class BufferFile implements AutoCloseable {
  private static final int VERSION = 1;
  private static final String[] TABLES = {
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE entry(number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL,"
        + " source TEXT NOT NULL, kind INTEGER NOT NULL, body BLOB NOT NULL)",
    "CREATE TABLE firing(at INTEGER, schedule TEXT, open INTEGER NOT NULL,"
        + " PRIMARY KEY(at, schedule)) WITHOUT ROWID",
    "CREATE TABLE position(collector TEXT PRIMARY KEY, fresh INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE backlog(collector TEXT, first INTEGER, last INTEGER NOT NULL,"
        + " PRIMARY KEY(collector, first)) WITHOUT ROWID",
    "CREATE TABLE quarantine(collector TEXT, number INTEGER, at INTEGER NOT NULL,"
        + " source TEXT NOT NULL, kind INTEGER NOT NULL, body BLOB NOT NULL, reason TEXT NOT NULL,"
        + " PRIMARY KEY(collector, number)) WITHOUT ROWID",
  };

  /** Added after 0.1.0, which ignores it. */
  private static final String POSTPONED =
      "CREATE TABLE IF NOT EXISTS postponed(collector TEXT, first INTEGER, last INTEGER NOT NULL,"
          + " PRIMARY KEY(collector, first)) WITHOUT ROWID";

  private final Connection connection;

  /** By their SQL, of which there are few: preparing one costs more than most take to run. */
  private final Map<String, PreparedStatement> kept = new HashMap<>();

  BufferFile(Connection connection) {
    this.connection = connection;
  }

  static BufferFile open(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(5_000);
    config.setJournalSizeLimit(4 << 20);
    return open(config.createConnection("jdbc:sqlite:" + file));
  }

  /** Takes over a connection and creates missing tables. */
  static BufferFile open(Connection connection) throws SQLException {
    BufferFile opened = new BufferFile(connection);
    try {
      connection.setAutoCommit(false);
      opened.create();
      connection.commit();
      return opened;
    } catch (SQLException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private void create() throws SQLException {
    long version = number("PRAGMA user_version");
    if (version == VERSION) {
      execute(POSTPONED);
      return;
    }
    if (version != 0) {
      throw new OtherVersionException(
          "the buffer is of version " + version + ", and this daemon reads version " + VERSION);
    }
    for (String table : TABLES) {
      execute(table);
    }
    execute(POSTPONED);
    execute("PRAGMA user_version = " + VERSION);
    setMeta("epoch", UUID.randomUUID().toString());
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  void commit() throws SQLException {
    connection.commit();
  }

  /** A statement of the caller's own, to close. */
  PreparedStatement prepare(String sql, Object... values) throws SQLException {
    return bind(connection.prepareStatement(sql), values);
  }

  /** A statement that stays prepared; the caller must run it to its end. */
  PreparedStatement kept(String sql, Object... values) throws SQLException {
    PreparedStatement statement = kept.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      kept.put(sql, statement);
    }
    return bind(statement, values);
  }

  private static PreparedStatement bind(PreparedStatement statement, Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  int update(String sql, Object... values) throws SQLException {
    return kept(sql, values).executeUpdate();
  }

  /** The first column of the first row; 0 when there is none. */
  long number(String sql, Object... values) throws SQLException {
    try (ResultSet rows = kept(sql, values).executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  /** A setting; null when it is not there. */
  String meta(String key) throws SQLException {
    try (ResultSet rows = kept("SELECT value FROM meta WHERE key = ?", key).executeQuery()) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  void setMeta(String key, String value) throws SQLException {
    update("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, value);
  }

  /** The highest number that was ever given. */
  long lastNumber() throws SQLException {
    return number("SELECT seq FROM sqlite_sequence WHERE name = 'entry'");
  }

  long bytesInUse() throws SQLException {
    return (number("PRAGMA page_count") - number("PRAGMA freelist_count"))
        * number("PRAGMA page_size");
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /** Closes the file after a failure; an error of closing is ignored. */
  void abandon(Consumer<String> log) {
    try {
      connection.close();
    } catch (SQLException e) {
      log.accept("closing the failed buffer: " + e.getMessage());
    }
  }
}
