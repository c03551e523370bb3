package org.ixpqos.model.wire;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.Reason;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RoundValues;
import org.ixpqos.model.RttChecks;
import org.ixpqos.model.RttSummary;

/**
 * The parts of one row while it is read, from either form, and the checks of them together. A part
 * without a value is absent. Not thread-safe.
 */
final class RoundDraft {
  /** How a missing part is named. */
  static final String NOTHING = "nothing";

  static final String GIVEN = "a value; it must be given";

  private static final List<RoundField> COUNTED =
      List.of(RoundFields.SENT, RoundFields.RECEIVED, RoundFields.LOST, RoundFields.LATE);

  String target;

  /** The IP version; 0 where it is absent. */
  long proto;

  String address;
  Boolean pinged;
  Instant time;
  String schedule = "";
  String timestamps = "";
  ClockState clock;
  List<Double> quantiles = List.of();
  List<Reason> reasons = List.of();
  final RoundValues values = new RoundValues();

  /** Begins another row. */
  void clear() {
    target = null;
    proto = 0;
    address = null;
    pinged = null;
    time = null;
    schedule = "";
    timestamps = "";
    clock = null;
    quantiles = List.of();
    reasons = List.of();
    values.clear();
  }

  /** The first part that must be given and is not. */
  Optional<String> firstMissing() {
    if (target != null && proto != 0 && address != null && pinged != null) {
      return Optional.empty();
    }
    return Optional.of(
        target == null ? "name" : proto == 0 ? "proto" : address == null ? "address" : "pinged");
  }

  /**
   * The row.
   *
   * @param receivedAt the time of a row that has none
   * @throws IllegalArgumentException its parts contradict one another; the message has the reason
   */
  RoundResult row(Instant receivedAt) {
    if (proto == 5) {
      throw new IllegalArgumentException("proto: found 5; allowed: 4 or 6, the IP version");
    }
    PacketCounts packets = counts();
    Double loss = values.get(RoundFields.LOSS);
    RttSummary rtt = times();
    if (packets == null && pinged != (loss != null)) {
      throw new IllegalArgumentException(
          pinged ? "pinged without a ping_loss" : "ping_loss where nothing was pinged");
    }
    if (packets == null && loss != null && (loss < 1) != (rtt != null)) {
      throw new IllegalArgumentException(
          "ping_loss " + loss + (rtt == null ? " without times" : " beside times"));
    }
    return new RoundResult(
        time == null ? receivedAt : time,
        schedule,
        target,
        (int) proto,
        address,
        pinged,
        loss,
        rtt,
        packets,
        timestamps,
        values.count(RoundFields.LOCAL_DROPS),
        clock,
        (int) values.count(RoundFields.SIZE),
        (int) values.count(RoundFields.DSCP),
        reasons,
        values.more());
  }

  private PacketCounts counts() {
    if (!values.has(RoundFields.SCHEDULED)) {
      if (isCounted()) {
        throw new IllegalArgumentException(
            "sent, received, lost or late without scheduled, the number that was asked for");
      }
      return null;
    }
    long scheduled = values.count(RoundFields.SCHEDULED);
    if (scheduled == 0) {
      throw new IllegalArgumentException(
          "scheduled: found 0; allowed: 1 to " + RoundFields.MAX_PACKETS);
    }
    PacketCounts packets = values.packets(scheduled);
    if (values.has(RoundFields.SENT) && values.count(RoundFields.SENT) != packets.sent()) {
      throw new IllegalArgumentException(
          "sent "
              + values.count(RoundFields.SENT)
              + " is not the sum of received, lost and late, "
              + packets.sent());
    }
    Double loss = values.get(RoundFields.LOSS);
    Double counted = packets.loss();
    // the difference of two ways to round a quotient, with room to spare
    if ((loss == null) != (counted == null) || (loss != null && Math.abs(loss - counted) > 1e-6)) {
      throw new IllegalArgumentException(
          "ping_loss " + loss + " where the packets say " + counted + ", (lost + late) / sent");
    }
    return packets;
  }

  private boolean isCounted() {
    for (RoundField field : COUNTED) {
      if (values.has(field)) {
        return true;
      }
    }
    return false;
  }

  private RttSummary times() {
    RttSummary rtt = values.times(quantiles);
    if (rtt != null) {
      RttChecks.check(rtt);
    }
    return rtt;
  }
}
