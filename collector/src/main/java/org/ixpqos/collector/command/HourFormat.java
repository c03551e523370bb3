package org.ixpqos.collector.command;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.PairStatistics;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.wire.WireTime;

/**
 * Writes the statistics of an hour: the pair, the number of rounds, quantiles of all replies in
 * milliseconds, and every field that adds up over rounds, by its name in the API.
 */
final class HourFormat {
  private static final Map<String, Double> QUANTILES = new LinkedHashMap<>();

  static {
    QUANTILES.put("p05", 0.05);
    QUANTILES.put("p25", 0.25);
    QUANTILES.put("p50", 0.5);
    QUANTILES.put("p75", 0.75);
    QUANTILES.put("p95", 0.95);
  }

  static final String HEADER =
      "time,source,target,proto,schedule,rounds,unknown,"
          + String.join(",", QUANTILES.keySet())
          + ","
          + RoundFields.ALL.stream().map(RoundField::name).collect(Collectors.joining(","));

  private HourFormat() {}

  static String csv(Pair pair, Instant hour, PairStatistics statistics) {
    List<String> fields =
        new ArrayList<>(
            List.of(
                WireTime.format(hour),
                pair.source(),
                pair.target(),
                String.valueOf(pair.proto()),
                pair.schedule(),
                String.valueOf(statistics.rounds()),
                String.valueOf(statistics.unknown())));
    QUANTILES.values().forEach(share -> fields.add(text(statistics.quantile(share))));
    RoundFields.ALL.forEach(field -> fields.add(text(number(field, statistics))));
    return String.join(",", fields);
  }

  static String json(Pair pair, Instant hour, PairStatistics statistics) {
    JsonObject json = new JsonObject();
    json.addProperty("time", WireTime.format(hour));
    json.addProperty("source", pair.source());
    json.addProperty("target", pair.target());
    json.addProperty("proto", pair.proto());
    json.addProperty("schedule", pair.schedule());
    json.addProperty("rounds", statistics.rounds());
    json.addProperty("unknown", statistics.unknown());
    QUANTILES.forEach(
        (name, share) -> {
          if (statistics.quantile(share) != null) {
            json.addProperty(name, statistics.quantile(share));
          }
        });
    for (RoundField field : RoundFields.ALL) {
      Number value = number(field, statistics);
      if (value != null) {
        json.addProperty(field.name(), value);
      }
    }
    return json.toString();
  }

  private static Number number(RoundField field, PairStatistics statistics) {
    Number value = statistics.of(field);
    return value != null && field.isInteger() ? (Number) value.longValue() : value;
  }

  private static String text(Number value) {
    return value == null ? "" : value.toString();
  }
}
