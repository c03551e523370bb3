package org.ixpqos.collector.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * The store: one SQLite file in the write-ahead mode, written by one thread and read by several.
 */
public final class SqliteStore implements Intake, AutoCloseable {
  /** The file's name in the store's directory. */
  public static final String FILE = "collector.db";

  private static final int READERS = 4;

  /** Every probe of a large site posts at the turn of the minute. */
  private static final int QUEUE = 128;

  private final GroupCommitWriter writer;
  private final UploadWriter uploads;
  private final ReadConnections readers;

  /** A question to the tables. */
  public interface Question<T> {
    T ask(StoreReader reader) throws SQLException;
  }

  private SqliteStore(GroupCommitWriter writer, UploadWriter uploads, ReadConnections readers) {
    this.writer = writer;
    this.uploads = uploads;
    this.readers = readers;
  }

  /**
   * Opens the store of a directory, and makes or migrates it.
   *
   * @param nanoClock measures transactions
   * @param commitNanos told how long each took; called on the store's thread
   * @throws SQLException it can't be opened, or a later version wrote it
   */
  public static SqliteStore open(Path directory, LongSupplier nanoClock, LongConsumer commitNanos)
      throws SQLException {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (System.getProperty("org.sqlite.tmpdir") == null) {
      // SQLite's native library is unpacked here: /tmp may be mounted noexec
      System.setProperty("org.sqlite.tmpdir", directory.toString());
    }
    String url = "jdbc:sqlite:" + directory.resolve(FILE);
    Connection connection = writing().createConnection(url);
    try {
      Schema.migrate(connection);
      UploadWriter uploads = new UploadWriter(connection);
      ReadConnections readers = new ReadConnections(READERS, () -> reading().createConnection(url));
      return new SqliteStore(
          new GroupCommitWriter(connection, QUEUE, uploads::forget, nanoClock, commitNanos),
          uploads,
          readers);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static SQLiteConfig writing() {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    // NORMAL may lose what was committed when the power goes
    config.setSynchronous(SynchronousMode.FULL);
    // the driver would ask for the last row's number after each insert, a third of the writer's
    // time
    config.setGetGeneratedKeys(false);
    config.setBusyTimeout(5_000);
    config.setCacheSize(-32_000);
    config.setPragma(SQLiteConfig.Pragma.JOURNAL_SIZE_LIMIT, "67108864");
    config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, "4000");
    return config;
  }

  private static SQLiteConfig reading() {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(5_000);
    config.setCacheSize(-8_000);
    return config;
  }

  @Override
  public CompletableFuture<Stored> store(Received received) throws StoreFullException {
    return writer.submit(connection -> uploads.write(received));
  }

  /**
   * Makes the sums that are due and deletes what is too old; from one thread at a time.
   *
   * @param raw how long rounds are kept
   * @param hourly how long sums of hours, and gaps, are kept
   * @throws StoreFullException uploads came first; call again
   */
  public void keepHouse(Instant now, Duration raw, Duration hourly)
      throws SQLException, StoreFullException, InterruptedException {
    Housekeeping housekeeping = new Housekeeping(readers, writer);
    housekeeping.sum(now);
    housekeeping.findEpisodes();
    housekeeping.prune(now, raw, hourly);
  }

  /** Answers from one state of the store. */
  public <T> T ask(Question<T> question) throws SQLException {
    return readers.read(connection -> question.ask(new StoreReader(connection)));
  }

  /** Whether changes are still being written. */
  public boolean isWriting() {
    return writer.isAlive();
  }

  /** Changes that wait to be written. */
  public int queueDepth() {
    return writer.depth();
  }

  /** Writes what waits, and closes the file. */
  @Override
  public void close() throws SQLException {
    readers.close();
    writer.close();
  }
}
