package org.ixpqos.collector.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.ixpqos.collector.incident.Thresholds;
import org.ixpqos.collector.model.ClockTrust;
import org.ixpqos.collector.model.KnownPairs;
import org.ixpqos.collector.model.Outbox;
import org.ixpqos.collector.model.Pruned;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.collector.model.StoreException;
import org.ixpqos.collector.model.StoreFullException;
import org.ixpqos.collector.model.StoredCounts;
import org.ixpqos.collector.model.UploadStore;
import org.ixpqos.model.wire.WireTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;

/**
 * The store: one SQLite file in the write-ahead mode, written by one thread and read by several.
 */
public final class SqliteStore implements UploadStore, AutoCloseable {
  /** The file's name in the store's directory. */
  public static final String FILE = "collector.db";

  private static final Logger log = LoggerFactory.getLogger(SqliteStore.class);
  private static final int READERS = 4;

  /** On the disk beside a copy, bytes: what the migration itself and results need meanwhile. */
  private static final long ROOM_LEFT = 256L << 20;

  private static final long TEST_PATIENCE_S = 10;

  /** Every probe of a large site posts at the turn of the minute. */
  private static final int QUEUE = 128;

  private final GroupCommitWriter writer;
  private final UploadWriter uploads;
  private final ReadConnections readers;

  /** The housekeeping's connections: readers of pages do not delay it. */
  private final ReadConnections keepers;

  private final ReadConnections.Opener opener;
  private final StoreHealth health;
  private final KnownPairs pairs = new KnownPairs();
  private final ReadCaches caches;

  private volatile Thresholds thresholds = Thresholds.usual();

  /** Microseconds since 1970. */
  private volatile long keptSince;

  /** Null while there is none. */
  private volatile SqliteOutbox outbox;

  /** A query of the tables. */
  public interface Question<T> {
    T ask(StoreReader reader) throws SQLException;
  }

  private SqliteStore(
      GroupCommitWriter writer,
      UploadWriter uploads,
      ReadCaches caches,
      ReadConnections.Opener opener,
      ReadConnections readers,
      ReadConnections keepers,
      StoreHealth health) {
    this.writer = writer;
    this.uploads = uploads;
    this.caches = caches;
    this.opener = opener;
    this.readers = readers;
    this.keepers = keepers;
    this.health = health;
  }

  /**
   * Opens the store of a directory, and creates or migrates it.
   *
   * @param nanoClock measures transactions
   * @param commitNanos receives the duration of each; called on the store's thread
   * @throws SQLException it can't be opened, or a later version wrote it
   */
  public static SqliteStore open(Path directory, LongSupplier nanoClock, LongConsumer commitNanos)
      throws SQLException {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    unpackIn(directory);
    String url = "jdbc:sqlite:" + directory.resolve(FILE);
    Connection connection = writing().createConnection(url);
    try {
      migrate(connection, directory, nanoClock);
      ReadCaches caches = new ReadCaches();
      UploadWriter uploads = new UploadWriter(connection, caches);
      ReadConnections.Opener opener = () -> reading().createConnection(url);
      long keptSince = StoredTime.keptSince(connection);
      StoreFiles files = new StoreFiles(directory.resolve(FILE));
      ReadConnections readers = new ReadConnections(READERS, opener);
      SqliteStore store =
          new SqliteStore(
              new GroupCommitWriter(
                  connection,
                  QUEUE,
                  () -> {
                    uploads.changes().committed();
                    files.check();
                  },
                  uploads::forget,
                  nanoClock,
                  commitNanos),
              uploads,
              caches,
              opener,
              readers,
              new ReadConnections(1, opener),
              new StoreHealth(directory, files, nanoClock, Instant::now));
      store.keptSince = keptSince;
      store.ask(StoreReader::pairs).all().forEach(store.pairs::know);
      store.ask(StoreReader::probes).forEach(probe -> store.pairs.know(probe.source()));
      return store;
    } catch (IOException e) {
      connection.close();
      throw new SQLException("the store was taken away while it was opened: " + e, e);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static void migrate(Connection connection, Path directory, LongSupplier nanoClock)
      throws SQLException {
    int version = Schema.version(connection);
    boolean old = version > 0 && version < Schema.VERSION;
    long began = nanoClock.getAsLong();
    if (old) {
      keepCopy(connection, directory, version);
    }
    Schema.migrate(connection);
    BackedUp.drop(connection);
    if (old) {
      log.info(
          "the store was migrated to schema {} in {} s",
          Schema.VERSION,
          TimeUnit.NANOSECONDS.toSeconds(nanoClock.getAsLong() - began));
    }
  }

  /**
   * Keeps a copy of a store that is about to be migrated. Where there is no room for one, the store
   * is migrated without: a migration is complete or undone, and a collector that does not start
   * loses results.
   */
  private static void keepCopy(Connection connection, Path directory, int version)
      throws SQLException {
    Path copy = directory.resolve(FILE + ".schema-" + version);
    try {
      long size = Files.size(directory.resolve(FILE));
      long room = Files.getFileStore(directory).getUsableSpace();
      if (room < size + ROOM_LEFT) {
        log.warn(
            "migrating the store from schema {} to {} without keeping a copy: it would take {} MB"
                + " and there are {} MB",
            version,
            Schema.VERSION,
            size >> 20,
            room >> 20);
        return;
      }
      log.info(
          "migrating the store from schema {} to {}; first the {} MB as they are are copied to {},"
              + " delete that when all is well",
          version,
          Schema.VERSION,
          size >> 20,
          copy);
      StoreCopy.make(connection, copy, null);
    } catch (IOException e) {
      throw new SQLException("no copy of the store could be made before its migration: " + e, e);
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
    // one that first reads and then writes would fail when another wrote in between
    config.setTransactionMode(TransactionMode.IMMEDIATE);
    config.setBusyTimeout(5_000);
    config.setCacheSize(-32_000);
    config.setPragma(SQLiteConfig.Pragma.JOURNAL_SIZE_LIMIT, "67108864");
    config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, "4000");
    return config;
  }

  /**
   * Where the collector unpacks SQLite's native library, when it does not run from a package, which
   * ships it: /tmp may be mounted noexec. A directory of another user is no place for it: that user
   * could put another library there. So commands that root runs never unpack it here.
   */
  private static void unpackIn(Path directory) {
    if (System.getProperty("org.sqlite.tmpdir") == null && isOwn(directory)) {
      System.setProperty("org.sqlite.tmpdir", directory.toString());
    }
  }

  private static boolean isOwn(Path directory) {
    try {
      return Files.isWritable(directory)
          && Files.getOwner(directory).getName().equals(System.getProperty("user.name"));
    } catch (IOException e) {
      return false;
    }
  }

  static SQLiteConfig reading() {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(5_000);
    config.setCacheSize(-8_000);
    return config;
  }

  @Override
  public CompletableFuture<StoredCounts> store(
      ReceivedUpload received, Consumer<StoredCounts> committed) throws StoreFullException {
    return writer
        .submit(connection -> uploads.write(received), committed)
        .whenComplete(
            (stored, failure) -> {
              if (failure == null) {
                health.wrote();
              } else {
                health.failed(failure);
              }
            });
  }

  /** Checks the store by a small write, where there are no other writes. */
  public void lookAfter() throws InterruptedException {
    if (health.problem().isEmpty() && !health.isUncertain()) {
      return;
    }
    try {
      writer
          .submit(
              connection -> {
                try (Statement statement = connection.createStatement()) {
                  // writes the first page, though what it holds stays
                  return statement.executeUpdate("PRAGMA user_version = " + Schema.VERSION);
                }
              })
          .get(TEST_PATIENCE_S, TimeUnit.SECONDS);
      health.wroteTest();
    } catch (ExecutionException e) {
      health.failed(e.getCause());
    } catch (TimeoutException e) {
      health.failed(new SQLException("no write ended within " + TEST_PATIENCE_S + " s", e));
    } catch (StoreFullException e) {
      health.failed(new SQLException("the writer does not keep up: " + e.getMessage(), e));
    }
  }

  /** Sets the thresholds for incidents; hours that are complete keep theirs. */
  public void useThresholds(Thresholds of) {
    this.thresholds = of;
  }

  /** The pairs that are stored, and whether more may be. */
  public KnownPairs pairs() {
    return pairs;
  }

  /** Why uploads are not stored; empty when they are. */
  public Optional<String> problem() {
    return isWriting()
        ? health.problem()
        : Optional.of("the store's writer has ended; restart the collector");
  }

  /** As the other, by a clock that is right, and seals all that is due. */
  public Pruned keepHouse(Instant now, Duration raw, Duration hourly)
      throws StoreException, StoreFullException, InterruptedException {
    return keepHouse(now, raw, hourly, ClockTrust.CONFIRMED, Duration.ofDays(1));
  }

  /**
   * Makes the rollups that are due, seals rounds and deletes what is too old; from one thread at a
   * time.
   *
   * @param raw how long rounds are kept
   * @param hourly how long rollups of hours, and gaps, are kept
   * @param sealing the maximum time for sealing; the rest waits for the next calls
   * @return what was deleted
   * @throws StoreFullException uploads had precedence; call again
   */
  public Pruned keepHouse(
      Instant now, Duration raw, Duration hourly, ClockTrust trust, Duration sealing)
      throws StoreException, StoreFullException, InterruptedException {
    try {
      Housekeeping housekeeping = new Housekeeping(keepers, writer, uploads, caches);
      Instant over = housekeeping.over(now, trust);
      probeHistory().finish();
      housekeeping.rollUp(over);
      housekeeping.findIncidents(thresholds);
      housekeeping.watch(now, thresholds);
      housekeeping.seal(over, sealing);
      return housekeeping.prune(
          now, raw, hourly, trust, cut -> keptSince = Math.max(keptSince, cut));
    } catch (SQLException e) {
      throw new StoreException("the store could not be kept in order: " + e.getMessage(), e);
    }
  }

  /** Moves stored data of probes to other names; from the housekeeping's thread. */
  public ProbeHistory probeHistory() {
    return new ProbeHistory(this, writer, uploads, keepers, outbox);
  }

  /** Rounds that started before were deleted, and are not accepted again. */
  public Instant keptSince() {
    return keptSince == Long.MIN_VALUE ? Instant.MIN : WireTime.ofMicros(keptSince);
  }

  /**
   * From now on keeps rounds for these sinks too, and only for these; to be called once, before
   * anything is stored. It is to be closed before the store.
   */
  public Outbox openOutbox(Set<String> sinks) throws SQLException {
    outbox = SqliteOutbox.open(sinks, new ReadConnections(1, opener), writer, uploads);
    return outbox;
  }

  /** Answers from one state of the store. */
  public <T> T ask(Question<T> question) throws SQLException {
    return readers.read(
        connection -> question.ask(new StoreReader(connection, caches, thresholds)));
  }

  /** Whether changes are still being written. */
  public boolean isWriting() {
    return writer.isAlive();
  }

  /** A number that changes with each change, before the upload is answered. */
  public long version() {
    return writer.commits();
  }

  /** Changes that wait to be written. */
  public int queueDepth() {
    return writer.depth();
  }

  /** Writes the waiting changes, and closes the file. */
  @Override
  public void close() throws SQLException {
    readers.close();
    keepers.close();
    writer.close();
  }
}
