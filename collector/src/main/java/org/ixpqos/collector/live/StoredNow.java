package org.ixpqos.collector.live;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.ixpqos.collector.clock.LastHeard;
import org.ixpqos.collector.history.Found;
import org.ixpqos.collector.store.Pair;
import org.ixpqos.collector.store.ProbeStatus;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.collector.store.StoreReader;

/** The mesh as this collector alone is told of it. */
public final class StoredNow implements MeshNow {
  private final SqliteStore store;
  private final LiveMesh live;
  private final LastHeard heard;

  public StoredNow(SqliteStore store, LiveMesh live, LastHeard heard) {
    this.store = store;
    this.live = live;
    this.heard = heard;
  }

  @Override
  public Found<Map<Pair, NewestRound>> newestSince(Instant moment) {
    return Found.whole(live.since(moment));
  }

  @Override
  public List<ProbeStatus> probes() throws SQLException {
    return heard.dated(store.ask(StoreReader::probes));
  }
}
