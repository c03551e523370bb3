package org.ixpqos.model;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The result of a round: one firing of one schedule entry against one peer. An element of the
 * upload's {@code probes} array. Its numbers stand in the table {@link RoundFields}.
 *
 * <p>An original client's result has no time, schedule, packets, time stamps or clock. Its identity
 * at the collector is (source, target, proto, schedule, time).
 *
 * @param time when the round started, UTC, microseconds; null in an original client's result
 * @param schedule the entry's name; empty in an original client's result
 * @param target the peer's name, {@code name} on the wire
 * @param proto IP version, 4 or 6
 * @param address the address that was measured, or that could not be resolved
 * @param pinged whether anything was measured; false is unknown, never loss
 * @param loss round-trip loss, 0 to 1; null when nothing was sent
 * @param rtt null when no reply came in time
 * @param packets null in an original client's result
 * @param timestamps {@code kernel-tx-rx}, {@code kernel-rx} or {@code user}: the worst that a reply
 *     of the round was timed with; empty when there was none
 * @param localDrops packets that this host itself dropped on receipt while the round ran
 * @param clock null in an original client's result
 * @param size ICMP payload, bytes; 0 in an original client's result
 * @param dscp differentiated services code point
 * @param reasons why packets ended as they did, where it is known
 * @param more the fields that are no components, without those that are absent
 */
public record RoundResult(
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
    List<Reason> reasons,
    Map<RoundField, Double> more) {
  public RoundResult {
    reasons = List.copyOf(reasons);
    more = more.isEmpty() ? Map.of() : Map.copyOf(more);
    if (loss != null && !(loss >= 0 && loss <= 1)) {
      throw new IllegalArgumentException("ping_loss " + loss + " is not from 0 to 1");
    }
    if (packets != null && (packets.replied() > 0) != (rtt != null)) {
      throw new IllegalArgumentException(
          packets.replied() + " replies " + (rtt == null ? "without" : "with") + " times");
    }
  }

  /** A result without more fields. */
  public RoundResult(
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
    this(
        time,
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
        reasons,
        Map.of());
  }

  /** The same result of another time. */
  public RoundResult at(Instant other) {
    return copy(other, target, more);
  }

  /** The same result of a peer that has another name. */
  public RoundResult toward(String peer) {
    return peer.equals(target) ? this : copy(time, peer, more);
  }

  /** The same result with fields that are no components in place of those that it has. */
  public RoundResult with(Map<RoundField, Double> fields) {
    return copy(time, target, fields);
  }

  /** The same result with one more field, in the field's unit. */
  public RoundResult with(RoundField field, double number) {
    Map<RoundField, Double> fields = new HashMap<>(more);
    fields.put(field, number);
    return with(fields);
  }

  private RoundResult copy(
      Instant otherTime, String otherTarget, Map<RoundField, Double> otherMore) {
    return new RoundResult(
        otherTime,
        schedule,
        otherTarget,
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
        reasons,
        otherMore);
  }
}
