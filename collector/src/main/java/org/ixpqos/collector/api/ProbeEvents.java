package org.ixpqos.collector.api;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.LocalHistory;
import org.ixpqos.collector.model.ProbeStatus;
import org.ixpqos.collector.model.Silence;
import org.ixpqos.collector.model.StoredPairs;
import org.ixpqos.model.Gap;

/**
 * Times that probes did not measure, as events beside loss and latency: their gaps, each with its
 * reason, and their silences, also present ones.
 */
final class ProbeEvents {
  /** The maximum of gaps of one probe in a response: the newest. */
  private static final int MAX_GAPS = 1_000;

  /** Gaps of the same reason that are no further apart are one event. */
  private static final Duration TOGETHER = Duration.ofMinutes(2);

  /** The fraction of a silence that gaps must cover to explain it. */
  private static final double EXPLAINED = 0.9;

  /**
   * A time that a probe did not measure.
   *
   * @param schedule empty where it is of all
   * @param rounds 0 where their number is not known
   * @param reason of a gap; empty for a silence
   */
  record ProbeEvent(
      String kind,
      String source,
      String schedule,
      Instant from,
      Instant until,
      boolean open,
      long rounds,
      String reason) {}

  private final LocalHistory local;
  private final ProbeStates states;
  private final Instant now;
  private final boolean open;

  /**
   * @param open whether it is public: then a probe that was switched off is silent
   */
  ProbeEvents(LocalHistory local, ProbeStates states, Instant now, boolean open) {
    this.local = local;
    this.states = states;
    this.now = now;
    this.open = open;
  }

  List<ProbeEvent> find(EventQuery query, StoredPairs pairs) throws HistoryException {
    boolean gaps = query.wantsKind(EventQuery.GAP);
    boolean silences = query.wantsKind(EventQuery.SILENCE);
    List<ProbeEvent> found = new ArrayList<>();
    if (!gaps && !silences) {
      return found;
    }
    found.addAll(present(query));
    if (query.open()) {
      return found;
    }
    Set<String> sources = new TreeSet<>(states.heard());
    sources.addAll(pairs.bySource().keySet());
    sources.removeIf(name -> !query.wantsProbe(name));
    Instant from = query.range().from();
    Instant until = query.range().until();
    Map<String, List<Gap>> known = local.gaps(sources, from, until, MAX_GAPS);
    if (gaps) {
      known.forEach((source, its) -> found.addAll(joined(source, its, query)));
    }
    if (silences) {
      local
          .silences(from, until, sources::contains)
          .forEach((source, its) -> add(found, source, its, known.get(source)));
    }
    return found;
  }

  /** Present silences: probes that are silent now, or that were switched off. */
  private List<ProbeEvent> present(EventQuery query) {
    List<ProbeEvent> found = new ArrayList<>();
    for (String name : states.heard()) {
      ProbeStatus status = states.status(name);
      String state = states.state(name);
      String kind =
          switch (state) {
            case "silent", "refused" -> EventQuery.SILENCE;
            case "stopped" -> open ? EventQuery.SILENCE : EventQuery.GAP;
            default -> "";
          };
      if (!kind.isEmpty()
          && query.wantsKind(kind)
          && query.wantsProbe(name)
          && status.lastSeen().isBefore(query.range().until())) {
        String reason = kind.equals(EventQuery.GAP) ? Gap.STOPPED : "";
        found.add(new ProbeEvent(kind, name, "", status.lastSeen(), now, true, 0, reason));
      }
    }
    return found;
  }

  /** Gaps that follow one another for the same reason as one. */
  private static Collection<ProbeEvent> joined(String source, List<Gap> gaps, EventQuery query) {
    List<ProbeEvent> found = new ArrayList<>();
    Map<List<String>, Integer> last = new HashMap<>();
    for (Gap gap : gaps) {
      if (!query.wants(gap)) {
        continue;
      }
      List<String> key = List.of(gap.reason(), gap.schedule());
      ProbeEvent before = last.containsKey(key) ? found.get(last.get(key)) : null;
      if (before != null && !gap.from().isAfter(before.until().plus(TOGETHER))) {
        found.set(last.get(key), with(before, gap));
      } else {
        last.put(key, found.size());
        found.add(
            new ProbeEvent(
                EventQuery.GAP,
                source,
                gap.schedule(),
                gap.from(),
                gap.until(),
                false,
                gap.rounds(),
                gap.reason()));
      }
    }
    found.removeIf(event -> !query.isLong(event.rounds()));
    return found;
  }

  private static ProbeEvent with(ProbeEvent event, Gap gap) {
    Instant until = gap.until().isAfter(event.until()) ? gap.until() : event.until();
    return new ProbeEvent(
        event.kind(),
        event.source(),
        event.schedule(),
        event.from(),
        until,
        false,
        event.rounds() + gap.rounds(),
        event.reason());
  }

  /** Adds the silences that no gap explains. */
  private static void add(
      List<ProbeEvent> found, String source, List<Silence> silences, List<Gap> gaps) {
    for (Silence one : silences) {
      if (covered(one, gaps == null ? List.of() : gaps) < EXPLAINED) {
        found.add(
            new ProbeEvent(EventQuery.SILENCE, source, "", one.from(), one.until(), false, 0, ""));
      }
    }
  }

  /**
   * The fraction of a silence that gaps of all schedules cover; the gaps are in the order of time.
   */
  private static double covered(Silence silence, List<Gap> gaps) {
    long covered = 0;
    Instant through = silence.from();
    for (Gap gap : gaps) {
      if (!gap.schedule().isEmpty()) {
        continue;
      }
      Instant from = gap.from().isAfter(through) ? gap.from() : through;
      Instant until = gap.until().isBefore(silence.until()) ? gap.until() : silence.until();
      if (from.isBefore(until)) {
        covered += Duration.between(from, until).toMillis();
        through = until;
      }
    }
    return covered / (double) Duration.between(silence.from(), silence.until()).toMillis();
  }
}
