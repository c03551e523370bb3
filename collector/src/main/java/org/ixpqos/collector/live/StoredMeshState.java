package org.ixpqos.collector.live;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.ixpqos.collector.clock.LastHeard;
import org.ixpqos.collector.history.PartialResult;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ProbeStatus;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.collector.store.StoreReader;

/** The mesh as this collector alone is told of it. */
public final class StoredMeshState implements MeshState {
  private final SqliteStore store;
  private final LiveMesh live;
  private final LastHeard heard;

  public StoredMeshState(SqliteStore store, LiveMesh live, LastHeard heard) {
    this.store = store;
    this.live = live;
    this.heard = heard;
  }

  @Override
  public PartialResult<Map<Pair, MeshCell>> newestSince(Instant moment) {
    return PartialResult.whole(live.since(moment));
  }

  @Override
  public List<ProbeStatus> probes() throws SQLException {
    return heard.dated(store.ask(StoreReader::probes));
  }
}
