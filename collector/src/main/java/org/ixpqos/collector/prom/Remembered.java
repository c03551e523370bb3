package org.ixpqos.collector.prom;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.ixpqos.collector.http.UnavailableException;

/**
 * Answers that are good for a while: many pages ask the same, and those who ask at once wait for
 * one answer. Thread-safe.
 */
final class Remembered<K, V> {
  private static final int MOST = 16;

  /** Asks. */
  interface Question<V> {
    V ask() throws UnavailableException;
  }

  private static final class Entry<V> {
    // guarded by the entry, which is held while one asks
    private V value;
    private long asked;
  }

  private final LongSupplier nanoClock;

  // guarded by itself; in the order of their last use
  private final Map<K, Entry<V>> entries =
      new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Entry<V>> eldest) {
          return size() > MOST;
        }
      };

  Remembered(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** What was answered within {@code age}, or is answered now. */
  V get(K key, Duration age, Question<V> question) throws UnavailableException {
    Entry<V> entry;
    synchronized (entries) {
      entry = entries.computeIfAbsent(key, any -> new Entry<>());
    }
    synchronized (entry) {
      long now = nanoClock.getAsLong();
      if (entry.value == null || now - entry.asked >= age.toNanos()) {
        entry.value = question.ask();
        entry.asked = now;
      }
      return entry.value;
    }
  }
}
