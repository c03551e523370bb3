package org.ixpqos.collector.store;

import java.util.List;
import org.ixpqos.collector.incident.IncidentFinder;
import org.ixpqos.collector.rollup.Rollup;
import org.ixpqos.collector.rollup.RollupCache;

/** Caches that the readers of a store share. Thread-safe. */
final class ReadCaches {
  private final RollupCache statistics = new RollupCache();
  private final OpenBlocks<Rollup> rollups = new OpenBlocks<>(pair -> new Rollup(), Rollup::add);
  private final OpenBlocks<IncidentFinder> incidents =
      new OpenBlocks<>((finder, row) -> finder.add(IncidentFinder.Round.of(row)));

  /** Of times that are over. */
  RollupCache statistics() {
    return statistics;
  }

  /** Of the hours and slices that rounds still come into. */
  OpenBlocks<Rollup> rollups() {
    return rollups;
  }

  /** The incidents of the hours that rounds still arrive for. */
  OpenBlocks<IncidentFinder> incidents() {
    return incidents;
  }

  /** Adds committed uploads, in the order of their changes. */
  void committed(List<OpenBlocks.Commit> commits) {
    rollups.committed(commits);
    incidents.committed(commits);
  }

  /** Pairs have other ids than before. */
  void renamed() {
    rollups.clear();
    incidents.clear();
  }
}
