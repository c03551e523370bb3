package org.ixpqos.collector.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.model.ProbeStatus;
import org.ixpqos.config.Durations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the probes' states every few seconds, on a thread of its own: logs when one that counts
 * falls silent and when it is back; summaries are of the last check.
 */
public final class ProbeWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ProbeWatch.class);
  private static final long PERIOD_S = 5;

  /** The interval with a shared database, where a check may be a query. */
  private static final long SHARED_PERIOD_S = 30;

  /** States in which a probe that counts sends nothing. */
  private static final Set<String> QUIET = Set.of("silent", "refused", "stopped");

  private final MeshModel model;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "probe-watch"));

  /** The logged state of each probe; of the checking thread. */
  private final Map<String, Logged> logged = new HashMap<>();

  /** The number of probes in each state. */
  private volatile Map<String, Integer> counts = Map.of();

  private boolean failed;

  private record Logged(String state, Instant lastSeen) {}

  public ProbeWatch(MeshModel model) {
    this.model = model;
  }

  /**
   * Begins the periodic checks.
   *
   * @param shared whether another database is queried for the rounds of other collectors
   */
  public void start(boolean shared) {
    long period = shared ? SHARED_PERIOD_S : PERIOD_S;
    var unused = thread.scheduleWithFixedDelay(this::look, period, period, TimeUnit.SECONDS);
  }

  /** Checks now; from one thread at a time. */
  public void look() {
    try {
      Instant now = model.present().now();
      MeshSnapshot mesh = model.snapshot(now);
      Map<String, Integer> all = new TreeMap<>();
      for (String probe : mesh.sites().keySet()) {
        String state = mesh.states().state(probe);
        all.merge(state, 1, Integer::sum);
        ProbeStatus status = mesh.states().status(probe);
        logChange(probe, new Logged(state, status == null ? null : status.lastSeen()), now);
      }
      logged.keySet().retainAll(mesh.sites().keySet());
      counts = Collections.unmodifiableMap(all);
      failed = false;
    } catch (HistoryException | RuntimeException | Error e) {
      if (!failed && !thread.isShutdown()) {
        log.error("how the probes are can't be read, that is tried again; see to the store", e);
      }
      failed = true;
    }
  }

  private void logChange(String probe, Logged is, Instant now) {
    Logged was = logged.put(probe, is);
    if (was == null || was.state().equals(is.state())) {
      return;
    }
    boolean quiet = QUIET.contains(is.state());
    if (quiet && is.state().equals("silent")) {
      log.warn(
          "probe {} is silent: nothing came for {}; ask its host: ixpqos status",
          probe,
          age(is.lastSeen(), now));
    } else if (quiet && is.state().equals("refused")) {
      log.warn(
          "probe {} is refused: uploads in its name come with a key that is not accepted; see"
              + " \"call refused\" in this log, and give it a key: ixpqos collector key",
          probe);
    } else if (quiet) {
      log.info("probe {} was stopped by its operator", probe);
    } else if (is.state().equals("reporting") && QUIET.contains(was.state())) {
      log.info("probe {} is back after {}", probe, age(was.lastSeen(), now));
    } else if (is.state().equals("reporting") && was.state().equals("never")) {
      log.info("probe {} posts for the first time", probe);
    } else if (is.state().equals("retired") && was.state().equals("unknown")) {
      log.info("probe {}, which is not in probes.json, posts no more", probe);
    }
  }

  private static String age(Instant since, Instant now) {
    Duration age = since == null ? Duration.ZERO : Duration.between(since, now);
    return Durations.age(age);
  }

  /** The number of probes in each state at the last check. */
  public Map<String, Integer> counts() {
    return counts;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
