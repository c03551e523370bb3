package org.ixpqos.collector.api;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.ixpqos.config.lists.ProbeList;
import org.ixpqos.model.Gap;

/**
 * What the mesh is, now and over a range: what {@code data/matrix}, {@code data/mesh} and {@code
 * data/statistics} write, each as its readers need it. Thread-safe.
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
   * @param local has what the probes run
   * @param history has the rounds of all collectors
   * @param probes the list that is published now
   * @param life knows which probes count
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

  /** The range that a reader asks about. */
  TimeRange range(Parameters parameters, Duration usual, Instant now) throws BadRequestException {
    return TimeRange.read(parameters, usual, present, now);
  }

  /** The statistics of each pair's rounds over a range, which is the aligned one. */
  PartialResult<Map<Pair, MeshStatistics>> statistics(TimeRange range) throws HistoryException {
    TimeRange aligned = range.aligned();
    return history.statistics(aligned.from(), aligned.until());
  }

  /** The newest round of each pair, all of it. */
  PartialResult<List<LatestResult>> rounds(Instant now) throws HistoryException {
    return history.latestSince(shownSince(now));
  }

  /** How the mesh is now, by the newest rounds that are in memory. */
  MeshSnapshot snapshot(Instant now) throws HistoryException {
    PartialResult<Map<Pair, MeshCell>> cells = state.newestSince(shownSince(now));
    return snapshot(now, cells, local.running());
  }

  /** How the mesh is now, by some newest rounds; no pair is known to be measured no more. */
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

  /** What is usual for each pair, milliseconds. */
  Map<Pair, Double> baselines(Instant now) {
    return baselines.at(now);
  }

  /** From where on pairs stand out. */
  Thresholds thresholds() {
    return thresholds;
  }

  /** The list that is published now. */
  ProbeList listed() {
    return probes.get();
  }

  /** Every pair that was ever measured, as far as this collector was told. */
  Set<Pair> known() throws HistoryException {
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

  /** The statistics of a time of the past, as it was asked for. */
  PartialResult<Map<Pair, MeshStatistics>> statistics(Instant from, Instant until)
      throws HistoryException {
    return history.statistics(from, until);
  }

  /** What was usual for each pair at a moment of the past; what is usual now, in its hour. */
  Map<Pair, Double> baselinesOf(Instant moment, Instant now) throws HistoryException {
    Instant hour = moment.truncatedTo(ChronoUnit.HOURS);
    return hour.equals(now.truncatedTo(ChronoUnit.HOURS))
        ? baselines.at(now)
        : history.baselines(hour);
  }

  /** A pair without a round since then is of the past, and not shown any more. */
  Instant shownSince(Instant now) {
    return present.since(now, LiveMesh.FORGOTTEN);
  }
}
