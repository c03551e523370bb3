package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.PartialResult;
import org.ixpqos.collector.http.ApiRequest;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.BadRequestException;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.JsonParts;
import org.ixpqos.collector.http.Parameters;
import org.ixpqos.collector.live.MeshCell;
import org.ixpqos.collector.model.LatestResult;
import org.ixpqos.collector.model.MeshStatistics;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ProbeStatus;
import org.ixpqos.config.Durations;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;
import org.ixpqos.model.wire.WireTime;

/**
 * GET data/matrix: each pair's newest round and the statistics of its rounds over a range, and the
 * states of the probes.
 *
 * <p>A pair's {@code state} is {@code measured}; {@code unknown}, when its newest round sent
 * nothing; {@code stale}, when a newer one is overdue; {@code silent}, when the probe that measures
 * it is silent. None of the last three is loss. A probe's state is {@code reporting}, {@code
 * silent} or, listed and never heard, {@code never}.
 */
public final class ReadMatrix implements Endpoint {
  private static final Duration USUAL_RANGE = Duration.ofMinutes(10);

  private final MeshModel model;

  public ReadMatrix(MeshModel model) {
    this.model = model;
  }

  @Override
  public ApiResponse answer(ApiRequest call) throws BadRequestException, HistoryException {
    Instant now = model.present().now();
    Parameters parameters = call.parameters();
    TimeRange range = model.range(parameters, USUAL_RANGE, now);
    parameters.finish();
    return answer(range, now);
  }

  /**
   * Computes a response and discards it, so that the first request finds a day's statistics cached
   * and the code compiled: otherwise it takes seconds.
   */
  public void warm() throws HistoryException {
    Instant now = model.present().now();
    answer(TimeRange.endingNow(Duration.ofDays(1), model.present(), now), now);
  }

  private ApiResponse answer(TimeRange range, Instant now) throws HistoryException {
    PartialResult<List<LatestResult>> rounds = model.rounds(now);
    PartialResult<Map<Pair, MeshStatistics>> statistics = model.statistics(range);
    MeshSnapshot mesh = model.snapshot(now, rounds);
    boolean partial = rounds.partial() || statistics.partial();
    return ApiResponse.json(
        new JsonParts()
            .add(
                json -> {
                  json.beginObject();
                  json.name("server_time").value(WireTime.format(now));
                  JsonNumbers.clock(json, model.present());
                  json.name("range").value(Durations.format(range.length()));
                  JsonNumbers.partial(json, new PartialResult<>(mesh, partial));
                  json.name("probes").beginArray();
                })
            .addEach(mesh.sites().entrySet(), (json, probe) -> writeProbe(json, probe, mesh))
            .add(json -> json.endArray().name("pairs").beginArray())
            .addEach(
                rounds.found(),
                (json, round) -> writePair(json, round, mesh, statistics.found().get(round.pair())))
            .add(json -> json.endArray().endObject()));
  }

  private static void writeProbe(
      JsonWriter json, Map.Entry<String, String> probe, MeshSnapshot mesh) throws IOException {
    json.beginObject();
    json.name("name").value(probe.getKey());
    json.name("site").value(probe.getValue());
    json.name("state").value(mesh.states().state(probe.getKey()));
    ProbeStatus status = mesh.states().status(probe.getKey());
    if (status != null) {
      writeStatus(json, status, mesh.now());
    }
    json.endObject();
  }

  private static void writeStatus(JsonWriter json, ProbeStatus status, Instant now)
      throws IOException {
    json.name("last_seen").value(WireTime.format(status.lastSeen()));
    json.name("age_s").value(JsonNumbers.seconds(status.lastSeen(), now));
    if (status.skewMicros() != null) {
      json.name("skew_ms").value(status.skewMicros() / 1e3);
    }
    json.name("version").value(status.version());
    json.name("backlog").value(status.backlog());
    json.name("dropped").value(status.dropped());
    json.name("local_drops").value(status.localDrops());
    json.name("configuration").value(status.configuration());
  }

  private static void writePair(
      JsonWriter json, LatestResult latest, MeshSnapshot mesh, MeshStatistics sum)
      throws IOException {
    RoundResult row = latest.row();
    Pair pair = latest.pair();
    MeshCell cell = mesh.cells().found().get(pair);
    json.beginObject();
    json.name("source").value(pair.source());
    json.name("target").value(row.target());
    json.name("proto").value(row.proto());
    json.name("schedule").value(row.schedule());
    json.name("address").value(row.address());
    json.name("state").value(JsonNumbers.word(mesh.states().state(pair, cell)));
    json.name("time").value(WireTime.format(row.time()));
    json.name("age_s").value(JsonNumbers.seconds(row.time(), mesh.now()));
    json.name("interval_s").value(latest.interval().toMillis() / 1e3);
    writeRound(json, row);
    if (sum != null) {
      json.name("sum").beginObject();
      json.name("rounds").value(sum.rounds());
      json.name("unknown").value(sum.unknown());
      json.name("sent").value(sum.sent());
      json.name("lost").value(sum.lost());
      json.name("late").value(sum.late());
      JsonNumbers.share(json, "loss", sum.loss());
      JsonNumbers.milliseconds(json, "min", sum.min());
      JsonNumbers.milliseconds(json, "median", sum.quantile(0.5));
      JsonNumbers.milliseconds(json, "p95", sum.quantile(0.95));
      JsonNumbers.milliseconds(json, "max", sum.max());
      json.endObject();
    }
    json.endObject();
  }

  private static void writeRound(JsonWriter json, RoundResult row) throws IOException {
    JsonNumbers.share(json, "loss", row.loss());
    RttSummary rtt = row.rtt();
    JsonNumbers.milliseconds(json, "min", rtt == null ? null : (Double) rtt.min());
    // an original client reports no median
    JsonNumbers.milliseconds(
        json, "median", rtt == null ? null : rtt.median() == null ? rtt.avg() : rtt.median());
    JsonNumbers.milliseconds(json, "max", rtt == null ? null : (Double) rtt.max());
    JsonNumbers.milliseconds(json, "jitter", rtt == null ? null : (Double) rtt.jitter());
    PacketCounts packets = row.packets();
    if (packets != null) {
      json.name("sent").value(packets.sent());
      json.name("received").value(packets.replied());
      json.name("lost").value(packets.lost());
      json.name("late").value(packets.late());
      json.name("send_errors").value(packets.sendErrors());
      json.name("not_sent").value(packets.notSent());
    }
    json.name("local_drops").value(row.localDrops());
  }
}
