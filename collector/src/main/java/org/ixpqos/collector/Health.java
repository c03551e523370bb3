package org.ixpqos.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.ixpqos.cli.Version;
import org.ixpqos.collector.access.CollectorAccess;
import org.ixpqos.collector.api.ProbeWatch;
import org.ixpqos.collector.api.PublishedLists;
import org.ixpqos.collector.api.ReadStatus;
import org.ixpqos.collector.clock.Present;
import org.ixpqos.collector.ingest.UnlistedRows;
import org.ixpqos.collector.model.Outbox;
import org.ixpqos.collector.model.StoreException;
import org.ixpqos.collector.sink.Sinks;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.config.Counted;
import org.ixpqos.config.Durations;
import org.ixpqos.model.clock.ClockStanding;
import org.ixpqos.model.clock.Timekeeper;

/**
 * What an operator has to know, for {@code /healthz}, {@code /readyz}, {@code conf/status} and the
 * service manager: what is wrong with the collector, and apart from it how the network's probes
 * are.
 */
final class Health implements ReadStatus.Facts {
  /** A sink that is so far behind is reported as a problem. */
  private static final Duration BEHIND = Duration.ofMinutes(10);

  private final SqliteStore store;
  private final Present present;
  private final Housekeeper housekeeper;
  private final CollectorAccess access;
  private final UnlistedRows unlisted;
  private final PublishedLists lists;
  private final Sinks sinks;
  private final Timekeeper time;
  private final Path storeDirectory;
  private final ProbeWatch probes;
  private final Supplier<Optional<String>> configuration;
  private final Supplier<Instant> lastCommit;

  /** As of the last check. */
  private volatile List<String> sinksBehind = List.of();

  /** The same, of each sink. */
  private volatile Map<String, Outbox.Behind> waiting = Map.of();

  /**
   * @param configuration the notice about collector.json
   * @param lastCommit when the store was last written; null when it was not since the start
   */
  Health(
      SqliteStore store,
      Present present,
      Housekeeper housekeeper,
      CollectorAccess access,
      UnlistedRows unlisted,
      PublishedLists lists,
      Sinks sinks,
      Timekeeper time,
      Path storeDirectory,
      ProbeWatch probes,
      Supplier<Optional<String>> configuration,
      Supplier<Instant> lastCommit) {
    this.store = store;
    this.present = present;
    this.housekeeper = housekeeper;
    this.access = access;
    this.unlisted = unlisted;
    this.lists = lists;
    this.sinks = sinks;
    this.time = time;
    this.storeDirectory = storeDirectory;
    this.probes = probes;
    this.configuration = configuration;
    this.lastCommit = lastCommit;
  }

  /** Runs the checks that read the store. */
  void look() {
    List<String> behind = new ArrayList<>();
    try {
      Instant now = time.now();
      Map<String, Outbox.Behind> behindNow = sinks.behind();
      waiting = Map.copyOf(behindNow);
      behindNow.forEach(
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

  @Override
  public Optional<String> problem() {
    return store.problem();
  }

  @Override
  public List<String> notices() {
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

  @Override
  public String version() {
    return Version.current();
  }

  @Override
  public long storeBytes() {
    long bytes = 0;
    for (String file : List.of("collector.db", "collector.db-wal")) {
      try {
        bytes += Files.size(storeDirectory.resolve(file));
      } catch (IOException e) {
        // what keeps it from being read is the store's problem, which is shown beside
      }
    }
    return bytes;
  }

  @Override
  public Optional<Instant> lastCommit() {
    return Optional.ofNullable(lastCommit.get());
  }

  @Override
  public Map<String, Outbox.Behind> sinks() {
    return new TreeMap<>(waiting);
  }

  @Override
  public ClockStanding clock() {
    return time.standing();
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
