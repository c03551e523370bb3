package org.ixpqos.collector.live;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.ixpqos.collector.clock.LastHeard;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.LocalHistory;
import org.ixpqos.collector.history.PartialResult;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ProbeStatus;

/** The mesh from the uploads to this collector alone. */
public final class StoredMeshState implements MeshState {
  private final LocalHistory local;
  private final LiveMesh live;
  private final LastHeard heard;

  public StoredMeshState(LocalHistory local, LiveMesh live, LastHeard heard) {
    this.local = local;
    this.live = live;
    this.heard = heard;
  }

  @Override
  public PartialResult<Map<Pair, MeshCell>> newestSince(Instant moment) {
    return PartialResult.complete(live.since(moment));
  }

  @Override
  public List<ProbeStatus> probes() throws HistoryException {
    return heard.dated(local.probes());
  }
}
