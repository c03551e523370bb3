package org.ixpqos.collector.model;

import java.util.Set;

/**
 * The names in the lists that a collector publishes.
 *
 * @param probes empty where none are published: then every probe counts as listed
 * @param schedules empty where no schedule is published
 */
public record Listing(Set<String> probes, Set<String> schedules) {
  /** Where nothing is published. */
  public static final Listing NONE = new Listing(Set.of(), Set.of());

  public Listing {
    probes = Set.copyOf(probes);
    schedules = Set.copyOf(schedules);
  }

  /** Whether something is published. */
  public boolean isPublished() {
    return !probes.isEmpty();
  }

  public boolean has(String source) {
    return probes.contains(source);
  }

  /** Original clients name no schedule. */
  public boolean has(Pair pair) {
    return probes.contains(pair.source())
        && probes.contains(pair.target())
        && (schedules.isEmpty()
            || pair.schedule().isEmpty()
            || schedules.contains(pair.schedule()));
  }
}
