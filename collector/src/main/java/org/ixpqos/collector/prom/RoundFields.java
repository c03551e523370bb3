package org.ixpqos.collector.prom;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ixpqos.collector.store.Pair;
import org.ixpqos.wire.PacketCounts;
import org.ixpqos.wire.ResultRow;
import org.ixpqos.wire.RttSummary;

/**
 * The fields of one round, and the round that they tell of: without quantiles, address, clock and
 * reasons, which are not in the engine.
 */
final class RoundFields {
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

  /** Whether one, a time, is before another, or is not there. */
  boolean isOlder(String field, String than) {
    return !values.containsKey(field) || values.get(field) < values.getOrDefault(than, 0.0);
  }

  /** Empty, when they contradict each other: they are not of a round that was written whole. */
  Optional<ResultRow> row(Pair pair, Instant time) {
    try {
      PacketCounts packets = packets();
      RttSummary rtt = packets == null || packets.replied() > 0 ? rtt() : null;
      return Optional.of(
          new ResultRow(
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
              count("local_drops"),
              null,
              0,
              0,
              List.of()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** An original client tells none. */
  private PacketCounts packets() {
    if (!values.containsKey("sent")) {
      return null;
    }
    long received = count("received");
    long lost = count("lost");
    long late = count("late");
    long sendErrors = count("send_errors");
    long notSent = count("not_sent");
    return new PacketCounts(
        received + lost + late + sendErrors + notSent,
        received,
        lost,
        late,
        sendErrors,
        notSent,
        count("duplicates"),
        count("reordered"));
  }

  private RttSummary rtt() {
    if (!values.keySet().containsAll(List.of("min", "max", "avg", "jitter"))) {
      return null;
    }
    return new RttSummary(
        values.get("min"),
        values.get("max"),
        values.get("avg"),
        values.get("jitter"),
        values.get("median"),
        List.of(),
        values.get("ipdv"),
        values.get("pdv95"));
  }

  private long count(String field) {
    return Math.max(0, Math.round(values.getOrDefault(field, 0.0)));
  }
}
