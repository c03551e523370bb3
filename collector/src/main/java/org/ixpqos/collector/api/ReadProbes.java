package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.LocalHistory;
import org.ixpqos.collector.http.ApiRequest;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.BadRequestException;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.JsonParts;
import org.ixpqos.collector.http.Parameters;
import org.ixpqos.collector.ingest.RefusedPosts;
import org.ixpqos.collector.model.LatestResult;
import org.ixpqos.collector.model.ProbeStatus;
import org.ixpqos.collector.model.RunningConfiguration;
import org.ixpqos.config.Durations;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ProbeList;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.Gap;
import org.ixpqos.model.wire.WireTime;

/**
 * GET data/probes: the states of the probes: last seen, clock, version, configuration and its
 * changes, backlog, drops, and in a range the gaps with their reasons. A silent probe is a state of
 * its own, and never loss of its peers' links.
 */
public final class ReadProbes implements Endpoint {
  private static final Duration USUAL_RANGE = Duration.ofDays(7);

  /** The maximum of gaps in a response, and of one probe in it: the newest. */
  private static final int MAX_GAPS = 20_000;

  private static final int MAX_GAPS_OF_ONE = 1_000;

  private final MeshModel model;
  private final LocalHistory local;
  private final PublishedLists lists;

  /**
   * @param local the configurations and the gaps
   * @param lists the probes' addresses
   */
  public ReadProbes(MeshModel model, LocalHistory local, PublishedLists lists) {
    this.model = model;
    this.local = local;
    this.lists = lists;
  }

  private record Known(
      List<RunningConfiguration> configurations,
      List<LatestResult> latest,
      Map<String, List<Gap>> gaps) {}

  @Override
  public ApiResponse answer(ApiRequest call) throws BadRequestException, HistoryException {
    Instant now = model.present().now();
    Parameters parameters = call.parameters();
    TimeRange range = model.range(parameters, USUAL_RANGE, now);
    parameters.finish();
    MeshSnapshot mesh = model.snapshot(now);
    ProbeStates states = mesh.states();
    Set<String> heard = states.heard();
    int most = MAX_GAPS / Math.max(MAX_GAPS / MAX_GAPS_OF_ONE, heard.size());
    Known known =
        new Known(
            local.configurations(),
            local.newestOfEach(model.shownSince(now)),
            local.gaps(heard, range.from(), range.until(), most));
    ProbeList listed = lists.probes();
    JsonParts parts =
        new JsonParts()
            .add(
                json -> {
                  json.beginObject();
                  json.name("server_time").value(WireTime.format(now));
                  JsonNumbers.clock(json, model.present());
                  json.name("range").value(Durations.format(range.length()));
                  writeLists(json);
                  json.name("probes").beginArray();
                });
    for (Map.Entry<String, String> site : mesh.sites().entrySet()) {
      ProbeStatus status = states.status(site.getKey());
      parts.add(
          json -> {
            json.beginObject();
            json.name("name").value(site.getKey());
            json.name("site").value(site.getValue());
            json.name("state").value(states.state(site.getKey()));
            writeLife(json, site.getKey(), states);
            writeAddresses(json, site.getKey(), listed);
            if (status != null) {
              writeStatus(json, status, known, now);
            }
          });
      if (status != null) {
        parts
            .addEach(
                known.gaps().getOrDefault(status.source(), List.of()),
                (json, gap) -> GapJson.write(json, gap, true))
            .add(json -> json.endArray());
      }
      parts.add(json -> json.endObject());
    }
    return ApiResponse.json(parts.add(json -> json.endArray().endObject()));
  }

  private void writeLists(JsonWriter json) throws IOException {
    json.name("lists").beginObject();
    json.name("published").value(lists.listing().isPublished());
    json.name("digest").value(lists.digest());
    Optional<Instant> since = lists.since();
    if (since.isPresent()) {
      json.name("since").value(WireTime.format(since.get()));
    }
    Optional<String> problem = lists.problem();
    if (problem.isPresent()) {
      json.name("problem").value(problem.get());
    }
    json.endObject();
  }

  private static void writeLife(JsonWriter json, String name, ProbeStates states)
      throws IOException {
    json.name("listed").value(states.isListed(name));
    List<String> former = states.lives().former(name);
    if (!former.isEmpty()) {
      json.name("former_names").beginArray();
      for (String one : former) {
        json.value(one);
      }
      json.endArray();
    }
    Instant retired = states.lives().retired().get(name);
    if (retired != null && states.state(name).equals("retired")) {
      json.name("retired_at").value(WireTime.format(retired));
    }
    Optional<RefusedPosts.Refusal> refused = states.refused(name);
    if (refused.isPresent()) {
      json.name("refused").beginObject();
      json.name("reason").value(JsonNumbers.word(refused.get().reason()));
      json.name("key_of").value(refused.get().owner());
      json.name("from").value(refused.get().from());
      json.name("uploads").value(refused.get().count()).endObject();
    }
  }

  private static void writeAddresses(JsonWriter json, String name, ProbeList list)
      throws IOException {
    json.name("addresses").beginArray();
    for (Probe probe : list.probes()) {
      if (probe.name().equals(name)) {
        json.value(probe.address());
      }
    }
    json.endArray();
  }

  private static void writeStatus(JsonWriter json, ProbeStatus status, Known known, Instant now)
      throws IOException {
    json.name("last_seen").value(WireTime.format(status.lastSeen()));
    json.name("age_s").value(JsonNumbers.seconds(status.lastSeen(), now));
    if (status.startedAt() != null) {
      json.name("started_at").value(WireTime.format(status.startedAt()));
    }
    json.name("skew_ms")
        .value(status.skewMicros() == null ? null : (Double) (status.skewMicros() / 1e3));
    writeClock(json, status.source(), known.latest());
    json.name("version").value(status.version());
    json.name("backlog").value(status.backlog());
    json.name("dropped").value(status.dropped());
    json.name("local_drops").value(status.localDrops());
    if (!status.stopped().isEmpty()) {
      json.name("stop_reason").value(status.stopped());
    }
    json.name("configuration").value(status.configuration());
    json.name("lists").value(RunningConfiguration.listsOf(status.configuration()));
    json.name("configurations").beginArray();
    for (RunningConfiguration one : known.configurations()) {
      if (one.source().equals(status.source())) {
        json.beginObject().name("since").value(WireTime.format(one.since()));
        json.name("version").value(one.version());
        json.name("configuration").value(one.configuration()).endObject();
      }
    }
    json.endArray();
    json.name("gaps").beginArray();
  }

  /** As reported with its newest round; nothing for an original client. */
  private static void writeClock(JsonWriter json, String source, List<LatestResult> latest)
      throws IOException {
    for (LatestResult row : latest) {
      ClockState state = row.row().clock();
      if (row.pair().source().equals(source) && state != null) {
        json.name("clock").beginObject();
        json.name("synchronised").value(state.synchronised());
        json.name("error_us").value(state.errorMicros());
        json.name("stepped").value(state.stepped());
        json.endObject();
        return;
      }
    }
  }
}
