package org.ixpqos.collector.model;

import java.time.Instant;

/**
 * A probe as its newest upload told it.
 *
 * @param source the probe's name
 * @param lastSeen when that upload came in
 * @param skewMicros its clock less ours; null when not told
 * @param startedAt when its daemon started; null when not told
 * @param version its daemon's; empty for an original client
 * @param epoch names its buffer
 * @param seq of the first row of that upload
 * @param backlog rounds and gaps that it still has for us
 * @param dropped rounds that its buffer dropped
 * @param localDrops packets that its own sockets dropped
 * @param configuration the version of what it runs
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
    String configuration) {
  /** Of a probe that is known by its rounds alone. */
  public static ProbeStatus heard(String source, Instant time) {
    return new ProbeStatus(source, time, null, null, "", "", 0, 0, 0, 0, "");
  }

  /** The same, last seen when the other was, if that is later. */
  public ProbeStatus heardLater(ProbeStatus other) {
    return other.lastSeen.isAfter(lastSeen) ? seen(other.lastSeen) : this;
  }

  /** The same, last seen at a moment. */
  public ProbeStatus seen(Instant moment) {
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
        configuration);
  }
}
