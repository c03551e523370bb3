package org.ixpqos.collector.history.victoriametrics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.ixpqos.collector.history.HistoryUnavailableException;
import org.ixpqos.collector.history.PartialResult;
import org.ixpqos.collector.live.MeshCell;
import org.ixpqos.collector.model.LatestResult;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.wire.UploadReader;

/**
 * Queries the newest round of each pair. A field that a round does not have, such as times at 100 %
 * loss, may come from an older round: a field counts only where its newest value is as new as the
 * round.
 */
final class NewestRounds {
  /** The fields that show a round: an original client's has no {@code sent}, a gap no loss. */
  private static final String ANY = "sent|loss";

  /** The range from which a pair's interval is computed; else all rounds of the query. */
  private static final Duration LATELY = Duration.ofMinutes(15).plus(UploadReader.MAX_AHEAD);

  private static final String HINDERED = "send_errors|not_sent|local_drops";

  /** The fields that are as new as {@code sent}: all but loss and times. */
  private static final List<String> COUNTS = names(field -> !isTime(field));

  /** The fields that are as new as {@code min}. */
  private static final List<String> TIMES = names(NewestRounds::isTime);

  private final QueryClient engine;

  private static boolean isTime(RoundField field) {
    return field.unit() == RoundField.Unit.MILLISECONDS;
  }

  private static List<String> names(Predicate<RoundField> wanted) {
    return RoundFields.ALL.stream()
        .filter(field -> field.isInSeries() && field != RoundFields.LOSS)
        .filter(wanted)
        .map(RoundField::name)
        .toList();
  }

  NewestRounds(QueryClient engine) {
    this.engine = engine;
  }

  /** All fields of the newest rounds since a moment, of the pairs that {@code matchers} select. */
  PartialResult<List<LatestResult>> complete(Instant since, Instant now, String matchers)
      throws HistoryUnavailableException {
    Instant until = now.plus(UploadReader.MAX_AHEAD);
    Map<Pair, FieldSamples> found = new HashMap<>();
    Window all = Window.between(since, until);
    boolean partial = ask(List.of(last(all, "last", ANY, matchers)), until, found);
    if (found.isEmpty()) {
      return new PartialResult<>(List.of(), partial);
    }
    double oldest = found.values().stream().mapToDouble(round -> round.get("last")).min().orElse(0);
    // usually all are of the last minutes, which are a small part of a day
    Instant first = Instant.ofEpochMilli(Math.round(oldest * 1e3));
    Window window = Window.between(first, until);
    List<String> queries = intervals(all, until, matchers);
    for (String field : List.of("sent", "loss", "min")) {
      queries.add(last(window, "last_" + field, field, matchers));
    }
    queries.add(value(window, "loss", matchers));
    COUNTS.forEach(field -> queries.add(value(window, field, matchers)));
    TIMES.forEach(field -> queries.add(value(window, field, matchers)));
    partial |= ask(queries, until, found);
    List<LatestResult> rows = new ArrayList<>();
    found.forEach((pair, fields) -> add(rows, pair, fields));
    return new PartialResult<>(rows, partial);
  }

  private static void add(List<LatestResult> rows, Pair pair, FieldSamples fields) {
    if (fields.isOlder("last_sent", "last")) {
      fields.removeAll(COUNTS);
    }
    if (fields.isOlder("last_loss", "last")) {
      fields.removeAll(List.of("loss"));
    }
    if (fields.isOlder("last_min", "last")) {
      fields.removeAll(TIMES);
    }
    if (fields.get("last") != null) {
      Instant time = time(fields);
      Duration interval = interval(fields);
      Instant previous = interval == null ? null : time.minus(interval);
      fields.result(pair, time).ifPresent(row -> rows.add(new LatestResult(pair, row, previous)));
    }
  }

  /**
   * The fields of the newest rounds that a mesh shows; the interval is null where it is not known.
   */
  PartialResult<Map<Pair, MeshCell>> outline(Instant since, Instant now)
      throws HistoryUnavailableException {
    Instant until = now.plus(UploadReader.MAX_AHEAD);
    Map<Pair, FieldSamples> found = new HashMap<>();
    Window all = Window.between(since, until);
    List<String> queries = intervals(all, until, "");
    queries.add(last(all, "last", ANY, ""));
    for (String field : List.of("loss", "median")) {
      queries.add(last(all, "last_" + field, field, ""));
      queries.add(value(all, field, ""));
    }
    queries.add(last(all, "last_avg", "avg", "schedule=\"\""));
    queries.add(value(all, "avg", "schedule=\"\""));
    String hindered = all.over("last_over_time(", MetricsQl.anyOf(HINDERED, ""));
    queries.add(MetricsQl.named("hindered", "max", hindered) + " > 0");
    boolean partial = ask(queries, until, found);
    Map<Pair, MeshCell> newest = new HashMap<>();
    found.forEach(
        (pair, fields) -> {
          if (fields.get("last") != null) {
            newest.put(pair, outline(fields));
          }
        });
    return new PartialResult<>(newest, partial);
  }

  private static MeshCell outline(FieldSamples fields) {
    Double loss = fields.isOlder("last_loss", "last") ? null : fields.get("loss");
    Double median = fields.isOlder("last_median", "last") ? null : fields.get("median");
    if (median == null && !fields.isOlder("last_avg", "last")) {
      median = fields.get("avg");
    }
    boolean hindered = fields.get("hindered") != null;
    return new MeshCell(time(fields), interval(fields), loss, median, hindered);
  }

  private boolean ask(List<String> queries, Instant until, Map<Pair, FieldSamples> found)
      throws HistoryUnavailableException {
    return engine.query(
        MetricsQl.union(queries),
        until,
        sample ->
            found
                .computeIfAbsent(sample.pair(), any -> new FieldSamples())
                .put(sample.field(), sample.value()));
  }

  private static String last(Window window, String name, String fields, String matchers) {
    String series = MetricsQl.anyOf(fields, matchers);
    return MetricsQl.named(name, "max", window.over("tlast_over_time(", series));
  }

  private static String value(Window window, String field, String matchers) {
    String series = MetricsQl.series(field, matchers);
    return MetricsQl.named(field, "max", window.over("last_over_time(", series));
  }

  /** The inputs of {@link #interval}. */
  private static List<String> intervals(Window all, Instant until, String matchers) {
    List<String> queries = new ArrayList<>();
    String any = MetricsQl.anyOf(ANY, matchers);
    Window lately = Window.between(until.minus(LATELY), until);
    queries.add(MetricsQl.named("first_lately", "min", lately.over("tfirst_over_time(", any)));
    queries.add(MetricsQl.named("count_lately", "max", lately.over("count_over_time(", any)));
    if (all.length().compareTo(LATELY) > 0) {
      queries.add(MetricsQl.named("first", "min", all.over("tfirst_over_time(", any)));
      queries.add(MetricsQl.named("count", "max", all.over("count_over_time(", any)));
    }
    return queries;
  }

  /** The mean time between rounds; null when there is but one. */
  private static Duration interval(FieldSamples fields) {
    for (String when : List.of("_lately", "")) {
      Double first = fields.get("first" + when);
      Double count = fields.get("count" + when);
      if (first != null && count != null && count >= 2) {
        return Duration.ofMillis(Math.round((fields.get("last") - first) * 1e3 / (count - 1)));
      }
    }
    return null;
  }

  private static Instant time(FieldSamples fields) {
    return Instant.ofEpochMilli(Math.round(fields.get("last") * 1e3));
  }
}
