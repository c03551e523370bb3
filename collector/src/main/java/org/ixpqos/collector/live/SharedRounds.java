package org.ixpqos.collector.live;

import java.time.Instant;
import java.util.Map;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.PartialResult;
import org.ixpqos.collector.model.Pair;

/** The rounds that were posted to any collector. */
public interface SharedRounds {
  /** The newest round of every pair that has one since a moment; without interval if unknown. */
  PartialResult<Map<Pair, MeshCell>> newestSince(Instant moment) throws HistoryException;
}
