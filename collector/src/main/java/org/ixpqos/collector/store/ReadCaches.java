package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.ixpqos.collector.incident.IncidentFinder;
import org.ixpqos.collector.model.StoredPairs;
import org.ixpqos.collector.rollup.Rollup;
import org.ixpqos.collector.rollup.RollupCache;

/** Caches that the readers of a store share. Thread-safe. */
final class ReadCaches {
  private final RollupCache pastRollups = new RollupCache();
  private final OpenBlocks<Rollup> openRollups =
      new OpenBlocks<>(pair -> new Rollup(), Rollup::add);
  private final OpenBlocks<IncidentFinder> openIncidents =
      new OpenBlocks<>((finder, row) -> finder.add(IncidentFinder.Round.of(row)));

  private final StoredPairsReader pairs = new StoredPairsReader();

  /** The pairs of the state of the store that a connection reads. */
  StoredPairs pairs(Connection connection) throws SQLException {
    return pairs.read(connection);
  }

  /** Of times that are over. */
  RollupCache pastRollups() {
    return pastRollups;
  }

  /** Of the hours and slices that rounds still come into. */
  OpenBlocks<Rollup> openRollups() {
    return openRollups;
  }

  /** The incidents of the hours that rounds still arrive for. */
  OpenBlocks<IncidentFinder> openIncidents() {
    return openIncidents;
  }

  /** Adds committed uploads, in the order of their changes. */
  void committed(List<OpenBlocks.Commit> commits) {
    openRollups.committed(commits);
    openIncidents.committed(commits);
  }

  /** Pairs have other ids than before. */
  void renamed() {
    openRollups.clear();
    openIncidents.clear();
  }
}
