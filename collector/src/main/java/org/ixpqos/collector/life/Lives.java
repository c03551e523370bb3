package org.ixpqos.collector.life;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ixpqos.collector.model.Listing;

/**
 * The operators' decisions about probes, beside the lists.
 *
 * @param retired since when: kept, without an alert when silent
 * @param renamed the newest last
 * @param forgotten whose history is to be deleted, and since when
 */
public record Lives(
    Map<String, Instant> retired, List<Renamed> renamed, Map<String, Instant> forgotten) {
  static final Lives NONE = new Lives(Map.of(), List.of(), Map.of());

  /** The maximum of renames that are followed; guards against a circle. */
  private static final int MAX_HOPS = 100;

  /**
   * A renamed probe.
   *
   * @param done whether the stored data has the new name
   */
  public record Renamed(String from, String to, Instant at, boolean done) {}

  public Lives {
    retired = Map.copyOf(retired);
    renamed = List.copyOf(renamed);
    forgotten = Map.copyOf(forgotten);
  }

  /**
   * The present name of a probe, by a former one. A listed name is a probe of its own, independent
   * of former owners.
   */
  public String current(String name, Listing listing) {
    String current = name;
    for (int i = 0; i < MAX_HOPS && !listing.has(current); i++) {
      Optional<String> next = next(current);
      if (next.isEmpty()) {
        return current;
      }
      current = next.get();
    }
    return current;
  }

  private Optional<String> next(String name) {
    for (Renamed one : renamed) {
      if (one.from().equals(name)) {
        return Optional.of(one.to());
      }
    }
    return Optional.empty();
  }

  /** The names that a probe had, the oldest first. */
  public List<String> former(String name) {
    return renamed.stream()
        .filter(one -> one.to().equals(name))
        .map(Renamed::from)
        .collect(Collectors.toList());
  }

  /** Whether changes are pending in the store. */
  public boolean isPending() {
    return !forgotten.isEmpty() || renamed.stream().anyMatch(one -> !one.done());
  }

  Lives retire(String name, Instant now) {
    Map<String, Instant> more = new TreeMap<>(retired);
    more.putIfAbsent(name, now);
    return new Lives(more, renamed, forgotten);
  }

  Lives reinstate(String name) {
    return new Lives(without(retired, name), renamed, forgotten);
  }

  /** A name that a probe gets is no longer a former name of another. */
  Lives rename(String from, String to, Instant now) {
    List<Renamed> all = new ArrayList<>();
    for (Renamed one : renamed) {
      if (!one.from().equals(to) && !one.from().equals(from)) {
        all.add(one);
      }
    }
    all.add(new Renamed(from, to, now, false));
    return new Lives(without(retired, from), all, without(without(forgotten, from), to));
  }

  Lives forget(String name, Instant now) {
    Map<String, Instant> more = new TreeMap<>(forgotten);
    more.put(name, now);
    return new Lives(without(retired, name), renamed, more);
  }

  /** The decision of a moment is done in the store. */
  Lives done(String name, Instant at) {
    List<Renamed> all = new ArrayList<>();
    for (Renamed one : renamed) {
      boolean same = one.from().equals(name) && one.at().equals(at);
      all.add(same ? new Renamed(one.from(), one.to(), at, true) : one);
    }
    Map<String, Instant> left = new TreeMap<>(forgotten);
    left.remove(name, at);
    return new Lives(retired, all, left);
  }

  private static Map<String, Instant> without(Map<String, Instant> map, String name) {
    Map<String, Instant> left = new TreeMap<>(map);
    left.remove(name);
    return left;
  }
}
