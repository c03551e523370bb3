package org.ixpqos.collector.history;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.PairStatistics;
import org.ixpqos.model.RoundResult;

/**
 * The measurements of a pair over a range.
 *
 * @param rows its rounds, in their order; none where statistics were requested
 * @param statistics the statistics of its hours or days, by their beginning; none where rounds were
 *     requested and there were not too many
 * @param thinned the resolution of the statistics, where there were too many rounds
 */
public record PairSeries(
    Pair pair,
    List<RoundResult> rows,
    SortedMap<Instant, ? extends PairStatistics> statistics,
    Optional<Duration> thinned) {
  public PairSeries(
      Pair pair, List<RoundResult> rows, SortedMap<Instant, ? extends PairStatistics> statistics) {
    this(pair, rows, statistics, Optional.empty());
  }
}
