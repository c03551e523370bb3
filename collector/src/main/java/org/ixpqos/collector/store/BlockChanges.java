package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ixpqos.collector.model.Resolution;

/**
 * Numbers the changes of rounds in the table {@code period}, for the slices, hours and days that
 * they are of, and hands those of a transaction to the caches that are kept up to date, once it is
 * committed. Owned by the writer's thread.
 */
final class BlockChanges {
  /** Slices and hours. */
  private static final int KNOWN_BLOCKS = 64;

  private final Connection connection;
  private final ReadCaches caches;
  private final PreparedStatement setChanged;
  private final PreparedStatement setSummed;

  /** Microseconds since 1970: no round that was there before is newer. */
  private final long newestAtOpen;

  /** Blocks that are known to have rounds: the newest of those that were touched. */
  private final Set<OpenBlocks.Block> known =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<OpenBlocks.Block, Boolean> eldest) {
              return size() > KNOWN_BLOCKS;
            }
          });

  /** Of the current transaction. */
  private final List<OpenBlocks.Commit> uncommitted = new ArrayList<>();

  /** The number of the newest change; one that was rolled back is not given again. */
  private long change;

  /** Whether pairs' ids were given to others since the last commit. */
  private boolean isRenamed;

  /**
   * @param newest when the newest round of all started, microseconds since 1970
   */
  BlockChanges(Connection connection, ReadCaches caches, long newest) throws SQLException {
    this.connection = connection;
    this.caches = caches;
    this.newestAtOpen = newest;
    setChanged =
        connection.prepareStatement(
            "INSERT INTO period (tier, t, changed) VALUES (?, ?, ?)"
                + " ON CONFLICT (tier, t) DO UPDATE SET changed = excluded.changed");
    setSummed =
        connection.prepareStatement(
            "UPDATE period SET changed = ?1, summed = ?1 WHERE tier = ?2 AND t = ?3");
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT max(changed) FROM period");
        ResultSet result = statement.executeQuery()) {
      change = result.getLong(1);
    }
  }

  /** Clears its copy of the tables' state; after a rollback. */
  void forget() {
    known.clear();
    uncommitted.clear();
  }

  /** Pairs have new ids from the next commit on. */
  void renamed() throws SQLException {
    change++;
    writeChanged(Blocks.NAMES, 0);
    isRenamed = true;
  }

  /** Publishes a commit to readers; before the waiting requests are answered. */
  void committed() {
    caches.committed(uncommitted);
    uncommitted.clear();
    if (isRenamed) {
      caches.renamed();
      isRenamed = false;
    }
  }

  /**
   * Numbers a change, and records its slices, hours and days.
   *
   * @param added the new rounds; null where it is not known which were new
   */
  void write(Set<Long> slices, List<OpenBlocks.Added> added) throws SQLException {
    change++;
    Set<OpenBlocks.Block> touched = new LinkedHashSet<>();
    Set<Long> days = new TreeSet<>();
    for (long slice : slices) {
      touched.add(Blocks.slice(slice));
      touched.add(Blocks.hour(Resolution.HOUR.of(slice * Blocks.SLICE_MICROS)));
      days.add(Resolution.DAY.of(slice * Blocks.SLICE_MICROS));
    }
    Set<OpenBlocks.Block> begun = new HashSet<>();
    for (OpenBlocks.Block block : touched) {
      // what an old version stored has no period of its own
      boolean isLater = block.t() * block.micros() > newestAtOpen;
      if (known.add(block) && isLater && Blocks.changed(connection, block.tier(), block.t()) == 0) {
        begun.add(block);
      }
      writeChanged(block.tier(), block.t());
    }
    for (long day : days) {
      writeChanged(Resolution.DAY.table, day);
    }
    uncommitted.add(new OpenBlocks.Commit(change, touched, begun, added));
  }

  /** Rounds of some slices were moved: a change like that of an upload. */
  void moved(Set<Long> slices) throws SQLException {
    if (!slices.isEmpty()) {
      write(slices, null);
    }
  }

  /** A rollup was made from smaller ones: a change whose rollup is there already. */
  void summedAnew(Resolution tier, long t) throws SQLException {
    change++;
    setSummed.setLong(1, change);
    setSummed.setString(2, tier.table);
    setSummed.setLong(3, t);
    setSummed.executeUpdate();
  }

  private void writeChanged(String tier, long t) throws SQLException {
    setChanged.setString(1, tier);
    setChanged.setLong(2, t);
    setChanged.setLong(3, change);
    setChanged.executeUpdate();
  }
}
