package org.ixpqos.collector.live;

import java.time.Instant;
import java.util.Map;
import org.ixpqos.collector.history.Found;
import org.ixpqos.collector.http.UnavailableException;
import org.ixpqos.collector.store.Pair;

/** Tells of rounds that were posted to any collector. */
public interface RoundsElsewhere {
  /** The newest round of every pair that has one since a moment; without interval if unknown. */
  Found<Map<Pair, NewestRound>> newestSince(Instant moment) throws UnavailableException;
}
