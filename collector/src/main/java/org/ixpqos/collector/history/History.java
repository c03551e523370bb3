package org.ixpqos.collector.history;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.ixpqos.collector.model.LatestResult;
import org.ixpqos.collector.model.MeshStatistics;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.Resolution;

/**
 * What was measured, wherever it is kept. A time begins with {@code from} and ends before {@code
 * until}; a round is in it that started in it. Each question may block, and throws {@link
 * SQLException} when the store, {@link HistoryUnavailableException} when another's engine fails.
 */
public interface History {
  /** What each pair's rounds in a time add up to. */
  PartialResult<Map<Pair, MeshStatistics>> sums(Instant from, Instant until)
      throws SQLException, HistoryUnavailableException;

  /**
   * The rounds of the pairs from one probe to another.
   *
   * @param tier whose sums are asked for, those that begin in the time; empty asks for the rounds
   */
  PartialResult<List<PairSeries>> series(
      String source,
      String target,
      Predicate<Pair> wanted,
      Optional<Resolution> tier,
      Instant from,
      Instant until)
      throws SQLException, HistoryUnavailableException;

  /** The newest round of every pair that has one since a moment. */
  PartialResult<List<LatestResult>> latestSince(Instant since)
      throws SQLException, HistoryUnavailableException;

  /** The newest round toward each peer of a probe. */
  List<LatestResult> latestOf(String source) throws SQLException, HistoryUnavailableException;

  /** What is usual for each pair, as of the hour that a moment is in; milliseconds. */
  Map<Pair, Double> habits(Instant now) throws SQLException, HistoryUnavailableException;
}
