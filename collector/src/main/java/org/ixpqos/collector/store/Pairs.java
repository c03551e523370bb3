package org.ixpqos.collector.store;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The pairs that are known, and how many may be: each costs memory and a place in every answer for
 * as long as the store is kept. Thread-safe.
 */
public final class Pairs {
  /** What is allowed. The usual ones let 400 probes measure each other by several schedules. */
  public record Most(int sources, int pairs, int pairsOfSource) {
    public static final Most USUAL = new Most(2_000, 400_000, 8_000);
  }

  private final Map<String, Set<Pair>> known = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private volatile Most most = Most.USUAL;

  public void limit(Most limits) {
    this.most = limits;
  }

  /** Takes what is stored. */
  void know(Pair pair) {
    Set<Pair> its = known.computeIfAbsent(pair.source(), any -> new HashSet<>());
    synchronized (its) {
      if (its.add(pair)) {
        count.incrementAndGet();
      }
    }
  }

  void know(String source) {
    known.computeIfAbsent(source, any -> new HashSet<>());
  }

  /** Whether a probe is known, or may be from here on. */
  public boolean admit(String source) {
    if (!known.containsKey(source) && known.size() >= most.sources()) {
      return false;
    }
    know(source);
    return true;
  }

  /** Whether a pair of a known probe is known, or may be from here on. */
  public boolean admit(Pair pair) {
    Set<Pair> its = known.computeIfAbsent(pair.source(), any -> new HashSet<>());
    synchronized (its) {
      if (its.contains(pair)) {
        return true;
      }
      if (its.size() >= most.pairsOfSource() || count.get() >= most.pairs()) {
        return false;
      }
      its.add(pair);
      count.incrementAndGet();
      return true;
    }
  }

  public Most most() {
    return most;
  }

  /** How many there are. */
  public int count() {
    return count.get();
  }
}
