package org.ixpqos.collector.history.victoriametrics;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ixpqos.collector.history.HistoryUnavailableException;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.model.RoundResult;

/** Assembles rounds from the samples of their fields, which have the round's time in common. */
final class ExportedRounds {
  private static final String PREFIX = "Ping_";

  private ExportedRounds() {}

  /** The rounds that started in a time, each pair's in their order. */
  static Map<Pair, List<RoundResult>> read(
      QueryClient engine, String selector, Instant from, Instant until)
      throws HistoryUnavailableException {
    Map<Pair, SortedMap<Long, FieldSamples>> fields = new HashMap<>();
    Instant first = from.truncatedTo(ChronoUnit.MILLIS);
    Instant last = until.truncatedTo(ChronoUnit.MILLIS).minusMillis(1);
    engine.export(selector, first, last, series -> add(fields, series));
    Map<Pair, List<RoundResult>> rounds = new HashMap<>();
    fields.forEach(
        (pair, times) -> {
          List<RoundResult> rows = new ArrayList<>();
          times.forEach(
              (time, round) -> round.result(pair, Instant.ofEpochMilli(time)).ifPresent(rows::add));
          rounds.put(pair, rows);
        });
    return rounds;
  }

  private static void add(
      Map<Pair, SortedMap<Long, FieldSamples>> fields, QueryAnswer.Exported series) {
    String name = series.labels().getOrDefault("__name__", "");
    if (!name.startsWith(PREFIX)) {
      return;
    }
    SortedMap<Long, FieldSamples> rounds =
        fields.computeIfAbsent(Sample.pair(series.labels()), any -> new TreeMap<>());
    for (int i = 0; i < series.times().size(); i++) {
      Double value = series.values().get(i);
      if (value != null) {
        rounds
            .computeIfAbsent(series.times().get(i), any -> new FieldSamples())
            .put(name.substring(PREFIX.length()), value);
      }
    }
  }
}
