package org.ixpqos.collector.history.victoriametrics;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RoundValues;
import org.ixpqos.model.RttSummary;

/**
 * The samples of one round's fields, and the result that is assembled from them: without quantiles,
 * address, clock and reasons, which VictoriaMetrics does not have.
 */
final class FieldSamples {
  private final Map<String, Double> values = new HashMap<>();

  void put(String field, double value) {
    values.put(field, value);
  }

  Double get(String field) {
    return values.get(field);
  }

  void removeAll(List<String> fields) {
    values.keySet().removeAll(fields);
  }

  /** Whether a time is before another, or is absent. */
  boolean isOlder(String field, String than) {
    return !values.containsKey(field) || values.get(field) < values.getOrDefault(than, 0.0);
  }

  /** Empty when they contradict each other: the round was not written completely. */
  Optional<RoundResult> result(Pair pair, Instant time) {
    try {
      RoundValues known = known();
      PacketCounts packets = packets(known);
      RttSummary rtt = packets == null || packets.replied() > 0 ? known.times(List.of()) : null;
      return Optional.of(
          new RoundResult(
              time,
              pair.schedule(),
              pair.target(),
              pair.proto(),
              "",
              values.containsKey("loss"),
              values.get("loss"),
              rtt,
              packets,
              "",
              known.count(RoundFields.LOCAL_DROPS),
              null,
              0,
              0,
              List.of(),
              known.more()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private RoundValues known() {
    RoundValues known = new RoundValues();
    for (RoundField field : RoundFields.ALL) {
      Double value = values.get(field.name());
      if (value != null) {
        known.put(field, field.isInteger() ? Math.max(0, Math.rint(value)) : value);
      }
    }
    return known;
  }

  /** An original client reports none. */
  private static PacketCounts packets(RoundValues known) {
    if (!known.has(RoundFields.SENT)) {
      return null;
    }
    long scheduled =
        Stream.of(
                RoundFields.RECEIVED,
                RoundFields.LOST,
                RoundFields.LATE,
                RoundFields.SEND_ERRORS,
                RoundFields.NOT_SENT)
            .mapToLong(known::count)
            .sum();
    return known.packets(scheduled);
  }
}
