package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.LongConsumer;
import org.ixpqos.collector.incident.Thresholds;
import org.ixpqos.collector.model.ClockTrust;
import org.ixpqos.collector.model.Pruned;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.collector.model.StoreFullException;
import org.ixpqos.collector.rollup.RollupBlob;
import org.ixpqos.model.wire.WireTime;

/**
 * Makes the rollups of hours and days that are over, seals their rounds, and deletes what is older
 * than the retention. Reads beside the writer and queues short changes, so that uploads do not
 * wait.
 */
final class Housekeeping {
  /** After an hour's end, for rounds that were started in it. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ReadConnections readers;
  private final GroupCommitWriter writer;
  private final UploadWriter uploads;
  private final ReadCaches caches;

  /** Notifies {@code uploads}, on its thread, of sealed hours. */
  Housekeeping(
      ReadConnections readers, GroupCommitWriter writer, UploadWriter uploads, ReadCaches caches) {
    this.readers = readers;
    this.writer = writer;
    this.uploads = uploads;
    this.caches = caches;
  }

  /** Of pairs in a piece that is written at once. */
  private static final int PIECE = 2_000;

  /**
   * An hour or day that is due.
   *
   * @param rollups as they are stored, by pair
   */
  private record Due(long t, long changed, List<Map.Entry<Integer, byte[]>> rollups) {}

  /**
   * Makes the rollups that are due.
   *
   * @throws StoreFullException uploads have precedence; the rest is made at the next call
   */
  void rollUp(Instant now) throws SQLException, StoreFullException, InterruptedException {
    long over = WireTime.micros(now.minus(PATIENCE));
    for (Resolution tier : Resolution.values()) {
      long before = tier.of(over);
      long after = Long.MIN_VALUE;
      while (true) {
        long last = after;
        Due due = readers.read(connection -> next(connection, caches, tier, last, before));
        if (due == null) {
          break;
        }
        write(tier, due);
        after = due.t();
      }
    }
  }

  /**
   * Finds the incidents of hours with rollups.
   *
   * @throws StoreFullException uploads have precedence; the rest is made at the next call
   */
  void findIncidents(Thresholds thresholds)
      throws SQLException, StoreFullException, InterruptedException {
    IncidentKeeping.Found found;
    while ((found =
            readers.read(connection -> IncidentKeeping.next(connection, caches, thresholds)))
        != null) {
      IncidentKeeping.Found ready = found;
      for (int i = 0; i < ready.incidents().size(); i += PIECE) {
        int first = i;
        change(connection -> IncidentKeeping.write(connection, ready, first, PIECE));
      }
      change(connection -> IncidentKeeping.done(connection, ready));
    }
  }

  /**
   * Begins to find the incidents of the present hour, early: few rounds are to be read yet, and
   * from then on its incidents are kept up to date.
   */
  void watch(Instant now, Thresholds thresholds) throws SQLException {
    long hour = Resolution.HOUR.of(WireTime.micros(now));
    if (!caches.openIncidents().isKnown(Blocks.hour(hour))) {
      readers.read(
          connection ->
              Blocks.changed(connection, Resolution.HOUR.table, hour) == 0
                  ? List.of()
                  : new IncidentReader(connection, caches, thresholds)
                      .ofHour(hour, IncidentKeeping.baselines(connection, caches, hour)::get));
    }
  }

  /** The next hour or day that is due, with rollups computed from one state of the store. */
  private static Due next(
      Connection connection, ReadCaches caches, Resolution tier, long after, long before)
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
        List<Map.Entry<Integer, byte[]>> rollups = new ArrayList<>();
        new RollupReader(connection, caches)
            .afresh(tier, t)
            .forEach((pair, rollup) -> rollups.add(Map.entry(pair, RollupBlob.encode(rollup))));
        return new Due(t, result.getLong(2), rollups);
      }
    }
  }

  /** Writes the rollups in pieces, so that no turn of the writer is long. */
  private void write(Resolution tier, Due due)
      throws SQLException, StoreFullException, InterruptedException {
    for (int i = 0; i < due.rollups().size(); i += PIECE) {
      List<Map.Entry<Integer, byte[]>> piece =
          due.rollups().subList(i, Math.min(due.rollups().size(), i + PIECE));
      change(connection -> put(connection, tier, due.t(), piece));
    }
    change(connection -> done(connection, tier, due) ? 1 : 0);
  }

  /** Nobody reads them before they are {@link #done}. */
  private static int put(
      Connection connection, Resolution tier, long t, List<Map.Entry<Integer, byte[]>> rollups)
      throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO " + tier.table + " (pair, t, d) VALUES (?, ?, ?)")) {
      for (Map.Entry<Integer, byte[]> rollup : rollups) {
        put.setInt(1, rollup.getKey());
        put.setLong(2, t);
        put.setBytes(3, rollup.getValue());
        put.executeUpdate();
      }
      return rollups.size();
    }
  }

  /** The rollups are no longer due, unless rows came since they were made. */
  private static boolean done(Connection connection, Resolution tier, Due due) throws SQLException {
    try (PreparedStatement done =
        connection.prepareStatement(
            "UPDATE period SET summed = changed WHERE tier = ? AND t = ? AND changed = ?")) {
      done.setString(1, tier.table);
      done.setLong(2, due.t());
      done.setLong(3, due.changed());
      if (done.executeUpdate() == 0) {
        return false;
      }
      if (tier == Resolution.HOUR) {
        IncidentKeeping.due(connection, due.t());
      }
      return true;
    }
  }

  /**
   * Seals the rounds of hours that are long over.
   *
   * @param budget so much time is spent; what is left is sealed at the next calls
   * @throws StoreFullException uploads come first; the rest is sealed at the next call
   */
  void seal(Instant now, Duration budget)
      throws SQLException, StoreFullException, InterruptedException {
    long began = System.nanoTime();
    Sealing.Cursor cursor = Sealing.Cursor.START;
    while (System.nanoTime() - began < budget.toNanos()) {
      Sealing.Cursor from = cursor;
      Sealing.Sealed next = readers.read(connection -> Sealing.next(connection, now, from));
      if (next == null) {
        change(HotSpans::trim);
        return;
      }
      for (Sealing.Sealed piece : next.pieces()) {
        change(
            connection -> {
              uploads.sealed(piece.hour());
              return Sealing.write(connection, piece) ? 1 : 0;
            });
      }
      cursor = next.next();
    }
  }

  /**
   * Deletes what is too old.
   *
   * @param keptSince receives the time before which nothing is kept, microseconds since 1970, ahead
   *     of that
   */
  Pruned prune(Instant now, Duration raw, Duration hourly, ClockTrust trust, LongConsumer keptSince)
      throws SQLException, StoreFullException, InterruptedException {
    return new Pruning(readers, this::change).prune(now, raw, hourly, trust, keptSince);
  }

  /**
   * The time that hours are over by: where the clock is not known to be right, not later than the
   * newest round.
   */
  Instant over(Instant now, ClockTrust trust) throws SQLException {
    if (trust == ClockTrust.CONFIRMED) {
      return now;
    }
    return readers
        .read(connection -> StoredTime.of(connection))
        .map(time -> WireTime.ofMicros(time.newest()))
        .filter(newest -> newest.isBefore(now))
        .orElse(now);
  }

  private int change(GroupCommitWriter.Change<Integer> change)
      throws SQLException, StoreFullException, InterruptedException {
    try {
      return writer.submit(change).get();
    } catch (ExecutionException e) {
      throw new SQLException("a change of the housekeeping failed", e.getCause());
    }
  }
}
