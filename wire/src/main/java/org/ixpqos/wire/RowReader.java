package org.ixpqos.wire;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads one element of an upload's {@code probes}; for one row. */
final class RowReader {
  /** An hour: no round waits so long for a reply. */
  static final int LONGEST_MS = 3_600_000;

  /** Echoes of a round: what a schedule may ask for. */
  static final long MOST_PACKETS = 1_000_000;

  /** Of what others may multiply: duplicates, and packets dropped on this host. */
  private static final long MOST_OTHERS = 1_000_000_000;

  private static final int MOST_REASONS = 64;

  private final JsonFields fields;

  private String target;
  private Long proto;
  private String address;
  private Boolean pinged;
  private Double min;
  private Double max;
  private Double avg;
  private Double jitter;
  private Double median;
  private List<Double> quantiles = List.of();
  private Double ipdv;
  private Double pdv95;
  private Double loss;
  private Instant time;
  private String schedule;
  private Long scheduled;
  private Long sent;
  private Long received;
  private Long lost;
  private Long late;
  private Long sendErrors;
  private Long notSent;
  private Long duplicates;
  private Long reordered;
  private String timestamps;
  private Long localDrops;
  private ClockState clock;
  private Long size;
  private Long dscp;
  private final List<Reason> reasons = new ArrayList<>();

  RowReader(JsonFields fields) {
    this.fields = fields;
  }

  /**
   * The row; null when it is refused, and the fields know why.
   *
   * @param receivedAt the time of a row that has none
   */
  ResultRow read(Instant receivedAt) throws IOException {
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
      case "name" -> target = fields.text(ProbeList::isName, ProbeList.NAME_ALLOWED);
      case "proto" -> proto = fields.whole(4, 6);
      case "address" -> address = fields.text(RowReader::isAddress, "an address or a host name");
      case "pinged" -> pinged = fields.flag();
      case "ping_min" -> min = milliseconds();
      case "ping_max" -> max = milliseconds();
      case "ping_avg" -> avg = milliseconds();
      case "ping_jitter" -> jitter = milliseconds();
      case "ping_median" -> median = milliseconds();
      case "ping_quantiles" -> quantiles = fields.decimals(RttSummary.QUANTILES.size(), LONGEST_MS);
      case "ping_ipdv" -> ipdv = milliseconds();
      case "ping_pdv95" -> pdv95 = milliseconds();
      case "ping_loss" -> loss = fields.decimal(1);
      case "time" -> time = fields.time();
      case "schedule" -> schedule = fields.text(RowReader::isSchedule, ProbeList.NAME_ALLOWED);
      case "scheduled" -> scheduled = packets();
      case "sent" -> sent = packets();
      case "received" -> received = packets();
      case "lost" -> lost = packets();
      case "late" -> late = packets();
      case "send_errors" -> sendErrors = packets();
      case "not_sent" -> notSent = packets();
      case "duplicates" -> duplicates = others();
      case "reordered" -> reordered = others();
      case "timestamps" -> timestamps = fields.text(32);
      case "local_drops" -> localDrops = others();
      case "clock" -> clock = clock();
      case "size" -> size = fields.whole(0, 65_535);
      case "dscp" -> dscp = fields.whole(0, 63);
      case "reasons" -> fields.array(MOST_REASONS, this::reason);
      default -> fields.skip();
    }
  }

  private Double milliseconds() throws IOException {
    return fields.decimal(LONGEST_MS);
  }

  private Long packets() throws IOException {
    return fields.whole(0, MOST_PACKETS);
  }

  private Long others() throws IOException {
    return fields.whole(0, MOST_OTHERS);
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
        case "error_us" -> errorMicros = orZero(fields.whole(0, Long.MAX_VALUE));
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
        case "count" -> count = orZero(packets());
        default -> fields.skip();
      }
    }
  }

  private void require(String key, Object value) {
    if (value == null) {
      fields.refuse(key, "nothing", "a value; it must be given");
    }
  }

  private ResultRow row(Instant receivedAt) {
    if (proto == 5) {
      throw new IllegalArgumentException("proto: found 5; allowed: 4 or 6, the IP version");
    }
    PacketCounts packets = counts();
    RttSummary rtt = times();
    if (packets == null && pinged != (loss != null)) {
      throw new IllegalArgumentException(
          pinged ? "pinged without a ping_loss" : "ping_loss where nothing was pinged");
    }
    if (packets == null && loss != null && (loss < 1) != (rtt != null)) {
      throw new IllegalArgumentException(
          "ping_loss " + loss + (rtt == null ? " without times" : " beside times"));
    }
    return new ResultRow(
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
        orZero(localDrops),
        clock,
        (int) orZero(size),
        (int) orZero(dscp),
        reasons);
  }

  private PacketCounts counts() {
    if (scheduled == null) {
      if (sent != null || received != null || lost != null || late != null) {
        throw new IllegalArgumentException(
            "sent, received, lost or late without scheduled, the number that was asked for");
      }
      return null;
    }
    if (scheduled == 0) {
      throw new IllegalArgumentException("scheduled: found 0; allowed: 1 to " + MOST_PACKETS);
    }
    PacketCounts packets =
        new PacketCounts(
            scheduled,
            orZero(received),
            orZero(lost),
            orZero(late),
            orZero(sendErrors),
            orZero(notSent),
            orZero(duplicates),
            orZero(reordered));
    if (sent != null && sent != packets.sent()) {
      throw new IllegalArgumentException(
          "sent " + sent + " is not the sum of received, lost and late, " + packets.sent());
    }
    Double counted = packets.loss();
    // the difference of two ways to round a quotient, with room to spare
    if ((loss == null) != (counted == null) || (loss != null && Math.abs(loss - counted) > 1e-6)) {
      throw new IllegalArgumentException(
          "ping_loss " + loss + " where the packets say " + counted + ", (lost + late) / sent");
    }
    return packets;
  }

  private RttSummary times() {
    if (min == null && max == null && avg == null && jitter == null) {
      return null;
    }
    if (min == null || max == null || avg == null || jitter == null) {
      throw new IllegalArgumentException(
          "ping_min, ping_max, ping_avg and ping_jitter: some are null and some are not");
    }
    RttSummary rtt = new RttSummary(min, max, avg, jitter, median, quantiles, ipdv, pdv95);
    RttChecks.check(rtt);
    return rtt;
  }

  private static boolean isAddress(String text) {
    return !text.isEmpty() && ProbeList.isOf(text, "._:%@-");
  }

  static boolean isSchedule(String text) {
    return text.isEmpty() || ProbeList.isName(text);
  }

  static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  static long orZero(Long number) {
    return number == null ? 0 : number;
  }
}
