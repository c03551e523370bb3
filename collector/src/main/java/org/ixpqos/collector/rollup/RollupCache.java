package org.ixpqos.collector.rollup;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Remembers what all pairs' rounds of some time added up to, and at which change. Shared by all who
 * read. Few and large, and the newest must get in: the one that was used longest ago goes, where a
 * cache that admits by how often something was asked would not take it.
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

  private record Known(long changed, PackedRollups sums) {}

  /** Of the heap: at 200 probes a time takes some 5 MB. */
  private static final int SHARE = 16;

  private final long maxBytes;

  // guarded by this; in the order of their last use
  private final LinkedHashMap<Span, Known> known = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  public RollupCache() {
    this(Runtime.getRuntime().maxMemory() / SHARE);
  }

  RollupCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Hands the sums over.
   *
   * @return whether they are known, and nothing has changed since
   */
  public boolean forEach(Span span, long changed, BiConsumer<Integer, Rollup> sink) {
    PackedRollups sums = find(span, changed);
    if (sums == null) {
      return false;
    }
    sums.forEach(sink);
    return true;
  }

  private synchronized PackedRollups find(Span span, long changed) {
    Known found = known.get(span);
    return found != null && found.changed() == changed ? found.sums() : null;
  }

  public void put(Span span, long changed, Map<Integer, Rollup> sums) {
    put(span, new Known(changed, new PackedRollups(sums)));
  }

  private synchronized void put(Span span, Known fresh) {
    Known before = known.put(span, fresh);
    bytes += fresh.sums().bytes() - (before == null ? 0 : before.sums().bytes());
    for (Iterator<Known> all = known.values().iterator(); bytes > maxBytes && all.hasNext(); ) {
      bytes -= all.next().sums().bytes();
      all.remove();
    }
  }
}
