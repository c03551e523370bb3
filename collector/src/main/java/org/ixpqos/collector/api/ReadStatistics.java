package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.LocalHistory;
import org.ixpqos.collector.history.PartialResult;
import org.ixpqos.collector.http.ApiRequest;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.BadRequestException;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.JsonParts;
import org.ixpqos.collector.http.Parameters;
import org.ixpqos.collector.model.MeshStatistics;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.config.Durations;
import org.ixpqos.model.wire.WireTime;

/**
 * GET data/statistics, and data/sums, its older name: the statistics of each pair's rounds over a
 * range: {@code pairs} are arrays {@code [proto, schedule, source, target, loss, median, p95, sent,
 * lost, rounds, unknown]}, the names as positions in {@code schedules} and {@code probes}. {@code
 * first} is the hour of the first known round: before it nothing was measured.
 */
public final class ReadStatistics implements Endpoint {
  private static final Duration USUAL_RANGE = Duration.ofMinutes(10);

  private final MeshModel model;
  private final LocalHistory local;

  public ReadStatistics(MeshModel model, LocalHistory local) {
    this.model = model;
    this.local = local;
  }

  @Override
  public ApiResponse answer(ApiRequest call) throws BadRequestException, HistoryException {
    Instant now = model.present().now();
    Parameters parameters = call.parameters();
    TimeRange range = model.range(parameters, USUAL_RANGE, now);
    parameters.finish();
    PartialResult<Map<Pair, MeshStatistics>> statistics = model.statistics(range);
    Optional<Instant> first = local.first();
    StringTable probes = new StringTable();
    StringTable schedules = new StringTable();
    return ApiResponse.json(
        new JsonParts()
            .add(
                json -> {
                  json.beginObject();
                  json.name("server_time").value(WireTime.format(now));
                  JsonNumbers.clock(json, model.present());
                  json.name("range").value(Durations.format(range.length()));
                  json.name("from").value(WireTime.format(range.aligned().from()));
                  json.name("until").value(WireTime.format(earlier(now, range.until())));
                  if (first.isPresent()) {
                    json.name("first").value(WireTime.format(first.get()));
                  }
                  JsonNumbers.partial(json, statistics);
                  json.name("pairs").beginArray();
                })
            .addEach(
                statistics.found().entrySet(),
                (json, pair) -> write(json, pair.getKey(), pair.getValue(), probes, schedules))
            .add(
                json -> {
                  json.endArray();
                  probes.write(json, "probes");
                  schedules.write(json, "schedules");
                  json.endObject();
                }));
  }

  private static void write(
      JsonWriter json,
      Pair pair,
      MeshStatistics statistics,
      StringTable probes,
      StringTable schedules)
      throws IOException {
    json.beginArray().value(pair.proto()).value(schedules.of(pair.schedule()));
    json.value(probes.of(pair.source())).value(probes.of(pair.target()));
    json.value(JsonNumbers.share(statistics.loss()));
    json.value(JsonNumbers.milliseconds(statistics.quantile(0.5)));
    json.value(JsonNumbers.milliseconds(statistics.quantile(0.95)));
    json.value(statistics.sent()).value(statistics.lost() + statistics.late());
    json.value(statistics.rounds()).value(statistics.unknown()).endArray();
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
