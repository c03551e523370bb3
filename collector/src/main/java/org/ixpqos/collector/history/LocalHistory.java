package org.ixpqos.collector.history;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.ixpqos.collector.model.LatestResult;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ProbeStatus;
import org.ixpqos.collector.model.RunningConfiguration;
import org.ixpqos.collector.model.Silence;
import org.ixpqos.collector.model.StoredPairs;
import org.ixpqos.model.Gap;

/**
 * The history of the uploads to this collector: beside the rounds, the probes' states, gaps and
 * incidents. A shared database has the rounds alone.
 */
public interface LocalHistory extends History {
  /** When the newest round started; empty when there is none. */
  Optional<Instant> newest() throws HistoryException;

  /** The hour in which the first round started; empty when there is none. */
  Optional<Instant> first() throws HistoryException;

  /** Every pair that was ever measured. */
  StoredPairs pairs() throws HistoryException;

  /** The silences that reach into a range, by probe. */
  Map<String, List<Silence>> silences(Instant from, Instant until, Predicate<String> wanted)
      throws HistoryException;

  /** The newest round of each probe that has one since a moment. */
  List<LatestResult> newestOfEach(Instant since) throws HistoryException;

  /** Every probe that ever posted, with the stored last-seen time. */
  List<ProbeStatus> probes() throws HistoryException;

  /** The configuration that each probe runs. */
  List<RunningConfiguration> running() throws HistoryException;

  /** Every configuration that a probe ran, the oldest first. */
  List<RunningConfiguration> configurations() throws HistoryException;

  /** A probe's gaps that reach into a range, in the order of time; only the newest of very many. */
  List<Gap> gaps(String source, Instant from, Instant until) throws HistoryException;

  /**
   * The same of several probes, by their name.
   *
   * @param max gaps of one probe
   */
  Map<String, List<Gap>> gaps(Collection<String> sources, Instant from, Instant until, int max)
      throws HistoryException;

  /**
   * The incidents that reach into a range, ordered by pair and time.
   *
   * @param baselines the present baseline of each pair, milliseconds
   */
  List<PairIncident> incidents(Instant from, Instant until, Map<Pair, Double> baselines)
      throws HistoryException;
}
