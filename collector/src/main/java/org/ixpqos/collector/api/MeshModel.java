package org.ixpqos.collector.api;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.ixpqos.collector.baseline.Baselines;
import org.ixpqos.collector.clock.Present;
import org.ixpqos.collector.history.History;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.LocalHistory;
import org.ixpqos.collector.history.PartialResult;
import org.ixpqos.collector.http.BadRequestException;
import org.ixpqos.collector.http.Parameters;
import org.ixpqos.collector.incident.Thresholds;
import org.ixpqos.collector.ingest.RefusedPosts;
import org.ixpqos.collector.life.ProbeLife;
import org.ixpqos.collector.live.LiveMesh;
import org.ixpqos.collector.live.MeshCell;
import org.ixpqos.collector.live.MeshState;
import org.ixpqos.collector.model.LatestResult;
import org.ixpqos.collector.model.MeshStatistics;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.PastRound;
import org.ixpqos.collector.model.RunningConfiguration;
import org.ixpqos.collector.model.StoredPairs;
import org.ixpqos.config.lists.ProbeList;
import org.ixpqos.model.Gap;

/**
 * The mesh, now and over a range: the data of {@code data/matrix}, {@code data/mesh} and {@code
 * data/statistics}, which write it in different forms. Thread-safe.
 */
public final class MeshModel {
  private final LocalHistory local;
  private final History history;
  private final MeshState state;
  private final Present present;
  private final Baselines baselines;
  private final Supplier<ProbeList> probes;
  private final ProbeLife life;
  private final RefusedPosts refused;
  private final Thresholds thresholds;

  /**
   * @param local the probes' configurations
   * @param history the rounds of all collectors
   * @param probes the published list
   * @param life decides which probes count
   */
  public MeshModel(
      LocalHistory local,
      History history,
      MeshState state,
      Present present,
      Baselines baselines,
      Supplier<ProbeList> probes,
      ProbeLife life,
      RefusedPosts refused,
      Thresholds thresholds) {
    this.local = local;
    this.history = history;
    this.state = state;
    this.present = present;
    this.baselines = baselines;
    this.probes = probes;
    this.life = life;
    this.refused = refused;
    this.thresholds = thresholds;
  }

  Present present() {
    return present;
  }

  /** The range of a request. */
  TimeRange range(Parameters parameters, Duration usual, Instant now) throws BadRequestException {
    return TimeRange.read(parameters, usual, present, now);
  }

  /** The statistics of each pair's rounds over a range, which is the aligned one. */
  PartialResult<Map<Pair, MeshStatistics>> statistics(TimeRange range) throws HistoryException {
    TimeRange aligned = range.aligned();
    return history.statistics(aligned.from(), aligned.until());
  }

  /** The newest round of each pair, complete. */
  PartialResult<List<LatestResult>> rounds(Instant now) throws HistoryException {
    return history.latestSince(shownSince(now));
  }

  /** The mesh now, by the newest rounds in memory. */
  MeshSnapshot snapshot(Instant now) throws HistoryException {
    PartialResult<Map<Pair, MeshCell>> cells = state.newestSince(shownSince(now));
    return snapshot(now, cells, local.running());
  }

  /** The mesh now, by given newest rounds; ended pairs are not detected. */
  MeshSnapshot snapshot(Instant now, PartialResult<List<LatestResult>> rounds)
      throws HistoryException {
    Map<Pair, MeshCell> live = state.newestSince(shownSince(now)).found();
    Map<Pair, MeshCell> cells = new HashMap<>();
    for (LatestResult round : rounds.found()) {
      MeshCell known = live.get(round.pair());
      MeshCell cell = MeshCell.of(round);
      cells.put(round.pair(), known == null ? cell : cell.every(known.interval()));
    }
    return snapshot(now, new PartialResult<>(cells, rounds.partial()), List.of());
  }

  private MeshSnapshot snapshot(
      Instant now,
      PartialResult<Map<Pair, MeshCell>> cells,
      List<RunningConfiguration> configurations)
      throws HistoryException {
    ProbeStates states =
        new ProbeStates(now, present, state.probes(), configurations, cells.found(), life, refused);
    return new MeshSnapshot(now, cells, states, states.sites(probes.get(), cells.found()));
  }

  /** The baseline of each pair, milliseconds. */
  Map<Pair, Double> baselines(Instant now) {
    return baselines.at(now);
  }

  /** The limits above which pairs stand out. */
  Thresholds thresholds() {
    return thresholds;
  }

  /** The published list. */
  ProbeList listed() {
    return probes.get();
  }

  /** Every pair that was ever measured, as far as this collector knows. */
  StoredPairs known() throws HistoryException {
    return local.pairs();
  }

  /** The gaps of some probes that reach into a time. */
  Map<String, List<Gap>> gaps(Collection<String> names, Instant from, Instant until, int max)
      throws HistoryException {
    return local.gaps(names, from, until, max);
  }

  /** The newest round of each pair at some moments, which are in their order. */
  PartialResult<Map<Pair, PastRound[]>> newestAt(List<Instant> moments, Predicate<Pair> wanted)
      throws HistoryException {
    return history.newestAt(moments, wanted);
  }

  /** The statistics of a past range. */
  PartialResult<Map<Pair, MeshStatistics>> statistics(Instant from, Instant until)
      throws HistoryException {
    return history.statistics(from, until);
  }

  /** The baseline of each pair at a past moment; in the present hour, the present baseline. */
  Map<Pair, Double> baselinesOf(Instant moment, Instant now) throws HistoryException {
    Instant hour = moment.truncatedTo(ChronoUnit.HOURS);
    return hour.equals(now.truncatedTo(ChronoUnit.HOURS))
        ? baselines.at(now)
        : history.baselines(hour);
  }

  /** A pair without a round since then is not shown any more. */
  Instant shownSince(Instant now) {
    return present.since(now, LiveMesh.FORGOTTEN);
  }
}
