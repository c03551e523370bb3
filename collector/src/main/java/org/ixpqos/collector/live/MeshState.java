package org.ixpqos.collector.live;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.PartialResult;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ProbeStatus;

/** The state of the mesh now. */
public interface MeshState {
  /** The newest round of every pair that has one since a moment. */
  PartialResult<Map<Pair, MeshCell>> newestSince(Instant moment) throws HistoryException;

  /** Every probe that ever posted. */
  List<ProbeStatus> probes() throws HistoryException;
}
