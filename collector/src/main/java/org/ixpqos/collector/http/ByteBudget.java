package org.ixpqos.collector.http;

import java.util.HashMap;
import java.util.Map;

/**
 * The maximum memory, bytes, of requests or responses in flight: in total, and of one network;
 * requests by a proxy without client addresses have only the total. Thread-safe.
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

  /**
   * Reserves bytes for {@code who}; false when the limit is reached. A single request may always
   * reserve.
   */
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

  /** The reserved bytes. */
  synchronized long taken() {
    return all;
  }
}
