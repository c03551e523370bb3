package org.ixpqos.bench.collector;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.ixpqos.collector.ModelLoad;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.collector.model.StoredCounts;
import org.ixpqos.collector.store.SqliteStore;

/**
 * A store with what 50 probes, one round a minute, leave in it. The newest hours come in as uploads
 * do, are summed and sealed; the sums of the hours and days before them are copies of those, so that
 * a year need not be waited for.
 */
final class ModelStore {
  /** Of the model load. */
  private static final int PROBES = 50;

  /** A collector does so twice a minute; what costs CPU is done once for each hour. */
  private static final Duration KEPT_EACH = Duration.ofMinutes(5);

  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration YEAR = Duration.ofDays(400);

  private ModelStore() {}

  /**
   * What was filled.
   *
   * @param cpu seconds, without the housekeeping
   * @param housekeeping CPU seconds of an hour: of the last but two, which is sealed as well
   */
  record Filled(long rounds, double cpu, double housekeeping) {}

  /** Fills a store until now; answers how many rounds it has. */
  static long fill(Path directory, int hours) throws Exception {
    return fill(directory, PROBES, hours).rounds();
  }

  static Filled fill(Path directory, int probes, int hours) throws Exception {
    ModelLoad load = new ModelLoad(probes);
    double began = ScaleBench.cpuSeconds();
    double kept = 0;
    double housekeeping = 0;
    double ofHour = 0;
    Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    long rounds = 0;
    try (SqliteStore store = SqliteStore.open(directory, System::nanoTime, nanos -> {})) {
      Queue<CompletableFuture<StoredCounts>> waiting = new ArrayDeque<>();
      // whole hours: each chunk has sixty rounds
      Instant minute = now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(hours));
      for (; minute.isBefore(now); minute = minute.plusSeconds(60)) {
        for (int probe = 0; probe < probes; probe++) {
          if (waiting.size() == 100) {
            rounds += waiting.remove().get().accepted();
          }
          waiting.add(store.store(new ReceivedUpload(load.upload(probe, minute), minute)));
        }
        if (minute.getEpochSecond() % KEPT_EACH.toSeconds() == 0) {
          while (!waiting.isEmpty()) {
            rounds += waiting.remove().get().accepted();
          }
          double before = ScaleBench.cpuSeconds();
          store.keepHouse(minute.plusSeconds(30), MONTH, YEAR);
          double took = ScaleBench.cpuSeconds() - before;
          kept += took;
          ofHour += took;
          if (minute.getEpochSecond() % 3_600 == 0) {
            housekeeping = ofHour;
            ofHour = 0;
          }
        }
      }
      while (!waiting.isEmpty()) {
        rounds += waiting.remove().get().accepted();
      }
      store.keepHouse(now, MONTH, YEAR);
    }
    double cpu = ScaleBench.cpuSeconds() - began - kept;
    try (Connection connection = open(directory);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(copies("r1h", Duration.ofHours(1), 31 * 24));
      statement.executeUpdate(copies("r1d", Duration.ofDays(1), 366));
    }
    return new Filled(rounds, cpu, housekeeping);
  }

  /** The sum of each pair's last whole hour as that of so many hours or days before now. */
  private static String copies(String table, Duration each, int count) {
    return String.format(
        "WITH RECURSIVE back (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM back WHERE n < %d)"
            + " INSERT OR IGNORE INTO %s (pair, t, d)"
            + " SELECT s.pair, unixepoch() / %d - n, s.d FROM pair"
            + " JOIN r1h s ON s.pair = pair.id AND s.t = unixepoch() / 3600 - 2 CROSS JOIN back",
        count, table, each.toSeconds());
  }

  /** Bytes of the pages of {@code raw_chunk}, a round in them. */
  static double sealedBytes(Path directory) throws SQLException {
    try (Connection connection = open(directory);
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT sum(pgsize), (SELECT count(*) FROM raw_chunk) FROM dbstat"
                    + " WHERE name = 'raw_chunk'")) {
      return result.getDouble(1) / (60 * result.getDouble(2));
    }
  }

  private static Connection open(Path directory) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(SqliteStore.FILE));
  }
}
