package org.ixpqos.collector.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.ixpqos.collector.clock.Present;
import org.ixpqos.collector.ingest.RefusedPosts;
import org.ixpqos.collector.life.Lives;
import org.ixpqos.collector.life.ProbeLife;
import org.ixpqos.collector.live.MeshCell;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ProbeStatus;
import org.ixpqos.collector.model.RunningConfiguration;
import org.ixpqos.config.lists.ProbeList;
import org.ixpqos.model.StopReason;

/**
 * The states of the probes and the pairs that they measure, at one moment. A probe that counts,
 * being listed, or where nothing is published not retired, is {@code reporting}, {@code silent},
 * {@code stopped} when its daemon reported that it ends (and is not overdue from a restart), {@code
 * refused} (silent, and uploads in its name are refused for their key) or, never heard of, {@code
 * never}. Of the others, one that posts is {@code unknown}, and one that does not {@code retired},
 * as is each that was retired by a command.
 */
final class ProbeStates {
  /** The state of a pair; none of those after {@code MEASURED} is loss. */
  enum PairState {
    MEASURED,
    /** Its newest round sent nothing. */
    UNKNOWN,
    /** There should be a newer round. */
    STALE,
    /** Ended: its probe runs another configuration since its last round. */
    ENDED,
    /** Its probe is silent. */
    SILENT
  }

  private final Instant now;
  private final Present present;
  private final ProbeLife life;
  private final RefusedPosts refused;
  private final Staleness silence;
  private final Map<String, ProbeStatus> statuses = new TreeMap<>();
  private final Map<String, String> states = new HashMap<>();
  private final Map<String, RunningConfiguration> running = new HashMap<>();

  /**
   * @param present has the probes' clocks, by which the rounds are dated
   * @param life decides which probes count
   */
  ProbeStates(
      Instant now,
      Present present,
      List<ProbeStatus> probes,
      List<RunningConfiguration> configurations,
      Map<Pair, MeshCell> newest,
      ProbeLife life,
      RefusedPosts refused) {
    this.now = now;
    this.life = life;
    this.refused = refused;
    this.present = present;
    probes.forEach(status -> statuses.put(status.source(), status));
    configurations.forEach(one -> running.put(one.source(), one));
    Map<String, Duration> intervals = intervals(newest);
    // a reported schedule has precedence over the observed interval
    probes.stream()
        .filter(status -> !status.periods().isEmpty())
        .forEach(
            status -> intervals.put(status.source(), Collections.min(status.periods().values())));
    this.silence = new Staleness(intervals);
  }

  /** Each probe's shortest schedule, of which the longest of its pairs stands for all. */
  private static Map<String, Duration> intervals(Map<Pair, MeshCell> newest) {
    Map<String, Map<String, Duration>> bySchedule = new HashMap<>();
    newest.forEach(
        (pair, round) ->
            bySchedule
                .computeIfAbsent(pair.source(), any -> new HashMap<>())
                .merge(pair.schedule(), round.interval(), (a, b) -> a.compareTo(b) > 0 ? a : b));
    Map<String, Duration> shortest = new HashMap<>();
    bySchedule.forEach(
        (source, schedules) -> shortest.put(source, Collections.min(schedules.values())));
    return shortest;
  }

  /** The site of every probe that is listed or measured; unlisted ones have none. */
  Map<String, String> sites(ProbeList list, Map<Pair, MeshCell> newest) {
    Map<String, String> sites = new TreeMap<>();
    statuses.keySet().forEach(name -> sites.put(name, ""));
    Set<String> targets = new HashSet<>();
    newest.keySet().forEach(pair -> targets.add(pair.target()));
    targets.forEach(name -> sites.put(name, ""));
    list.probes().forEach(probe -> sites.put(probe.name(), probe.site()));
    return sites;
  }

  /** Null when it never posted. */
  ProbeStatus status(String probe) {
    return statuses.get(probe);
  }

  /** Every probe that ever posted. */
  Set<String> heard() {
    return Collections.unmodifiableSet(statuses.keySet());
  }

  String state(String probe) {
    return states.computeIfAbsent(probe, this::found);
  }

  private String found(String probe) {
    ProbeStatus status = statuses.get(probe);
    boolean posts = status != null && !silence.isSilent(probe, missedSince(status), now);
    boolean ended =
        status != null
            && !status.stopped().isEmpty()
            && (posts || !StopReason.isPassing(status.stopped()));
    if (!life.counts(probe)) {
      boolean gone = status != null && (!posts || ended);
      return gone || life.lives().retired().containsKey(probe) ? "retired" : "unknown";
    }
    if (posts && !ended) {
      return "reporting";
    }
    if (ended && refused.lately(probe).isEmpty()) {
      return "stopped";
    }
    if (refused.lately(probe).isPresent()) {
      return "refused";
    }
    return status == null ? "never" : "silent";
  }

  /** While this collector did not run, no probe could post: that is no silence. */
  private Instant missedSince(ProbeStatus status) {
    Instant start = present.started();
    boolean wasThere =
        status.lastSeen().isBefore(start)
            && !silence.isSilent(status.source(), status.lastSeen(), present.stopped());
    return wasThere ? start : status.lastSeen();
  }

  /** Whether a probe is in the published list. */
  boolean isListed(String probe) {
    return life.listing().has(probe);
  }

  /** The operators' decisions about probes. */
  Lives lives() {
    return life.lives();
  }

  /** The latest refusals in a probe's name. */
  Optional<RefusedPosts.Refusal> refused(String probe) {
    return refused.lately(probe);
  }

  /** Whether no newer round of a pair is due. */
  boolean isRecent(Pair pair, MeshCell round) {
    return !Staleness.isOver(interval(pair, round), round.time(), present.at(pair.source(), now));
  }

  private Duration interval(Pair pair, MeshCell round) {
    ProbeStatus status = statuses.get(pair.source());
    Duration reported = status == null ? null : status.periods().get(pair.schedule());
    return reported == null ? round.interval() : reported;
  }

  PairState state(Pair pair, MeshCell round) {
    String source = state(pair.source());
    if (source.equals("retired")) {
      return PairState.ENDED;
    }
    if (!source.equals("reporting") && !source.equals("unknown")) {
      return PairState.SILENT;
    }
    if (!isRecent(pair, round)) {
      RunningConfiguration since = running.get(pair.source());
      boolean changed = since != null && since.since().isAfter(round.time());
      return changed ? PairState.ENDED : PairState.STALE;
    }
    return round.loss() == null ? PairState.UNKNOWN : PairState.MEASURED;
  }
}
