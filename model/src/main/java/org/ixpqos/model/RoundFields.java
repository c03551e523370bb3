package org.ixpqos.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.ixpqos.model.RoundField.OverRounds;
import org.ixpqos.model.RoundField.Unit;

/**
 * All numbers of a round result, in the order of the wire. A new field is an entry here, of the
 * kind {@code stored}, and the place that measures it: {@link RoundResult#with}. The third place is
 * the code that draws it.
 */
public final class RoundFields {
  /** The maximum time that a round waits for a reply, milliseconds: an hour. */
  private static final double LONGEST_MS = 3_600_000;

  /** The maximum of echoes in a round that a schedule may have. */
  public static final long MAX_PACKETS = 1_000_000;

  /**
   * The maximum of numbers that other hosts can multiply: duplicates, and packets dropped on the
   * probe.
   */
  private static final double MAX_OTHERS = 1_000_000_000;

  public static final RoundField MIN =
      time("min", OverRounds.MIN, "Round-trip time, the shortest.").ofTimes(RttSummary::min);
  public static final RoundField MAX =
      time("max", OverRounds.MAX, "Round-trip time, the longest.").ofTimes(RttSummary::max);
  public static final RoundField AVG =
      time("avg", OverRounds.MEAN, "Round-trip time, the arithmetic mean.")
          .ofTimes(RttSummary::avg);
  public static final RoundField JITTER =
      time("jitter", OverRounds.MEAN, "Population standard deviation of the round-trip times.")
          .ofTimes(RttSummary::jitter);
  public static final RoundField MEDIAN =
      time("median", OverRounds.NONE, "Round-trip time, the median (RFC 2330).")
          .ofTimes(RttSummary::median);
  public static final RoundField IPDV =
      time(
              "ipdv",
              OverRounds.NONE,
              "Mean absolute difference of the round-trip times of neighbours (RFC 3393).")
          .ofTimes(RttSummary::ipdv);
  public static final RoundField PDV95 =
      time(
              "pdv95",
              OverRounds.NONE,
              "95th percentile of the round-trip times above the shortest (RFC 5481).")
          .ofTimes(RttSummary::pdv95);
  public static final RoundField LOSS =
      RoundField.named("loss")
          .onTheWire("ping_loss")
          .in(Unit.RATIO, 1)
          .forEverybody()
          .meaning("Round-trip loss: (lost + late) / sent (RFC 6673); null when nothing was sent.")
          .of(RoundResult::loss);
  public static final RoundField SIZE =
      RoundField.named("size")
          .notInSeries()
          .in(Unit.BYTES, 65_535)
          .meaning("ICMP payload.")
          .of(ofOurs(RoundResult::size));
  public static final RoundField DSCP =
      RoundField.named("dscp")
          .notInSeries()
          .in(Unit.NONE, 63)
          .meaning("Differentiated services code point (RFC 2474).")
          .of(ofOurs(RoundResult::dscp));
  public static final RoundField LOCAL_DROPS =
      RoundField.named("local_drops")
          .in(Unit.PACKETS, MAX_OTHERS)
          .overRounds(OverRounds.SUM)
          .meaning("Replies that the probe's own socket dropped; never loss on the network.")
          .of(ofOurs(RoundResult::localDrops));
  public static final RoundField SCHEDULED =
      packets("scheduled", "Echo requests that the schedule specifies.")
          .overRounds(OverRounds.NONE)
          .notInSeries()
          .ofPackets(PacketCounts::scheduled);
  public static final RoundField SENT =
      packets("sent", "Echo requests that left the probe: received + lost + late.")
          .forEverybody()
          .ofPackets(PacketCounts::sent);
  public static final RoundField RECEIVED =
      packets("received", "Echo requests with a reply within the timeout.")
          .forEverybody()
          .ofPackets(PacketCounts::replied);
  public static final RoundField LOST =
      packets("lost", "Echo requests without a reply.")
          .forEverybody()
          .ofPackets(PacketCounts::lost);
  public static final RoundField LATE =
      packets("late", "Echo requests with a reply after the timeout.")
          .forEverybody()
          .ofPackets(PacketCounts::late);
  public static final RoundField SEND_ERRORS =
      packets("send_errors", "Echo requests that the probe's host refused or dropped.")
          .ofPackets(PacketCounts::sendErrors);
  public static final RoundField NOT_SENT =
      packets("not_sent", "Echo requests that the probe never handed to the network.")
          .ofPackets(PacketCounts::notSent);
  public static final RoundField DUPLICATES =
      others("duplicates", "Replies beyond the first, of any packet.")
          .ofPackets(PacketCounts::duplicates);
  public static final RoundField REORDERED =
      others("reordered", "Replies that arrived after the reply to a later packet (RFC 4737).")
          .ofPackets(PacketCounts::reordered);
  public static final RoundField PATH_MTU =
      RoundField.named("path_mtu")
          .in(Unit.BYTES, 65_535)
          .overRounds(OverRounds.MIN)
          .meaning(
              "The smallest next-hop MTU that a router named when a packet was too big (RFC 1191,"
                  + " RFC 8201); absent when none did.")
          .stored(1);

  /** All of them. */
  public static final List<RoundField> ALL =
      List.of(
          MIN,
          MAX,
          AVG,
          JITTER,
          MEDIAN,
          IPDV,
          PDV95,
          LOSS,
          SIZE,
          DSCP,
          LOCAL_DROPS,
          SCHEDULED,
          SENT,
          RECEIVED,
          LOST,
          LATE,
          SEND_ERRORS,
          NOT_SENT,
          DUPLICATES,
          REORDERED,
          PATH_MTU);

  /** Those that results have in {@link RoundResult#more()}. */
  static final List<RoundField> IN_MORE = ALL.stream().filter(RoundField::isInMore).toList();

  private static final Map<String, RoundField> BY_WIRE_NAME = byWireName();

  private static final Map<Integer, RoundField> BY_STORE_NUMBER =
      ALL.stream()
          .filter(RoundField::isInMore)
          .collect(Collectors.toUnmodifiableMap(RoundField::storeNumber, Function.identity()));

  private RoundFields() {}

  /** A plain map is faster than an unmodifiable one: it is read for each key of each upload. */
  private static Map<String, RoundField> byWireName() {
    Map<String, RoundField> fields = new HashMap<>();
    ALL.forEach(field -> fields.put(field.wireName(), field));
    return fields;
  }

  /** The field of a key on the wire. */
  public static Optional<RoundField> onTheWire(String key) {
    return Optional.ofNullable(BY_WIRE_NAME.get(key));
  }

  /**
   * The field that is stored under a number.
   *
   * @throws IllegalStateException a later version wrote it
   */
  public static RoundField stored(int number) {
    RoundField field = BY_STORE_NUMBER.get(number);
    if (field == null) {
      throw new IllegalStateException(
          "a field of number " + number + ", which a later version wrote");
    }
    return field;
  }

  private static RoundField.Builder time(String name, OverRounds overRounds, String meaning) {
    RoundField.Builder field =
        RoundField.named(name)
            .onTheWire("ping_" + name)
            .in(Unit.MILLISECONDS, LONGEST_MS)
            .overRounds(overRounds)
            .meaning(meaning);
    return name.equals("ipdv") || name.equals("pdv95") ? field : field.forEverybody();
  }

  private static RoundField.Builder packets(String name, String meaning) {
    return RoundField.named(name)
        .in(Unit.PACKETS, MAX_PACKETS)
        .overRounds(OverRounds.SUM)
        .meaning(meaning);
  }

  private static RoundField.Builder others(String name, String meaning) {
    return packets(name, meaning).in(Unit.PACKETS, MAX_OTHERS);
  }

  /** Absent from an original client, which counts no packets. */
  private static Function<RoundResult, Number> ofOurs(ToLongFunction<RoundResult> value) {
    return result -> {
      long number = value.applyAsLong(result);
      return number == 0 && result.packets() == null ? null : (Number) number;
    };
  }
}
