package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.PartialResult;
import org.ixpqos.collector.http.ApiRequest;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.BadRequestException;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.JsonParts;
import org.ixpqos.collector.http.Parameters;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.PastRound;
import org.ixpqos.config.Durations;
import org.ixpqos.model.wire.WireTime;

/**
 * GET data/frames: the mesh at many moments, for playback: {@code pairs} are arrays {@code [proto,
 * schedule, source, target, losses, medians]}, the last two with a value for each moment: loss in
 * millionths, median in microseconds; null where the pair was not measured. The rounds are read
 * once; the size of a response is bounded.
 */
public final class ReadFrames implements Endpoint {
  private static final Duration LONGEST = Duration.ofHours(6);
  private static final Duration USUAL = Duration.ofHours(1);
  private static final Duration USUAL_STEP = Duration.ofMinutes(1);

  /**
   * The maximum of values in a response: an hour of 80 probes by minutes, of 200 probes by five.
   */
  private static final int MAX_VALUES = 500_000;

  private final MeshModel model;

  public ReadFrames(MeshModel model) {
    this.model = model;
  }

  private record Query(
      TimeRange range, Duration step, Optional<Integer> proto, Optional<String> schedule) {
    boolean wants(Pair pair) {
      return proto.orElse(pair.proto()) == pair.proto()
          && schedule.orElse(pair.schedule()).equals(pair.schedule());
    }

    List<Instant> moments() {
      List<Instant> moments = new ArrayList<>();
      for (Instant at = range.from(); !at.isAfter(range.until()); at = at.plus(step)) {
        moments.add(at);
      }
      return moments;
    }
  }

  @Override
  public ApiResponse answer(ApiRequest call) throws BadRequestException, HistoryException {
    Instant now = model.present().now();
    Query query = query(call.parameters(), now);
    List<Instant> moments = query.moments();
    long pairs = model.known().all().stream().filter(query::wants).count();
    if (pairs * moments.size() > MAX_VALUES) {
      throw Parameters.contradiction(
          "step",
          Durations.format(query.step()) + " with " + pairs + " pairs",
          "a longer step, a shorter time, or one proto and schedule: at most "
              + MAX_VALUES
              + " values");
    }
    PartialResult<Map<Pair, PastRound[]>> rounds = model.newestAt(moments, query::wants);
    StringTable probes = new StringTable();
    StringTable schedules = new StringTable();
    return ApiResponse.json(
        new JsonParts()
            .add(
                json -> {
                  json.beginObject();
                  json.name("server_time").value(WireTime.format(now));
                  json.name("from").value(WireTime.format(query.range().from()));
                  json.name("step_s").value(query.step().toSeconds());
                  json.name("moments").value(moments.size());
                  JsonNumbers.partial(json, rounds);
                  json.name("pairs").beginArray();
                })
            .addEach(
                rounds.found().entrySet(),
                (json, pair) ->
                    write(json, pair.getKey(), pair.getValue(), moments, probes, schedules))
            .add(
                json -> {
                  json.endArray();
                  probes.write(json, "probes");
                  schedules.write(json, "schedules");
                  json.endObject();
                }));
  }

  private Query query(Parameters parameters, Instant now) throws BadRequestException {
    TimeRange range = TimeRange.read(parameters, USUAL, model.present(), now);
    Query query =
        new Query(
            range,
            parameters
                .oneOf("step", "1m", "2m", "5m", "10m", "15m", "1h")
                .flatMap(Durations::parse)
                .orElse(USUAL_STEP),
            parameters.proto(),
            parameters.text("schedule"));
    parameters.finish();
    if (range.length().compareTo(LONGEST) > 0) {
      throw Parameters.contradiction(
          "range", Durations.format(range.length()), "at most " + Durations.format(LONGEST));
    }
    return query;
  }

  private static void write(
      JsonWriter json,
      Pair pair,
      PastRound[] rounds,
      List<Instant> moments,
      StringTable probes,
      StringTable schedules)
      throws IOException {
    json.beginArray().value(pair.proto()).value(schedules.of(pair.schedule()));
    json.value(probes.of(pair.source())).value(probes.of(pair.target())).beginArray();
    for (int i = 0; i < rounds.length; i++) {
      json.value(shown(rounds[i], moments.get(i)) ? MeshJson.scaled(rounds[i].loss(), 1e6) : null);
    }
    json.endArray().beginArray();
    for (int i = 0; i < rounds.length; i++) {
      json.value(
          shown(rounds[i], moments.get(i)) ? MeshJson.scaled(rounds[i].median(), 1e3) : null);
    }
    json.endArray().endArray();
  }

  private static boolean shown(PastRound round, Instant moment) {
    return round != null && !Staleness.isOver(round.interval(), round.time(), moment);
  }
}
