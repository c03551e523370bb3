package org.ixpqos.collector.prom;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ixpqos.collector.http.UnavailableException;
import org.ixpqos.collector.store.Pair;
import org.ixpqos.wire.ResultRow;

/** Puts rounds together from the samples of their fields, which have the round's time in common. */
final class ExportedRounds {
  private static final String PREFIX = "Ping_";

  private ExportedRounds() {}

  /** The rounds that started in a time, each pair's in their order. */
  static Map<Pair, List<ResultRow>> read(
      EngineClient engine, String selector, Instant from, Instant until)
      throws UnavailableException {
    Map<Pair, SortedMap<Long, RoundFields>> fields = new HashMap<>();
    Instant first = from.truncatedTo(ChronoUnit.MILLIS);
    Instant last = until.truncatedTo(ChronoUnit.MILLIS).minusMillis(1);
    engine.export(selector, first, last, series -> add(fields, series));
    Map<Pair, List<ResultRow>> rounds = new HashMap<>();
    fields.forEach(
        (pair, times) -> {
          List<ResultRow> rows = new ArrayList<>();
          times.forEach(
              (time, round) -> round.row(pair, Instant.ofEpochMilli(time)).ifPresent(rows::add));
          rounds.put(pair, rows);
        });
    return rounds;
  }

  private static void add(
      Map<Pair, SortedMap<Long, RoundFields>> fields, EngineAnswer.Exported series) {
    String name = series.labels().getOrDefault("__name__", "");
    if (!name.startsWith(PREFIX)) {
      return;
    }
    SortedMap<Long, RoundFields> rounds =
        fields.computeIfAbsent(Sample.pair(series.labels()), any -> new TreeMap<>());
    for (int i = 0; i < series.times().size(); i++) {
      Double value = series.values().get(i);
      if (value != null) {
        rounds
            .computeIfAbsent(series.times().get(i), any -> new RoundFields())
            .put(name.substring(PREFIX.length()), value);
      }
    }
  }
}
