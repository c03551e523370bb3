package org.ixpqos.collector.rollup;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Remembers what all pairs' rounds of some time added up to, and at which change. Shared by all who
 * read; what is in it is never altered. Few and large, and the newest must get in: the one that was
 * used longest ago goes, where a cache that admits by how often something was asked would not take
 * it.
 */
public final class RollupCache {
  /**
   * A time.
   *
   * @param first hour, day or slice
   * @param last not in it
   * @param without those between that are not in it
   */
  public record Span(String tier, long first, long last, Set<Long> without) {}

  private record Known(long changed, Map<Integer, Rollup> sums) {}

  /** Sums of one pair take some 450 octets. */
  private static final int MOST = 120_000;

  // guarded by this; in the order of their last use
  private final LinkedHashMap<Span, Known> known = new LinkedHashMap<>(64, 0.75f, true);
  private int size;

  /** Null when it is not known, or something has changed. */
  public synchronized Map<Integer, Rollup> get(Span span, long changed) {
    Known found = known.get(span);
    return found != null && found.changed() == changed ? found.sums() : null;
  }

  public synchronized void put(Span span, long changed, Map<Integer, Rollup> sums) {
    Known before = known.put(span, new Known(changed, sums));
    size += sums.size() - (before == null ? 0 : before.sums().size());
    for (Iterator<Known> all = known.values().iterator(); size > MOST && all.hasNext(); ) {
      size -= all.next().sums().size();
      all.remove();
    }
  }
}
