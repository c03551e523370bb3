package org.ixpqos.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The state of a probe, reported with each upload.
 *
 * @param sentAt the probe's clock when the request was written; the collector's skew is against it
 * @param startedAt when the daemon started
 * @param backlog rounds and gaps in the buffer that this collector has not acknowledged
 * @param dropped rounds that the buffer dropped for want of room since the epoch began
 * @param localDrops packets that the probe's own sockets dropped since the daemon started
 * @param configuration version of the configuration that runs: the first 12 hex digits of the
 *     SHA-256 of its files, a dash, and those of its lists alone, which older daemons do not report
 * @param periods by schedule entry with peers, the longest time between two firings that follow
 *     each other; empty when not reported
 * @param stopping why the daemon ends, one of {@link StopReason}'s, with its last upload; empty in
 *     every other
 */
public record ProbeHealth(
    Instant sentAt,
    Instant startedAt,
    long backlog,
    long dropped,
    long localDrops,
    String configuration,
    Map<String, Duration> periods,
    String stopping) {
  public ProbeHealth {
    periods = Map.copyOf(periods);
  }

  /** Of a daemon that keeps running, and does not report its periods. */
  public ProbeHealth(
      Instant sentAt,
      Instant startedAt,
      long backlog,
      long dropped,
      long localDrops,
      String configuration) {
    this(sentAt, startedAt, backlog, dropped, localDrops, configuration, Map.of(), "");
  }

  /** The same of a daemon that ends. */
  public ProbeHealth stopping(String reason) {
    return new ProbeHealth(
        sentAt, startedAt, backlog, dropped, localDrops, configuration, periods, reason);
  }
}
