package org.ixpqos.collector.rollup;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * A cache of all pairs' rollups of a range, with the version of the rounds. Shared by all readers.
 * The entries are few and large, and the newest must be admitted: the one used longest ago is
 * removed, where a cache with admission by frequency would refuse the new one.
 */
public final class RollupCache {
  /**
   * A range.
   *
   * @param first hour, day or slice
   * @param last exclusive
   * @param without those between that are excluded
   */
  public record Span(String tier, long first, long last, Set<Long> without) {}

  private record Known(long changed, PackedRollups rollups) {}

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
   * Passes the rollups to a consumer.
   *
   * @return whether they are cached and still valid
   */
  public boolean forEach(Span span, long changed, BiConsumer<Integer, Rollup> sink) {
    PackedRollups rollups = find(span, changed);
    if (rollups == null) {
      return false;
    }
    rollups.forEach(sink);
    return true;
  }

  private synchronized PackedRollups find(Span span, long changed) {
    Known found = known.get(span);
    return found != null && found.changed() == changed ? found.rollups() : null;
  }

  public void put(Span span, long changed, Map<Integer, Rollup> rollups) {
    put(span, new Known(changed, new PackedRollups(rollups)));
  }

  private synchronized void put(Span span, Known fresh) {
    Known before = known.put(span, fresh);
    bytes += fresh.rollups().bytes() - (before == null ? 0 : before.rollups().bytes());
    for (Iterator<Known> all = known.values().iterator(); bytes > maxBytes && all.hasNext(); ) {
      bytes -= all.next().rollups().bytes();
      all.remove();
    }
  }
}
