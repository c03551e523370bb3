package org.ixpqos.model.wire;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.Names;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.Reason;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RoundValues;
import org.ixpqos.model.RttChecks;
import org.ixpqos.model.RttSummary;

/** Reads one element of an upload's {@code probes}; for one row. */
final class RoundResultReader {
  /** An hour: no round waits so long for a reply. */
  static final int LONGEST_MS = 3_600_000;

  private static final int MAX_REASONS = 64;

  private static final List<RoundField> COUNTED =
      List.of(RoundFields.SENT, RoundFields.RECEIVED, RoundFields.LOST, RoundFields.LATE);

  private final JsonFields fields;

  private String target;
  private Long proto;
  private String address;
  private Boolean pinged;
  private Instant time;
  private String schedule;
  private String timestamps;
  private ClockState clock;
  private List<Double> quantiles = List.of();
  private final List<Reason> reasons = new ArrayList<>();
  private final RoundValues values = new RoundValues();

  RoundResultReader(JsonFields fields) {
    this.fields = fields;
  }

  /**
   * The row; null when it is refused, with the reason in the fields.
   *
   * @param receivedAt the time of a row that has none
   */
  RoundResult read(Instant receivedAt) throws IOException {
    fields.object(this::field);
    require("name", target);
    require("proto", proto);
    require("address", address);
    require("pinged", pinged);
    if (fields.problem().isPresent()) {
      return null;
    }
    try {
      return row(receivedAt);
    } catch (IllegalArgumentException e) {
      fields.refuse(e.getMessage());
      return null;
    }
  }

  private void field(String key) throws IOException {
    switch (key) {
      case "name" -> target = fields.text(Names::isName, Names.ALLOWED);
      case "proto" -> proto = fields.integer(4, 6);
      case "address" ->
          address = fields.text(RoundResultReader::isAddress, "an address or a host name");
      case "pinged" -> pinged = fields.flag();
      case "ping_quantiles" -> quantiles = fields.decimals(RttSummary.QUANTILES.size(), LONGEST_MS);
      case "time" -> time = fields.time();
      case "schedule" -> schedule = fields.text(RoundResultReader::isSchedule, Names.ALLOWED);
      case "timestamps" -> timestamps = fields.text(32);
      case "clock" -> clock = clock();
      case "reasons" -> fields.array(MAX_REASONS, this::reason);
      default -> number(key);
    }
  }

  private void number(String key) throws IOException {
    RoundField field = RoundFields.onTheWire(key).orElse(null);
    if (field == null) {
      fields.skip();
    } else if (field.isInteger()) {
      values.put(field, fields.integer(0, (long) field.max()));
    } else {
      values.put(field, fields.decimal((int) field.max()));
    }
  }

  private ClockState clock() throws IOException {
    ClockReader reader = new ClockReader();
    fields.object(reader::field);
    return new ClockState(reader.synchronised, reader.errorMicros, reader.stepped);
  }

  private void reason() throws IOException {
    ReasonReader reader = new ReasonReader();
    fields.object(reader::field);
    reasons.add(new Reason(reader.state, reader.reason, reader.from, reader.count));
  }

  private final class ClockReader {
    private boolean synchronised;
    private long errorMicros;
    private boolean stepped;

    void field(String key) throws IOException {
      switch (key) {
        case "synchronised" -> synchronised = Boolean.TRUE.equals(fields.flag());
        case "error_us" -> errorMicros = orZero(fields.integer(0, Long.MAX_VALUE));
        case "stepped" -> stepped = Boolean.TRUE.equals(fields.flag());
        default -> fields.skip();
      }
    }
  }

  private final class ReasonReader {
    private String state = "";
    private String reason = "";
    private String from;
    private long count;

    void field(String key) throws IOException {
      switch (key) {
        case "state" -> state = orEmpty(fields.text(32));
        case "reason" -> reason = orEmpty(fields.text(64));
        case "from" -> from = fields.text(64);
        case "count" -> count = orZero(fields.integer(0, RoundFields.MAX_PACKETS));
        default -> fields.skip();
      }
    }
  }

  private void require(String key, Object value) {
    if (value == null) {
      fields.refuse(key, "nothing", "a value; it must be given");
    }
  }

  private RoundResult row(Instant receivedAt) {
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
        orEmpty(schedule),
        target,
        proto.intValue(),
        address,
        pinged,
        loss,
        rtt,
        packets,
        orEmpty(timestamps),
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

  private static boolean isAddress(String text) {
    return !text.isEmpty() && Names.isOf(text, "._:%@-");
  }

  static boolean isSchedule(String text) {
    return text.isEmpty() || Names.isName(text);
  }

  static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  static long orZero(Long number) {
    return number == null ? 0 : number;
  }
}
