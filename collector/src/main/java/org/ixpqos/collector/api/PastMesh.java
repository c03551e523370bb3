package org.ixpqos.collector.api;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ixpqos.collector.api.ProbeStates.PairState;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.PartialResult;
import org.ixpqos.collector.model.MeshStatistics;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.PastRound;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.model.Gap;

/**
 * The mesh at one moment of the past: each pair's newest round of the hour before it; where no
 * rounds are kept any more, the statistics of its hour. Pairs that were measured in the day before,
 * and not at the moment, are shown as such. Rounds that came in later are included: a probe that
 * could not deliver was not silent.
 *
 * @param resolution the resolution of a pair's values: {@code round} or {@code 1h}
 */
record PastMesh(
    Instant moment,
    String resolution,
    boolean partial,
    Map<Pair, Cell> cells,
    Map<String, ProbeAt> probes,
    Map<Pair, Double> baselines) {
  /** How far back the newest round of a pair may be. */
  private static final Duration KNOWN = Duration.ofDays(1);

  /** The time for a round's replies and its delivery. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static final int MAX_GAPS = 1_000;

  /** A pair at the moment; round is null where there was none. */
  record Cell(PairState state, PastRound round) {}

  /**
   * A probe at the moment.
   *
   * @param reason why it measured nothing, from its gap; empty without a gap
   */
  record ProbeAt(String site, boolean isReporting, Instant newest, String reason) {}

  static PastMesh read(MeshModel model, Instant moment, Instant now) throws HistoryException {
    PartialResult<Map<Pair, PastRound[]>> rounds = model.newestAt(List.of(moment), pair -> true);
    Instant hour = moment.truncatedTo(ChronoUnit.HOURS);
    PartialResult<Map<Pair, MeshStatistics>> day =
        model.statistics(hour.minus(KNOWN), moment.plus(1, ChronoUnit.MICROS));
    Map<Pair, PastRound> newest = new HashMap<>();
    rounds.found().forEach((pair, one) -> newest.put(pair, one[0]));
    String resolution = "round";
    boolean partial = rounds.partial() || day.partial();
    if (newest.isEmpty()) {
      resolution = "1h";
      PartialResult<Map<Pair, MeshStatistics>> statistics =
          model.statistics(hour, hour.plus(1, ChronoUnit.HOURS));
      partial |= statistics.partial();
      statistics.found().forEach((pair, found) -> newest.put(pair, ofHour(hour, found)));
    }
    Set<Pair> pairs = new HashSet<>(newest.keySet());
    day.found().keySet().forEach(pairs::add);
    Instant over = resolution.equals("round") ? moment : hour;
    Map<Pair, Cell> cells = cells(pairs, newest, over);
    return new PastMesh(
        moment,
        resolution,
        partial,
        cells,
        probes(model, cells, moment),
        model.baselinesOf(moment, now));
  }

  private static PastRound ofHour(Instant hour, MeshStatistics sum) {
    return new PastRound(
        hour, hour.minus(1, ChronoUnit.HOURS), sum.loss(), sum.quantile(0.5), false);
  }

  private static Map<Pair, Cell> cells(
      Set<Pair> pairs, Map<Pair, PastRound> newest, Instant moment) {
    Set<String> reporting = new HashSet<>();
    Map<Pair, PastRound> current = new HashMap<>();
    newest.forEach(
        (pair, round) -> {
          if (round != null && !isOver(round, moment)) {
            current.put(pair, round);
            reporting.add(pair.source());
          }
        });
    Map<Pair, Cell> cells = new HashMap<>();
    for (Pair pair : pairs) {
      PastRound round = current.get(pair);
      PairState state;
      if (round != null) {
        state = round.loss() == null ? PairState.UNKNOWN : PairState.MEASURED;
      } else {
        state = reporting.contains(pair.source()) ? PairState.STALE : PairState.SILENT;
      }
      cells.put(pair, new Cell(state, round == null ? newest.get(pair) : round));
    }
    return cells;
  }

  private static boolean isOver(PastRound round, Instant moment) {
    return Staleness.isOver(round.interval(), round.time(), moment.minus(GRACE));
  }

  private static Map<String, ProbeAt> probes(MeshModel model, Map<Pair, Cell> cells, Instant moment)
      throws HistoryException {
    Map<String, Instant> newest = new TreeMap<>();
    Set<String> reporting = new HashSet<>();
    Set<String> names = new HashSet<>();
    Set<String> sources = new HashSet<>();
    cells.forEach(
        (pair, cell) -> {
          names.add(pair.source());
          names.add(pair.target());
          sources.add(pair.source());
          if (cell.round() != null) {
            newest.merge(pair.source(), cell.round().time(), (a, b) -> a.isAfter(b) ? a : b);
          }
          if (cell.state() == PairState.MEASURED || cell.state() == PairState.UNKNOWN) {
            reporting.add(pair.source());
          }
        });
    List<String> quiet = new ArrayList<>(sources);
    quiet.removeAll(reporting);
    Map<String, List<Gap>> gaps =
        model.gaps(quiet, moment, moment.plus(1, ChronoUnit.MICROS), MAX_GAPS);
    Map<String, String> sites = new HashMap<>();
    for (Probe probe : model.listed().probes()) {
      sites.put(probe.name(), probe.site());
    }
    Map<String, ProbeAt> probes = new TreeMap<>();
    for (String name : names) {
      String reason =
          gaps.getOrDefault(name, List.of()).stream().map(Gap::reason).findFirst().orElse("");
      // a probe that measures no peer is only a target
      boolean isReporting = reporting.contains(name) || !sources.contains(name);
      probes.put(
          name, new ProbeAt(sites.getOrDefault(name, ""), isReporting, newest.get(name), reason));
    }
    return probes;
  }
}
