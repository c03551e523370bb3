package org.ixpqos.collector.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * The pairs that were ever measured, by their ids in the store, and the names in them. Immutable:
 * all readers share one as long as no pair is added or renamed.
 */
public final class StoredPairs implements IntFunction<Pair> {
  public static final StoredPairs NONE = new StoredPairs(Map.of());

  private final Map<Integer, Pair> byId;
  private final Set<Pair> all;
  private final Map<String, List<Integer>> bySource = new TreeMap<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> schedules = new HashSet<>();

  /**
   * @param byId owned by this class from now on
   */
  public StoredPairs(Map<Integer, Pair> byId) {
    this.byId = Collections.unmodifiableMap(byId);
    this.all = Set.copyOf(byId.values());
    byId.forEach(
        (id, pair) -> bySource.computeIfAbsent(pair.source(), any -> new ArrayList<>()).add(id));
    for (Pair pair : byId.values()) {
      names.add(pair.source());
      names.add(pair.target());
      schedules.add(pair.schedule());
    }
  }

  /** The same, and others. */
  public StoredPairs with(Map<Integer, Pair> others) {
    Map<Integer, Pair> together = new HashMap<>(byId);
    together.putAll(others);
    return new StoredPairs(together);
  }

  /** Null where no pair has the id. */
  @Override
  public Pair apply(int id) {
    return byId.get(id);
  }

  public Map<Integer, Pair> byId() {
    return byId;
  }

  public Set<Pair> all() {
    return all;
  }

  /** The ids of what each probe measured, in the order of names. */
  public Map<String, List<Integer>> bySource() {
    return Collections.unmodifiableMap(bySource);
  }

  /** The probes that measured or were measured. */
  public Set<String> names() {
    return Collections.unmodifiableSet(names);
  }

  /** The entries of schedules. */
  public Set<String> schedules() {
    return Collections.unmodifiableSet(schedules);
  }
}
