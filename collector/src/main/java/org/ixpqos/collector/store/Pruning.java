package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.ixpqos.collector.model.ClockTrust;
import org.ixpqos.collector.model.Pruned;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.collector.model.StoreFullException;
import org.ixpqos.collector.store.format.ResultChunk;
import org.ixpqos.model.wire.WireTime;

/**
 * Deletes what is older than the retention: by the clock, where that is known to be right, and
 * never by a later time than the newest round's. Rounds of an hour or day without a rollup are
 * kept.
 */
final class Pruning {
  /** Of rounds, deleted in one change. */
  private static final long SLICE_MICROS = 600_000_000L;

  /** Runs a change on the writer's thread, and returns its result. */
  interface Changes {
    int make(GroupCommitWriter.Change<Integer> change)
        throws SQLException, StoreFullException, InterruptedException;
  }

  private final ReadConnections readers;
  private final Changes changes;

  Pruning(ReadConnections readers, Changes changes) {
    this.readers = readers;
    this.changes = changes;
  }

  /**
   * Deletes it.
   *
   * @param raw how long rounds are kept
   * @param hourly how long rollups of hours, and gaps, are kept; those of days are kept for good
   * @param keptSince receives the time before which nothing is kept, microseconds since 1970, ahead
   *     of that
   */
  Pruned prune(Instant now, Duration raw, Duration hourly, ClockTrust trust, LongConsumer keptSince)
      throws SQLException, StoreFullException, InterruptedException {
    Optional<StoredTime> stored = readers.read(connection -> StoredTime.of(connection));
    if (stored.isEmpty()) {
      return Pruned.NOTHING;
    }
    long clock = WireTime.micros(now);
    long sane = Math.min(clock, stored.get().newest());
    long cut = sane - micros(raw);
    if (trust == ClockTrust.DOUBTED) {
      long wanted = clock - micros(raw);
      return new Pruned(0, null, null, stored.get().oldest() < hourOf(wanted));
    }
    long kept = readers.read(connection -> rawCut(connection, cut, trust, raw));
    keptSince.accept(kept);
    long rounds = pruneRounds(kept);
    pruneBeside(kept);
    if (trust == ClockTrust.CONFIRMED) {
      pruneRollups(sane - micros(hourly));
    }
    return rounds == 0
        ? Pruned.NOTHING
        : new Pruned(
            rounds, WireTime.ofMicros(stored.get().oldest()), WireTime.ofMicros(kept), false);
  }

  private static long micros(Duration time) {
    return time.toNanos() / 1_000;
  }

  private static long hourOf(long time) {
    return Resolution.HOUR.of(time) * Resolution.HOUR.micros;
  }

  private static long rawCut(Connection connection, long cut, ClockTrust trust, Duration raw)
      throws SQLException {
    long kept = hourOf(cut);
    for (Resolution tier : Resolution.values()) {
      NavigableSet<Long> due = Blocks.of(connection, tier, 0, Resolution.HOUR.of(cut) + 1).due();
      if (!due.isEmpty()) {
        kept = Math.min(kept, due.first() * tier.micros);
      }
    }
    return trust == ClockTrust.CONFIRMED ? kept : Math.min(kept, covered(connection, raw));
  }

  /**
   * The beginning of the hours in which something was measured, that make up a time: where it is
   * not known whether the clock is right, its steps count as no time.
   */
  private static long covered(Connection connection, Duration time) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT t FROM period WHERE tier = ? ORDER BY t DESC LIMIT 1 OFFSET ?")) {
      statement.setString(1, Resolution.HOUR.table);
      statement.setLong(2, time.toHours());
      try (ResultSet result = statement.executeQuery()) {
        return result.next() ? (result.getLong(1) + 1) * Resolution.HOUR.micros : Long.MIN_VALUE;
      }
    }
  }

  private long pruneRounds(long cut) throws SQLException, StoreFullException, InterruptedException {
    long rounds = 0;
    long oldest = oldestHot(cut);
    while (oldest < cut) {
      long until = Math.min(cut, oldest + SLICE_MICROS);
      rounds +=
          changes.make(
              connection -> delete(connection, "DELETE FROM raw_hot WHERE time < ?", until));
      oldest = oldestHot(cut);
    }
    long hour = Resolution.HOUR.of(cut);
    return rounds
        + changes.make(
            connection -> {
              int sealed = sealed(connection, hour);
              delete(connection, "DELETE FROM raw_chunk WHERE hour < ?", hour);
              return sealed;
            });
  }

  private long oldestHot(long absent) throws SQLException {
    return readers.read(
        connection -> {
          try (PreparedStatement statement =
                  connection.prepareStatement("SELECT min(time) FROM raw_hot");
              ResultSet result = statement.executeQuery()) {
            long oldest = result.getLong(1);
            return result.wasNull() ? absent : oldest;
          }
        });
  }

  private static int sealed(Connection connection, long hour) throws SQLException {
    int rounds = 0;
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT substr(d, 1, ?) FROM raw_chunk WHERE hour < ?")) {
      statement.setInt(1, ResultChunk.HEAD);
      statement.setLong(2, hour);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rounds += ResultChunk.count(result.getBytes(1));
        }
      }
    }
    return rounds;
  }

  private void pruneBeside(long cut) throws SQLException, StoreFullException, InterruptedException {
    changes.make(
        connection ->
            delete(
                    connection,
                    "DELETE FROM period WHERE tier = 'slice' AND t < ?",
                    Math.floorDiv(cut, Blocks.SLICE_MICROS))
                + delete(connection, "DELETE FROM latest WHERE time < ?", cut)
                + delete(connection, "DELETE FROM batch WHERE received < ?", cut));
  }

  private void pruneRollups(long cut)
      throws SQLException, StoreFullException, InterruptedException {
    changes.make(
        connection ->
            delete(connection, "DELETE FROM gap WHERE until_time < ?", cut)
                + delete(connection, "DELETE FROM episode WHERE first < ?", cut)
                + delete(
                    connection,
                    "DELETE FROM r1h WHERE t < ? AND pair IN (SELECT id FROM pair)",
                    Resolution.HOUR.of(cut)));
  }

  private static int delete(Connection connection, String sql, long before) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, before);
      return statement.executeUpdate();
    }
  }
}
