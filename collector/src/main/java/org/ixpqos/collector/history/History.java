package org.ixpqos.collector.history;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.ixpqos.collector.model.LatestResult;
import org.ixpqos.collector.model.MeshStatistics;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.PastRound;
import org.ixpqos.collector.model.Resolution;

/**
 * The measurements, in the own store or in another database. A range includes {@code from} and
 * excludes {@code until}; a round belongs to the range in which it started. Each query may block,
 * and throws {@link HistoryException} when the database fails, {@link HistoryUnavailableException}
 * when the query should be repeated later.
 */
public interface History {
  /** The statistics of each pair's rounds in a range. */
  PartialResult<Map<Pair, MeshStatistics>> statistics(Instant from, Instant until)
      throws HistoryException;

  /**
   * The rounds of the pairs from one probe to another.
   *
   * @param resolution of the statistics, those that begin in the range; empty for the rounds
   */
  PartialResult<List<PairSeries>> series(
      String source,
      String target,
      Predicate<Pair> wanted,
      Optional<Resolution> resolution,
      Instant from,
      Instant until)
      throws HistoryException;

  /** The newest round of every pair that has one since a moment. */
  PartialResult<List<LatestResult>> latestSince(Instant since) throws HistoryException;

  /** The newest round toward each peer of a probe. */
  List<LatestResult> latestOf(String source) throws HistoryException;

  /**
   * The newest round of each pair at some moments of the past, null where a pair had none in the
   * hour before.
   *
   * @param moments in their order, within few hours
   */
  PartialResult<Map<Pair, PastRound[]>> newestAt(List<Instant> moments, Predicate<Pair> wanted)
      throws HistoryException;

  /** The baseline of each pair in the hour of a moment, milliseconds. */
  Map<Pair, Double> baselines(Instant now) throws HistoryException;
}
