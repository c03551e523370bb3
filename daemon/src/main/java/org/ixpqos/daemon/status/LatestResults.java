package org.ixpqos.daemon.status;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ScheduleEntry;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.model.RoundResult;

/** The latest result of each peer and schedule entry. Safe for use by any thread. */
public final class LatestResults {
  private record Key(String target, int proto, String schedule) {}

  private final Map<Key, RoundResult> rows = new ConcurrentHashMap<>();

  public void put(RoundResult row) {
    rows.put(new Key(row.target(), row.proto(), row.schedule()), row);
  }

  /** Removes pairs that a configuration no longer measures. */
  public void keepOnly(Configuration configuration) {
    List<Key> wanted = new ArrayList<>();
    for (ScheduleEntry entry : configuration.enabled()) {
      for (Probe peer : configuration.peers(entry)) {
        wanted.add(new Key(peer.name(), peer.proto(), entry.name()));
      }
    }
    rows.keySet().retainAll(Set.copyOf(wanted));
  }

  /** By schedule, target and family. */
  public List<RoundResult> list() {
    return rows.values().stream()
        .sorted(
            Comparator.comparing(RoundResult::schedule)
                .thenComparing(RoundResult::target)
                .thenComparing(RoundResult::proto))
        .toList();
  }
}
