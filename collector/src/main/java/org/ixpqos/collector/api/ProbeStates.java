package org.ixpqos.collector.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ixpqos.collector.clock.Present;
import org.ixpqos.collector.live.MeshCell;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ProbeStatus;
import org.ixpqos.collector.model.RunningConfiguration;
import org.ixpqos.config.lists.ProbeList;
import org.ixpqos.model.StopReason;

/**
 * How the probes and the pairs that they measure are, at one moment. A probe's state is {@code
 * reporting}, {@code silent}, {@code stopped} when its daemon told that it ends (and is not
 * overdue from a restart), or, listed and never heard of, {@code never}.
 */
final class ProbeStates {
  /** How a pair is; none of those after {@code MEASURED} is loss. */
  enum PairState {
    MEASURED,
    /** Its newest round sent nothing. */
    UNKNOWN,
    /** There should be a newer round. */
    STALE,
    /** Its probe runs another configuration since its last round: it is not measured any more. */
    ENDED,
    /** Its probe tells nothing at all. */
    SILENT
  }

  private final Instant now;
  private final Present present;
  private final Staleness silence;
  private final Map<String, ProbeStatus> statuses = new TreeMap<>();
  private final Map<String, String> states = new HashMap<>();
  private final Map<String, RunningConfiguration> running = new HashMap<>();

  /**
   * @param present knows the probes' clocks, by which the rounds are dated
   */
  ProbeStates(
      Instant now,
      Present present,
      List<ProbeStatus> probes,
      List<RunningConfiguration> configurations,
      Map<Pair, MeshCell> newest) {
    this.now = now;
    this.present = present;
    probes.forEach(status -> statuses.put(status.source(), status));
    configurations.forEach(one -> running.put(one.source(), one));
    Map<String, Duration> shortest = new HashMap<>();
    newest.forEach(
        (pair, round) ->
            shortest.merge(pair.source(), round.interval(), (a, b) -> a.compareTo(b) < 0 ? a : b));
    this.silence = new Staleness(shortest);
  }

  /** The site of every probe that is listed or measured; the unlisted are of none. */
  Map<String, String> sites(ProbeList list, Map<Pair, MeshCell> newest) {
    Map<String, String> sites = new TreeMap<>();
    statuses.keySet().forEach(name -> sites.put(name, ""));
    newest.keySet().forEach(pair -> sites.put(pair.target(), ""));
    list.probes().forEach(probe -> sites.put(probe.name(), probe.site()));
    return sites;
  }

  /** Null, when never heard of. */
  ProbeStatus status(String probe) {
    return statuses.get(probe);
  }

  /** Every probe that was ever heard of. */
  Set<String> heard() {
    return Collections.unmodifiableSet(statuses.keySet());
  }

  String state(String probe) {
    return states.computeIfAbsent(probe, this::found);
  }

  private String found(String probe) {
    ProbeStatus status = statuses.get(probe);
    if (status == null) {
      return "never";
    }
    boolean silent = silence.isSilent(probe, status.lastSeen(), now);
    if (!status.stopped().isEmpty() && !(silent && StopReason.isPassing(status.stopped()))) {
      return "stopped";
    }
    return silent ? "silent" : "reporting";
  }

  PairState state(Pair pair, MeshCell round) {
    if (!state(pair.source()).equals("reporting")) {
      return PairState.SILENT;
    }
    if (Staleness.isOver(round.interval(), round.time(), present.at(pair.source(), now))) {
      RunningConfiguration since = running.get(pair.source());
      boolean changed = since != null && since.since().isAfter(round.time());
      return changed ? PairState.ENDED : PairState.STALE;
    }
    return round.loss() == null ? PairState.UNKNOWN : PairState.MEASURED;
  }
}
