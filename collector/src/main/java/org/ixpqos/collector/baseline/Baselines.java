package org.ixpqos.collector.baseline;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ixpqos.collector.history.History;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.HistoryUnavailableException;
import org.ixpqos.collector.model.Pair;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The baseline of each pair: its median of the last week, computed anew at the turn of an hour, on
 * a thread of its own. Until that is done, there is none, or that of an hour ago.
 */
public final class Baselines {
  private static final Logger log = LoggerFactory.getLogger(Baselines.class);

  private record Known(Instant hour, Map<Pair, Double> medians) {}

  private final History history;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile Known known = new Known(Instant.MIN, Map.of());

  public Baselines(History history) {
    this.history = history;
  }

  /** The hour of the baselines; changes with them. */
  public Instant hour() {
    return known.hour();
  }

  /** Pairs were renamed: the baselines are read anew. */
  public void reread() {
    known = new Known(Instant.MIN, known.medians());
  }

  /** Milliseconds. */
  public Map<Pair, Double> at(Instant now) {
    Instant hour = now.truncatedTo(ChronoUnit.HOURS);
    if (!hour.equals(known.hour()) && asking.compareAndSet(false, true)) {
      Thread thread = new Thread(() -> learn(hour), "habits");
      thread.setDaemon(true);
      thread.start();
    }
    return known.medians();
  }

  private void learn(Instant hour) {
    try {
      known = new Known(hour, history.baselines(hour));
    } catch (HistoryUnavailableException e) {
      // the failed history was logged; the next request tries again
      log.debug("what is usual is not known yet", e);
    } catch (HistoryException | RuntimeException e) {
      known = new Known(hour, known.medians());
      log.error("what is usual can't be read, tried again in an hour; see to the store's disk", e);
    } finally {
      asking.set(false);
    }
  }
}
