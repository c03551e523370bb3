package org.ixpqos.collector;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.ixpqos.collector.access.CollectorAccess;
import org.ixpqos.collector.api.ProbeWatch;
import org.ixpqos.collector.api.PublishedLists;
import org.ixpqos.collector.clock.Present;
import org.ixpqos.collector.ingest.UnlistedRows;
import org.ixpqos.collector.model.StoreException;
import org.ixpqos.collector.sink.Sinks;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.config.Counted;
import org.ixpqos.config.Durations;

/**
 * The state for the operator, for {@code /healthz}, {@code /readyz} and the service manager: the
 * problems of the collector, and apart from them the states of the probes.
 */
final class Health {
  /** A sink that is so far behind is reported as a problem. */
  private static final Duration BEHIND = Duration.ofMinutes(10);

  private final SqliteStore store;
  private final Present present;
  private final Housekeeper housekeeper;
  private final CollectorAccess access;
  private final UnlistedRows unlisted;
  private final PublishedLists lists;
  private final Sinks sinks;
  private final Clock clock;
  private final ProbeWatch probes;
  private final Supplier<Optional<String>> configuration;

  /** As of the last check. */
  private volatile List<String> sinksBehind = List.of();

  /**
   * @param configuration the notice about collector.json
   */
  Health(
      SqliteStore store,
      Present present,
      Housekeeper housekeeper,
      CollectorAccess access,
      UnlistedRows unlisted,
      PublishedLists lists,
      Sinks sinks,
      Clock clock,
      ProbeWatch probes,
      Supplier<Optional<String>> configuration) {
    this.store = store;
    this.present = present;
    this.housekeeper = housekeeper;
    this.access = access;
    this.unlisted = unlisted;
    this.lists = lists;
    this.sinks = sinks;
    this.clock = clock;
    this.probes = probes;
    this.configuration = configuration;
  }

  /** Runs the checks that read the store. */
  void look() {
    List<String> behind = new ArrayList<>();
    try {
      Instant now = clock.instant();
      sinks
          .behind()
          .forEach(
              (sink, its) -> {
                if (its.oldest() != null && its.oldest().plus(BEHIND).isBefore(now)) {
                  behind.add(
                      "sink "
                          + sink
                          + " is "
                          + Durations.age(Duration.between(its.oldest(), now))
                          + " behind, "
                          + Counted.of(its.entries(), "upload")
                          + " wait: the log has its answers");
                }
              });
    } catch (StoreException e) {
      behind.add("what waits for sinks can't be read from the store: " + e.getMessage());
    }
    sinksBehind = List.copyOf(behind);
  }

  /** The reason why uploads are not stored; empty when they are. */
  Optional<String> problem() {
    return store.problem();
  }

  /** Problems of the collector that keep no upload from being stored. */
  List<String> notices() {
    List<String> notices = new ArrayList<>();
    present.remark().ifPresent(notices::add);
    housekeeper
        .withheld()
        .ifPresent(why -> notices.add("nothing that is too old is deleted from the store: " + why));
    configuration.get().ifPresent(notices::add);
    lists.problem().ifPresent(notices::add);
    access.notice().ifPresent(notices::add);
    unlisted.notice().ifPresent(notices::add);
    notices.addAll(sinksBehind);
    return notices;
  }

  /** The number of probes in each state, by its name. */
  Map<String, Integer> probes() {
    return new TreeMap<>(probes.counts());
  }

  /** All notices in one line, the collector's own first. */
  String summary() {
    List<String> parts = new ArrayList<>();
    problem().ifPresent(parts::add);
    parts.addAll(notices());
    Map<String, Integer> counts = probes();
    if (!counts.isEmpty()) {
      List<String> states = new ArrayList<>();
      counts.forEach((state, count) -> states.add(count + " " + state));
      parts.add("probes: " + String.join(", ", states));
    }
    return String.join("; ", parts);
  }
}
