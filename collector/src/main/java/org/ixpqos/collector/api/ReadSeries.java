package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ixpqos.collector.clock.Present;
import org.ixpqos.collector.history.History;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.LocalHistory;
import org.ixpqos.collector.history.PairSeries;
import org.ixpqos.collector.history.PartialResult;
import org.ixpqos.collector.http.ApiRequest;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.BadRequestException;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.JsonParts;
import org.ixpqos.collector.http.Parameters;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.config.Durations;
import org.ixpqos.model.Gap;
import org.ixpqos.model.RttSummary;
import org.ixpqos.model.wire.WireTime;

/**
 * GET data/series: the measurements of one probe toward another, in the order of time; one series
 * for each family and schedule. A point is a round, or the statistics of an hour or a day,
 * depending on the range or {@code resolution}. Gaps are separate: a missing point is no loss.
 */
public final class ReadSeries implements Endpoint {
  private static final Duration USUAL_RANGE = Duration.ofHours(1);

  /** Up to here every round is a point, then every hour, then every day. */
  private static final Duration LONGEST_OF_ROUNDS = Duration.ofDays(1);

  private static final Duration LONGEST_OF_HOURS = Duration.ofDays(60);

  /** When the reader requests rounds. */
  private static final Duration LONGEST_BY_ROUNDS = Duration.ofDays(31);

  private static final Duration LONGEST_BY_HOURS = Duration.ofDays(400);

  private final LocalHistory local;
  private final History history;
  private final Present present;
  private final boolean open;

  /**
   * @param local the gaps
   * @param open whether it is public: then without addresses and reasons
   */
  public ReadSeries(LocalHistory local, History history, Present present, boolean open) {
    this.local = local;
    this.history = history;
    this.present = present;
    this.open = open;
  }

  private record Query(
      String source,
      String target,
      Optional<Integer> proto,
      Optional<String> schedule,
      TimeRange range,
      Optional<String> requested) {
    boolean wants(Pair pair) {
      return proto.orElse(pair.proto()) == pair.proto()
          && schedule.orElse(pair.schedule()).equals(pair.schedule());
    }

    /** The resolution of a point; empty when it is a round. */
    Optional<Resolution> resolution() {
      if (requested.isPresent()) {
        return switch (requested.get()) {
          case "1h" -> Optional.of(Resolution.HOUR);
          case "1d" -> Optional.of(Resolution.DAY);
          default -> Optional.empty();
        };
      }
      Duration length = range.length();
      if (length.compareTo(LONGEST_OF_ROUNDS) <= 0) {
        return Optional.empty();
      }
      return Optional.of(
          length.compareTo(LONGEST_OF_HOURS) <= 0 ? Resolution.HOUR : Resolution.DAY);
    }
  }

  @Override
  public ApiResponse answer(ApiRequest call) throws BadRequestException, HistoryException {
    Instant now = present.now();
    Query query = query(call.parameters(), now);
    PartialResult<List<PairSeries>> series =
        history.series(
            query.source(),
            query.target(),
            query::wants,
            query.resolution(),
            query.range().from(),
            query.range().until());
    if (series.found().isEmpty()) {
      return ApiResponse.error(404, "nothing was measured from this source to this target");
    }
    List<Gap> gaps = local.gaps(query.source(), query.range().from(), query.range().until());
    JsonParts parts = new JsonParts().add(json -> writeHead(json, query, series, now));
    for (PairSeries one : series.found()) {
      parts
          .add(json -> writeHead(json, one.pair()))
          .addEach(one.rows(), (json, row) -> SeriesPoints.write(json, row, open))
          .addEach(
              one.statistics().entrySet(),
              (json, sum) -> SeriesPoints.write(json, sum.getKey(), sum.getValue(), open))
          .add(json -> json.endArray().endObject());
    }
    return ApiResponse.json(
        parts
            .add(json -> json.endArray().name("gaps").beginArray())
            .addEach(gaps, (json, gap) -> write(json, gap, query.schedule()))
            .add(json -> json.endArray().endObject()));
  }

  private void writeHead(
      JsonWriter json, Query query, PartialResult<List<PairSeries>> series, Instant now)
      throws IOException {
    json.beginObject();
    json.name("source").value(query.source());
    json.name("target").value(query.target());
    json.name("from").value(WireTime.format(query.range().from()));
    json.name("until").value(WireTime.format(earlier(now, query.range().until())));
    json.name("range").value(Durations.format(query.range().length()));
    json.name("resolution").value(resolution(query, series.found()));
    json.name("quantiles").beginArray();
    for (double share : RttSummary.QUANTILES) {
      json.value(share);
    }
    json.endArray();
    JsonNumbers.partial(json, series);
    if (!open) {
      JsonNumbers.clock(json, present);
    }
    if (series.found().stream().anyMatch(one -> one.thinned().isPresent())) {
      json.name("thinned").value(true);
    }
    json.name("series").beginArray();
  }

  private Query query(Parameters parameters, Instant now) throws BadRequestException {
    String source = parameters.requiredText("source", "the name of the probe that measures");
    String target = parameters.requiredText("target", "the name of the probe that is measured");
    Optional<Integer> proto = parameters.proto();
    Optional<String> schedule = parameters.text("schedule");
    TimeRange range = TimeRange.read(parameters, USUAL_RANGE, present, now);
    Optional<String> resolution = parameters.oneOf("resolution", "round", "1h", "1d");
    parameters.finish();
    refuseTooLong(resolution, range);
    return new Query(source, target, proto, schedule, range, resolution);
  }

  /**
   * The limits of a response: the hours of a year, or as many rounds as are aggregated for a month.
   */
  private static void refuseTooLong(Optional<String> resolution, TimeRange range)
      throws BadRequestException {
    Duration longest =
        switch (resolution.orElse("")) {
          case "1h" -> LONGEST_BY_HOURS;
          case "round" -> LONGEST_BY_ROUNDS;
          default -> Duration.ofDays(800);
        };
    if (range.length().compareTo(longest) > 0) {
      throw Parameters.contradiction(
          "resolution",
          resolution.orElse("") + " over " + Durations.format(range.length()),
          "at most " + Durations.format(longest) + " of it");
    }
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static String resolution(Query query, List<PairSeries> series) {
    Optional<Duration> thinned =
        series.stream().flatMap(one -> one.thinned().stream()).max(Comparator.naturalOrder());
    if (thinned.isPresent()) {
      return Durations.format(thinned.get());
    }
    return query.resolution().map(one -> one == Resolution.HOUR ? "1h" : "1d").orElse("round");
  }

  private static void writeHead(JsonWriter json, Pair pair) throws IOException {
    json.beginObject();
    json.name("proto").value(pair.proto());
    json.name("schedule").value(pair.schedule());
    json.name("points").beginArray();
  }

  private void write(JsonWriter json, Gap gap, Optional<String> schedule) throws IOException {
    if (gap.schedule().isEmpty() || schedule.orElse(gap.schedule()).equals(gap.schedule())) {
      GapJson.write(json, gap, !open);
    }
  }
}
