package org.ixpqos.collector.http;

import java.util.HashMap;
import java.util.Map;

/**
 * Memory, in bytes, that requests or answers in flight may take: in all, and of one network a
 * share; what comes by a proxy that does not say for whom has none. Thread-safe.
 */
public final class ByteBudget {
  private final long most;
  private final long mostOfOne;

  // Guarded by this.
  private final Map<String, Long> taken = new HashMap<>();
  private long all;

  public ByteBudget(long most, long mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /** Takes some for {@code who}; false when there is not so much. One alone may always take. */
  synchronized boolean take(String who, long bytes) {
    long its = taken.getOrDefault(who, 0L);
    if ((all + bytes > most && all > 0) || (!who.isEmpty() && its + bytes > mostOfOne && its > 0)) {
      return false;
    }
    taken.put(who, its + bytes);
    all += bytes;
    return true;
  }

  synchronized void giveBack(String who, long bytes) {
    long its = taken.getOrDefault(who, 0L) - bytes;
    if (its <= 0) {
      taken.remove(who);
    } else {
      taken.put(who, its);
    }
    all -= bytes;
  }

  /** What is taken. */
  synchronized long taken() {
    return all;
  }
}
