package org.ixpqos.collector.live;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.ixpqos.collector.history.Found;
import org.ixpqos.collector.http.UnavailableException;
import org.ixpqos.collector.store.Pair;
import org.ixpqos.collector.store.ProbeStatus;

/** How the mesh is now, whoever was told of it. */
public interface MeshNow {
  /** The newest round of every pair that has one since a moment. */
  Found<Map<Pair, NewestRound>> newestSince(Instant moment) throws UnavailableException;

  /** Every probe that was ever heard of. */
  List<ProbeStatus> probes() throws SQLException, UnavailableException;
}
