package org.ixpqos.collector.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The state of a probe, from its newest upload.
 *
 * @param source the probe's name
 * @param lastSeen when that upload came in
 * @param skewMicros its clock minus ours; null when not reported
 * @param startedAt when its daemon started; null when not reported
 * @param version its daemon's; empty for an original client
 * @param epoch names its buffer
 * @param seq of the first row of that upload
 * @param backlog rounds and gaps that it still has for us
 * @param dropped rounds that its buffer dropped
 * @param localDrops packets that its own sockets dropped
 * @param configuration the version of what it runs
 * @param periods by schedule entry, the longest time between two firings; empty when not reported
 * @param stopped why its daemon ended, from that upload; empty while it runs
 */
public record ProbeStatus(
    String source,
    Instant lastSeen,
    Long skewMicros,
    Instant startedAt,
    String version,
    String epoch,
    long seq,
    long backlog,
    long dropped,
    long localDrops,
    String configuration,
    Map<String, Duration> periods,
    String stopped) {
  public ProbeStatus {
    periods = Map.copyOf(periods);
  }

  /** Of a probe that is known by its rounds alone. */
  public static ProbeStatus heard(String source, Instant time) {
    return new ProbeStatus(source, time, null, null, "", "", 0, 0, 0, 0, "", Map.of(), "");
  }

  /** The same, last seen when the other was, if that is later; then it has not ended. */
  public ProbeStatus heardLater(ProbeStatus other) {
    return other.lastSeen.isAfter(lastSeen) ? with(other.lastSeen, other.stopped) : this;
  }

  /** The same, last seen at a moment. */
  public ProbeStatus seen(Instant moment) {
    return with(moment, stopped);
  }

  private ProbeStatus with(Instant moment, String end) {
    return new ProbeStatus(
        source,
        moment,
        skewMicros,
        startedAt,
        version,
        epoch,
        seq,
        backlog,
        dropped,
        localDrops,
        configuration,
        periods,
        end);
  }
}
