package org.ixpqos.collector;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.life.Lives;
import org.ixpqos.collector.life.ProbeLife;
import org.ixpqos.collector.model.StoreException;
import org.ixpqos.collector.model.StoreFullException;
import org.ixpqos.collector.store.SqliteStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renames and deletes probes in the store, as {@link ProbeLife} has decided. On the housekeeping's
 * thread.
 */
final class LifeWork {
  private static final Logger log = LoggerFactory.getLogger(LifeWork.class);

  /** How long an upload that was admitted under the old name may still be stored. */
  private static final long SETTLED_NANOS = Duration.ofSeconds(35).toNanos();

  private final SqliteStore store;
  private final ProbeLife life;
  private final LongSupplier nanoClock;
  private final List<Listener> listeners;

  /** Since when each change is done, by the monotonic clock. */
  private final Map<Instant, Long> seen = new HashMap<>();

  /** Holds data in memory by probes' names. */
  interface Listener {
    /**
     * The stored data of some names changed.
     *
     * @param from the old name
     * @param to the name that has its data now; empty when the data was deleted
     */
    void renamed(String from, String to) throws HistoryException;
  }

  LifeWork(SqliteStore store, ProbeLife life, LongSupplier nanoClock, List<Listener> listeners) {
    this.store = store;
    this.life = life;
    this.nanoClock = nanoClock;
    this.listeners = List.copyOf(listeners);
  }

  private interface Step {
    boolean run() throws StoreException, StoreFullException, InterruptedException;
  }

  /** Does a part of the pending work; the rest at the next call. */
  void work() throws StoreException, StoreFullException, InterruptedException, IOException {
    Lives lives = life.lives();
    if (!lives.isPending()) {
      seen.clear();
      return;
    }
    for (Lives.Renamed one : lives.renamed()) {
      if (!one.done()) {
        Step rename = () -> store.probeHistory().rename(one.from(), one.to());
        step(one.from(), one.to(), one.at(), rename);
      }
    }
    for (Map.Entry<String, Instant> one : lives.forgotten().entrySet()) {
      Step forget = () -> store.probeHistory().forget(one.getKey());
      step(one.getKey(), "", one.getValue(), forget);
    }
  }

  private void step(String name, String to, Instant at, Step step)
      throws StoreException, StoreFullException, InterruptedException, IOException {
    if (life.listing().has(name)) {
      return; // it was listed meanwhile: the data belongs to a probe that counts
    }
    if (step.run()) {
      notifyListeners(name, to);
      log.info(
          to.isEmpty()
              ? "what was stored of probe {} is deleted{}"
              : "what was stored of probe {} is stored of {} now",
          name,
          to);
    }
    long first = seen.computeIfAbsent(at, any -> nanoClock.getAsLong());
    if (nanoClock.getAsLong() - first >= SETTLED_NANOS) {
      life.done(name, at);
    }
  }

  private void notifyListeners(String from, String to) throws StoreException {
    try {
      for (Listener listener : listeners) {
        listener.renamed(from, to);
      }
    } catch (HistoryException e) {
      throw new StoreException("the store can't be read after a change of names", e);
    }
  }
}
