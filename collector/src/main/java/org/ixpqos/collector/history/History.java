package org.ixpqos.collector.history;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.ixpqos.collector.http.UnavailableException;
import org.ixpqos.collector.store.LatestRow;
import org.ixpqos.collector.store.MeshSum;
import org.ixpqos.collector.store.Pair;
import org.ixpqos.collector.store.Tier;

/**
 * What was measured, wherever it is kept. A time begins with {@code from} and ends before {@code
 * until}; a round is in it that started in it. Each question may block, and throws {@link
 * SQLException} when the store, {@link UnavailableException} when another's engine fails.
 */
public interface History {
  /** What each pair's rounds in a time add up to. */
  Found<Map<Pair, MeshSum>> sums(Instant from, Instant until)
      throws SQLException, UnavailableException;

  /**
   * The rounds of the pairs from one probe to another.
   *
   * @param tier whose sums are asked for, those that begin in the time; empty asks for the rounds
   */
  Found<List<PairSeries>> series(
      String source,
      String target,
      Predicate<Pair> wanted,
      Optional<Tier> tier,
      Instant from,
      Instant until)
      throws SQLException, UnavailableException;

  /** The newest round of every pair that has one since a moment. */
  Found<List<LatestRow>> latestSince(Instant since) throws SQLException, UnavailableException;

  /** The newest round toward each peer of a probe. */
  List<LatestRow> latestOf(String source) throws SQLException, UnavailableException;

  /** What is usual for each pair, as of the hour that a moment is in; milliseconds. */
  Map<Pair, Double> habits(Instant now) throws SQLException, UnavailableException;
}
