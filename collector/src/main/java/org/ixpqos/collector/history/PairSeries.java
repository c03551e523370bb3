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
 * What was measured of a pair over a time.
 *
 * @param rows its rounds, in their order; none where sums were asked for
 * @param sums of its hours or days, by their beginning; none where rounds were asked for and there
 *     were not too many
 * @param thinned what a sum is of, where there were too many rounds
 */
public record PairSeries(
    Pair pair,
    List<RoundResult> rows,
    SortedMap<Instant, ? extends PairStatistics> sums,
    Optional<Duration> thinned) {
  public PairSeries(
      Pair pair, List<RoundResult> rows, SortedMap<Instant, ? extends PairStatistics> sums) {
    this(pair, rows, sums, Optional.empty());
  }
}
