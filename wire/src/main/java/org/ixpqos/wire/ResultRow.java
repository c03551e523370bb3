package org.ixpqos.wire;

import java.time.Instant;
import java.util.List;

/**
 * The result of a round: one firing of one schedule entry against one peer. A row of the upload's
 * {@code probes} array.
 *
 * <p>An original client's row has no time, schedule, packets, time stamps or clock. Its identity at
 * the collector is (source, target, proto, schedule, time).
 *
 * @param time when the round started, UTC, microseconds; null in an original client's row
 * @param schedule the entry's name; empty in an original client's row
 * @param target the peer's name, {@code name} on the wire
 * @param proto IP version, 4 or 6
 * @param address the address that was measured, or that could not be resolved
 * @param pinged whether anything was measured; false is unknown, never loss
 * @param loss round-trip loss, 0 to 1; null when nothing was sent
 * @param rtt null when no reply came in time
 * @param packets null in an original client's row
 * @param timestamps {@code kernel-tx-rx}, {@code kernel-rx} or {@code user}: the worst that a reply
 *     of the round was timed with; empty when there was none
 * @param localDrops packets that this host itself dropped on receipt while the round ran
 * @param clock null in an original client's row
 * @param size ICMP payload, bytes; 0 in an original client's row
 * @param dscp differentiated services code point
 * @param reasons why packets ended as they did, where something said so
 */
public record ResultRow(
    Instant time,
    String schedule,
    String target,
    int proto,
    String address,
    boolean pinged,
    Double loss,
    RttSummary rtt,
    PacketCounts packets,
    String timestamps,
    long localDrops,
    ClockState clock,
    int size,
    int dscp,
    List<Reason> reasons) {
  public ResultRow {
    reasons = List.copyOf(reasons);
    if (loss != null && !(loss >= 0 && loss <= 1)) {
      throw new IllegalArgumentException("ping_loss " + loss + " is not from 0 to 1");
    }
    if (packets != null && (packets.replied() > 0) != (rtt != null)) {
      throw new IllegalArgumentException(
          packets.replied() + " replies " + (rtt == null ? "without" : "with") + " times");
    }
  }

  /** The same row of another time. */
  public ResultRow at(Instant other) {
    return new ResultRow(
        other,
        schedule,
        target,
        proto,
        address,
        pinged,
        loss,
        rtt,
        packets,
        timestamps,
        localDrops,
        clock,
        size,
        dscp,
        reasons);
  }
}
