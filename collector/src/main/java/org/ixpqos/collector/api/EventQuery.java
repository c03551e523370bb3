package org.ixpqos.collector.api;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.ixpqos.collector.http.BadRequestException;
import org.ixpqos.collector.http.Parameters;
import org.ixpqos.collector.incident.Incident;
import org.ixpqos.collector.incident.Incident.Kind;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.model.Gap;

/**
 * The parameters of {@code data/events}.
 *
 * @param probe at either end
 * @param least the minimum of rounds that an event lasted
 * @param open whether only events that may be going on are wanted
 */
record EventQuery(
    TimeRange range,
    Optional<Integer> proto,
    Optional<String> schedule,
    Optional<String> probe,
    Optional<String> source,
    Optional<String> target,
    Optional<String> kind,
    long least,
    boolean open) {
  /** Rounds that a probe did not measure, with its reason. */
  static final String GAP = "gap";

  /** A time without data of a probe. */
  static final String SILENCE = "silence";

  static EventQuery read(TimeRange range, Parameters parameters) throws BadRequestException {
    EventQuery query =
        new EventQuery(
            range,
            parameters.proto(),
            parameters.text("schedule"),
            parameters.text("probe"),
            parameters.text("source"),
            parameters.text("target"),
            parameters.oneOf(
                "kind", JsonNumbers.word(Kind.LOSS), JsonNumbers.word(Kind.LATENCY), GAP, SILENCE),
            parameters.oneOf("least", "1", "2", "5", "15", "60").map(Long::valueOf).orElse(1L),
            parameters.oneOf("open", "true", "false").map(Boolean::valueOf).orElse(false));
    parameters.finish();
    return query;
  }

  boolean wantsPairs() {
    return kind.isEmpty() || (!kind.get().equals(GAP) && !kind.get().equals(SILENCE));
  }

  boolean wantsKind(String one) {
    return kind.orElse(one).equals(one);
  }

  boolean wants(Pair pair) {
    return proto.orElse(pair.proto()) == pair.proto()
        && schedule.orElse(pair.schedule()).equals(pair.schedule())
        && source.orElse(pair.source()).equals(pair.source())
        && target.orElse(pair.target()).equals(pair.target())
        && (probe.isEmpty()
            || probe.get().equals(pair.source())
            || probe.get().equals(pair.target()));
  }

  boolean wants(Incident incident, Instant now) {
    return wantsKind(JsonNumbers.word(incident.kind()))
        && incident.rounds() >= least
        && (!open || incident.isOpen(now));
  }

  /** Whether gaps and silences of probes are wanted. */
  boolean wantsProbe(String name) {
    return source.orElse(name).equals(name) && probe.orElse(name).equals(name);
  }

  /** A gap of all schedules matches each schedule. */
  boolean wants(Gap gap) {
    return gap.schedule().isEmpty() || schedule.orElse(gap.schedule()).equals(gap.schedule());
  }

  /** A gap of unknown length matches. */
  boolean isLong(long rounds) {
    return rounds == 0 || rounds >= least;
  }

  /**
   * The names in the query that nothing has: a wrong name is not the same as no incident.
   *
   * @param names whether a probe has the name
   */
  Map<String, String> unknown(Predicate<String> names, Set<String> schedules) {
    Map<String, String> unknown = new LinkedHashMap<>();
    probe.filter(names.negate()).ifPresent(name -> unknown.put("probe", name));
    source.filter(names.negate()).ifPresent(name -> unknown.put("source", name));
    target.filter(names.negate()).ifPresent(name -> unknown.put("target", name));
    schedule
        .filter(name -> !schedules.contains(name))
        .ifPresent(name -> unknown.put("schedule", name));
    return unknown;
  }
}
