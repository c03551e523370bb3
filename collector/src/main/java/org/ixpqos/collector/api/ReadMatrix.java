package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.ixpqos.collector.clock.Present;
import org.ixpqos.collector.history.History;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.PartialResult;
import org.ixpqos.collector.http.ApiRequest;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.BadRequestException;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.JsonParts;
import org.ixpqos.collector.http.Parameters;
import org.ixpqos.collector.live.MeshState;
import org.ixpqos.collector.model.LatestResult;
import org.ixpqos.collector.model.MeshStatistics;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ProbeStatus;
import org.ixpqos.config.Durations;
import org.ixpqos.config.lists.ProbeList;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;
import org.ixpqos.model.wire.WireTime;

/**
 * GET data/matrix: each pair's newest round and the sum of its rounds over a range, and how the
 * probes themselves are.
 *
 * <p>A pair's {@code state} is {@code measured}; {@code unknown}, when its newest round sent
 * nothing; {@code stale}, when there should be a newer one; {@code silent}, when the probe that
 * measures it tells nothing at all. None of the last three is loss. A probe's is {@code reporting},
 * {@code silent} or, listed and never heard of, {@code never}.
 */
public final class ReadMatrix implements Endpoint {
  private static final Duration USUAL_RANGE = Duration.ofMinutes(10);
  private static final Duration LONGEST_RANGE = Duration.ofDays(800);

  /** A pair without a round for so long is of the past, and no more shown. */
  private static final Duration FORGOTTEN = Duration.ofDays(1);

  private final History history;
  private final MeshState mesh;
  private final Present present;
  private final Supplier<ProbeList> list;

  public ReadMatrix(History history, MeshState mesh, Present present, Supplier<ProbeList> list) {
    this.history = history;
    this.mesh = mesh;
    this.present = present;
    this.list = list;
  }

  private record Mesh(
      List<ProbeStatus> probes,
      List<LatestResult> latest,
      PartialResult<Map<Pair, MeshStatistics>> sums) {}

  @Override
  public ApiResponse answer(ApiRequest call) throws BadRequestException, HistoryException {
    Parameters parameters = call.parameters();
    Duration range = parameters.range(USUAL_RANGE, LONGEST_RANGE);
    parameters.finish();
    return answer(range);
  }

  /**
   * Answers nobody, so that the first who asks finds a day's sums remembered and the code compiled:
   * reading them takes seconds when nothing is.
   */
  public void warm() throws HistoryException {
    answer(Duration.ofDays(1));
  }

  private ApiResponse answer(Duration range) throws HistoryException {
    Instant now = present.now();
    PartialResult<List<LatestResult>> latest = history.latestSince(present.since(now, FORGOTTEN));
    PartialResult<Map<Pair, MeshStatistics>> sums =
        history.statistics(begin(now, range), present.until(now));
    boolean partial = latest.partial() || sums.partial();
    Mesh known =
        new Mesh(mesh.probes(), latest.found(), new PartialResult<>(sums.found(), partial));
    return ApiResponse.json(parts(known, range, now));
  }

  /** Long ranges begin with an hour or with five minutes, whose sums are there. */
  private Instant begin(Instant now, Duration range) {
    Instant begin = present.since(now, range);
    if (range.compareTo(Duration.ofHours(1)) < 0) {
      return begin;
    }
    return range.compareTo(Duration.ofHours(2)) < 0
        ? Instant.ofEpochSecond(begin.getEpochSecond() / 300 * 300)
        : begin.truncatedTo(ChronoUnit.HOURS);
  }

  private JsonParts parts(Mesh mesh, Duration range, Instant now) {
    Staleness silence = new Staleness(mesh.latest());
    Map<String, ProbeStatus> statuses = new TreeMap<>();
    mesh.probes().forEach(status -> statuses.put(status.source(), status));
    return new JsonParts()
        .add(
            json -> {
              json.beginObject();
              json.name("server_time").value(WireTime.format(now));
              JsonNumbers.clock(json, present);
              json.name("range").value(Durations.format(range));
              JsonNumbers.partial(json, mesh.sums());
              json.name("probes").beginArray();
            })
        .addEach(
            sites(mesh).entrySet(),
            (json, probe) -> writeProbe(json, probe, statuses.get(probe.getKey()), silence, now))
        .add(json -> json.endArray().name("pairs").beginArray())
        .addEach(
            mesh.latest(),
            (json, latest) -> {
              ProbeStatus status = statuses.get(latest.pair().source());
              boolean silent =
                  status == null || silence.isSilent(status.source(), status.lastSeen(), now);
              writePair(json, latest, silent, mesh.sums().found().get(latest.pair()), now);
            })
        .add(json -> json.endArray().endObject());
  }

  private static void writeProbe(
      JsonWriter json,
      Map.Entry<String, String> probe,
      ProbeStatus status,
      Staleness silence,
      Instant now)
      throws IOException {
    json.beginObject();
    json.name("name").value(probe.getKey());
    json.name("site").value(probe.getValue());
    boolean silent = status != null && silence.isSilent(probe.getKey(), status.lastSeen(), now);
    json.name("state").value(status == null ? "never" : silent ? "silent" : "reporting");
    if (status != null) {
      writeStatus(json, status, now);
    }
    json.endObject();
  }

  /** The site of every probe that is listed or measured; the unlisted are of none. */
  private Map<String, String> sites(Mesh mesh) {
    Map<String, String> sites = new TreeMap<>();
    mesh.probes().forEach(status -> sites.put(status.source(), ""));
    mesh.latest().forEach(row -> sites.put(row.pair().target(), ""));
    list.get().probes().forEach(probe -> sites.put(probe.name(), probe.site()));
    return sites;
  }

  private static void writeStatus(JsonWriter json, ProbeStatus status, Instant now)
      throws IOException {
    json.name("last_seen").value(WireTime.format(status.lastSeen()));
    json.name("age_s").value(seconds(status.lastSeen(), now));
    if (status.skewMicros() != null) {
      json.name("skew_ms").value(status.skewMicros() / 1e3);
    }
    json.name("version").value(status.version());
    json.name("backlog").value(status.backlog());
    json.name("dropped").value(status.dropped());
    json.name("local_drops").value(status.localDrops());
    json.name("configuration").value(status.configuration());
  }

  private void writePair(
      JsonWriter json, LatestResult latest, boolean silent, MeshStatistics sum, Instant now)
      throws IOException {
    RoundResult row = latest.row();
    json.beginObject();
    json.name("source").value(latest.pair().source());
    json.name("target").value(row.target());
    json.name("proto").value(row.proto());
    json.name("schedule").value(row.schedule());
    json.name("address").value(row.address());
    json.name("state").value(state(latest, silent, now));
    json.name("time").value(WireTime.format(row.time()));
    json.name("age_s").value(seconds(row.time(), now));
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

  private String state(LatestResult latest, boolean silent, Instant now) {
    if (silent) {
      return "silent";
    }
    if (Staleness.isStale(latest, present.at(latest.pair().source(), now))) {
      return "stale";
    }
    return latest.row().loss() == null ? "unknown" : "measured";
  }

  private static void writeRound(JsonWriter json, RoundResult row) throws IOException {
    JsonNumbers.share(json, "loss", row.loss());
    RttSummary rtt = row.rtt();
    JsonNumbers.milliseconds(json, "min", rtt == null ? null : (Double) rtt.min());
    // an original client tells no median
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

  private static double seconds(Instant since, Instant now) {
    return Duration.between(since, now).toMillis() / 1e3;
  }
}
