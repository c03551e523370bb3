package org.ixpqos.collector.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.ixpqos.collector.model.ProbeStatus;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.clock.Timekeeper;

/**
 * When each probe was heard, by the monotonic clock: no step of the wall clock makes a probe silent
 * or hides that one is. Thread-safe.
 */
public final class LastHeard {
  private final Timekeeper time;
  private final long startNanos;

  /** When the collector that ran before this one heard of any probe for the last time. */
  private final Instant stopped;

  private final Map<String, Long> nanos = new ConcurrentHashMap<>();

  /**
   * @param stored the probes as the collector that ran before this one left them
   */
  public LastHeard(Timekeeper time, List<ProbeStatus> stored) {
    this.time = time;
    this.stopped =
        stored.stream().map(ProbeStatus::lastSeen).max(Instant::compareTo).orElse(Instant.MIN);
    this.startNanos = time.nanoTime();
  }

  /**
   * A probe's upload came in.
   *
   * @param health null where it does not tell
   */
  public void heard(String source, ProbeHealth health) {
    nanos.put(source, time.nanoTime());
    if (health != null) {
      time.heard(source, health.sentAt());
    }
  }

  /** A probe has another name, or, where that is empty, is forgotten. */
  public void renamed(String from, String to) {
    Long heard = nanos.remove(from);
    if (heard != null && !to.isEmpty()) {
      nanos.merge(to, heard, (a, b) -> a - b > 0 ? a : b);
    }
  }

  /** The same probes, last seen when they were by what the clock shows now. */
  public List<ProbeStatus> dated(List<ProbeStatus> stored) {
    return stored.stream().map(this::dated).toList();
  }

  private ProbeStatus dated(ProbeStatus status) {
    Long heard = nanos.get(status.source());
    if (heard != null) {
      return status.seen(time.at(heard));
    }
    // not since this process began, whatever clock the store was written by
    Instant start = time.at(startNanos);
    return status.lastSeen().isAfter(start) ? status.seen(start) : status;
  }

  /** When this process began to listen, by what the clock shows now. */
  Instant started() {
    return time.at(startNanos);
  }

  /** When the process before it heard of a probe for the last time. */
  Instant stopped() {
    return stopped;
  }

  /** By how much a probe's clock is ahead of ours now; null when it does not tell. */
  public Duration ahead(String source) {
    return time.ahead(source).map(Duration::negated).orElse(null);
  }
}
