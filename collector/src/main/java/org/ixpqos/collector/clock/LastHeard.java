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
 * When each probe was heard, by the monotonic clock: a step of the wall clock neither makes a probe
 * silent nor hides a silent one. Thread-safe.
 */
public final class LastHeard {
  private final Timekeeper time;
  private final long startNanos;

  /** When the previous collector process last heard a probe. */
  private final Instant stopped;

  private final Map<String, Long> nanos = new ConcurrentHashMap<>();

  /**
   * @param stored the probes as the previous collector process left them
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
   * @param health null where it has none
   */
  public void heard(String source, ProbeHealth health) {
    nanos.put(source, time.nanoTime());
    if (health != null) {
      time.heard(source, health.sentAt());
    }
  }

  /** A probe has another name, or is deleted where the name is empty. */
  public void renamed(String from, String to) {
    Long heard = nanos.remove(from);
    if (heard != null && !to.isEmpty()) {
      nanos.merge(to, heard, (a, b) -> a - b > 0 ? a : b);
    }
  }

  /** The same probes, their last-seen times converted to the present wall clock. */
  public List<ProbeStatus> dated(List<ProbeStatus> stored) {
    return stored.stream().map(this::dated).toList();
  }

  private ProbeStatus dated(ProbeStatus status) {
    Long heard = nanos.get(status.source());
    if (heard != null) {
      return status.seen(time.at(heard));
    }
    // not since this process began, independent of the clock that the store was written by
    Instant start = time.at(startNanos);
    return status.lastSeen().isAfter(start) ? status.seen(start) : status;
  }

  /** When this process began to listen, by the present wall clock. */
  Instant started() {
    return time.at(startNanos);
  }

  /** When the previous process last heard a probe. */
  Instant stopped() {
    return stopped;
  }

  /** By how much a probe's clock is ahead of ours now; null when it does not report one. */
  public Duration ahead(String source) {
    return time.ahead(source).map(Duration::negated).orElse(null);
  }
}
