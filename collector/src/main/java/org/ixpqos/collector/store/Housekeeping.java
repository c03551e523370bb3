package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.ExecutionException;
import org.ixpqos.wire.WireTime;

/**
 * Makes the sums of hours and days that are over, seals their rounds, and deletes what is older
 * than it is to be kept. Reads beside the writer and hands it short changes, so that uploads wait
 * for none of it.
 */
final class Housekeeping {
  /** After an hour's end, for rounds that were started in it. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Of rounds, deleted in one change. */
  private static final long SLICE_MICROS = 600_000_000L;

  private final ReadConnections readers;
  private final GroupCommitWriter writer;
  private final UploadWriter uploads;
  private final SumCache cache;

  /** Tells {@code uploads}, on its thread, what was sealed. */
  Housekeeping(
      ReadConnections readers, GroupCommitWriter writer, UploadWriter uploads, SumCache cache) {
    this.readers = readers;
    this.writer = writer;
    this.uploads = uploads;
    this.cache = cache;
  }

  private record Due(long t, long changed, Map<Integer, LinkSummary> sums) {}

  /**
   * Makes the sums that are due.
   *
   * @throws StoreFullException uploads come first; the rest is made at the next call
   */
  void sum(Instant now) throws SQLException, StoreFullException, InterruptedException {
    long over = WireTime.micros(now.minus(PATIENCE));
    for (Tier tier : Tier.values()) {
      long before = tier.of(over);
      long after = Long.MIN_VALUE;
      while (true) {
        long last = after;
        Due due = readers.read(connection -> next(connection, cache, tier, last, before));
        if (due == null) {
          break;
        }
        change(connection -> write(connection, tier, due));
        after = due.t();
      }
    }
  }

  /**
   * Looks through what was summed for what stood out.
   *
   * @throws StoreFullException uploads come first; the rest is made at the next call
   */
  void findEpisodes() throws SQLException, StoreFullException, InterruptedException {
    EpisodeKeeping.Found found;
    while ((found = readers.read(connection -> EpisodeKeeping.next(connection, cache))) != null) {
      EpisodeKeeping.Found ready = found;
      change(connection -> EpisodeKeeping.write(connection, ready));
    }
  }

  /** The next hour or day that is due, summed afresh from the same state of the store. */
  private static Due next(Connection connection, SumCache cache, Tier tier, long after, long before)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT t, changed FROM period"
                + " WHERE tier = ? AND t > ? AND t < ? AND changed <> summed ORDER BY t LIMIT 1")) {
      statement.setString(1, tier.table);
      statement.setLong(2, after);
      statement.setLong(3, before);
      try (ResultSet result = statement.executeQuery()) {
        if (!result.next()) {
          return null;
        }
        long t = result.getLong(1);
        return new Due(t, result.getLong(2), new SumReader(connection, cache).afresh(tier, t));
      }
    }
  }

  /** Replaces the sums, unless rows came since they were made: then they stay due. */
  private static boolean write(Connection connection, Tier tier, Due due) throws SQLException {
    try (PreparedStatement done =
            connection.prepareStatement(
                "UPDATE period SET summed = changed WHERE tier = ? AND t = ? AND changed = ?");
        PreparedStatement put =
            connection.prepareStatement(
                "INSERT OR REPLACE INTO " + tier.table + " (pair, t, d) VALUES (?, ?, ?)")) {
      done.setString(1, tier.table);
      done.setLong(2, due.t());
      done.setLong(3, due.changed());
      if (done.executeUpdate() == 0) {
        return false;
      }
      for (Map.Entry<Integer, LinkSummary> sum : due.sums().entrySet()) {
        put.setInt(1, sum.getKey());
        put.setLong(2, due.t());
        put.setBytes(3, SummaryBlob.encode(sum.getValue()));
        put.executeUpdate();
      }
      if (tier == Tier.HOUR) {
        EpisodeKeeping.due(connection, due.t());
      }
      return true;
    }
  }

  /**
   * Seals the rounds of hours that are long over.
   *
   * @throws StoreFullException uploads come first; the rest is sealed at the next call
   */
  void seal(Instant now) throws SQLException, StoreFullException, InterruptedException {
    long hour = 0;
    int pair = 0;
    while (true) {
      long from = hour;
      int after = pair;
      Sealing.Sealed next = readers.read(connection -> Sealing.next(connection, now, from, after));
      if (next == null) {
        return;
      }
      change(
          connection -> {
            uploads.sealed(next.hour());
            return Sealing.write(connection, next);
          });
      hour = next.hour();
      pair = next.through();
    }
  }

  /**
   * Deletes what is too old. Rounds of an hour or day that is still to be summed are kept.
   *
   * @param raw how long rounds are kept
   * @param hourly how long sums of hours, and gaps, are kept; those of days are kept for good
   */
  void prune(Instant now, Duration raw, Duration hourly)
      throws SQLException, StoreFullException, InterruptedException {
    long cut = readers.read(connection -> rawCut(connection, WireTime.micros(now.minus(raw))));
    long oldest =
        readers.read(connection -> number(connection, "SELECT min(time) FROM raw_hot", cut));
    while (oldest < cut) {
      long until = Math.min(cut, oldest + SLICE_MICROS);
      change(connection -> delete(connection, "DELETE FROM raw_hot WHERE time < ?", until));
      oldest = readers.read(connection -> number(connection, "SELECT min(time) FROM raw_hot", cut));
    }
    long summed = WireTime.micros(now.minus(hourly));
    change(
        connection ->
            delete(connection, "DELETE FROM raw_chunk WHERE hour < ?", Tier.HOUR.of(cut))
                + delete(
                    connection,
                    "DELETE FROM period WHERE tier = 'slice' AND t < ?",
                    Math.floorDiv(cut, Period.SLICE_MICROS))
                + delete(connection, "DELETE FROM latest WHERE time < ?", cut)
                + delete(connection, "DELETE FROM batch WHERE received < ?", cut)
                + delete(connection, "DELETE FROM gap WHERE until_time < ?", summed)
                + delete(connection, "DELETE FROM episode WHERE first < ?", summed)
                + delete(
                    connection,
                    "DELETE FROM r1h WHERE t < ? AND pair IN (SELECT id FROM pair)",
                    Tier.HOUR.of(summed)));
  }

  private static long rawCut(Connection connection, long cut) throws SQLException {
    long kept = Tier.HOUR.of(cut) * Tier.HOUR.micros;
    for (Tier tier : Tier.values()) {
      NavigableSet<Long> due = Period.of(connection, tier, 0, Tier.HOUR.of(cut) + 1).due();
      if (!due.isEmpty()) {
        kept = Math.min(kept, due.first() * tier.micros);
      }
    }
    return kept;
  }

  private static long number(Connection connection, String sql, long absent) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet result = statement.executeQuery()) {
      long number = result.next() ? result.getLong(1) : absent;
      return result.wasNull() ? absent : number;
    }
  }

  private static int delete(Connection connection, String sql, long before) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, before);
      return statement.executeUpdate();
    }
  }

  private void change(GroupCommitWriter.Change<?> change)
      throws SQLException, StoreFullException, InterruptedException {
    try {
      writer.submit(change).get();
    } catch (ExecutionException e) {
      throw new SQLException("a change of the housekeeping failed", e.getCause());
    }
  }
}
