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
 * What was measured, wherever it is kept. A time begins with {@code from} and ends before {@code
 * until}; a round is in it that started in it. Each question may block, and throws {@link
 * HistoryException} when what keeps the history fails, {@link HistoryUnavailableException} when
 * that is to be asked again later.
 */
public interface History {
  /** The statistics of each pair's rounds in a time. */
  PartialResult<Map<Pair, MeshStatistics>> statistics(Instant from, Instant until)
      throws HistoryException;

  /**
   * The rounds of the pairs from one probe to another.
   *
   * @param resolution whose statistics are asked for, those that begin in the time; empty asks for
   *     the rounds
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

  /** What is usual for each pair, as of the hour that a moment is in; milliseconds. */
  Map<Pair, Double> baselines(Instant now) throws HistoryException;
}
