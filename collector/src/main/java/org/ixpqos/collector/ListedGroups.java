package org.ixpqos.collector;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ProbeList;

/** The groups of the probes in the published list. Thread-safe. */
final class ListedGroups implements Function<String, Set<String>> {
  private record Known(ProbeList list, Map<String, Set<String>> groups) {}

  private final Supplier<ProbeList> list;
  private volatile Known known;

  ListedGroups(Supplier<ProbeList> list) {
    this.list = list;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a list that was read anew is another object
  public Set<String> apply(String probe) {
    ProbeList now = list.get();
    Known last = known;
    if (last == null || last.list() != now) {
      Map<String, Set<String>> groups = new HashMap<>();
      for (Probe one : now.probes()) {
        groups.computeIfAbsent(one.name(), any -> new HashSet<>()).addAll(one.groups());
      }
      last = new Known(now, groups);
      known = last;
    }
    return last.groups().getOrDefault(probe, Set.of());
  }
}
