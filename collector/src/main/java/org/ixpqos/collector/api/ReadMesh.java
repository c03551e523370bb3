package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.ixpqos.collector.api.MeshJson.Notes;
import org.ixpqos.collector.api.ProbeStates.PairState;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.http.ApiRequest;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.BadRequestException;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.JsonParts;
import org.ixpqos.collector.http.Parameters;
import org.ixpqos.collector.live.MeshCell;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.ProbeStatus;
import org.ixpqos.model.wire.WireTime;

/**
 * GET data/mesh: each pair's newest round and its baseline, in a compact form for 40,000 pairs:
 * {@code pairs} are arrays {@code [proto, schedule, source, target, state, age, loss, median,
 * baseline, hindered]}, where {@code schedule}, {@code source} and {@code target} are positions in
 * {@code schedules} and {@code probes}, and the state one in {@code states}. All are integers: age
 * in milliseconds, loss in millionths, median and baseline in microseconds. It has no address; the
 * public form has of the probes' health only whether they report. With {@code at}, the mesh at that
 * moment.
 */
public final class ReadMesh implements Endpoint {
  /** How long an ended pair is shown. */
  private static final Duration ENDED = Duration.ofHours(1);

  private final MeshModel model;
  private final boolean open;

  /**
   * @param open whether it is public
   */
  public ReadMesh(MeshModel model, boolean open) {
    this.model = model;
    this.open = open;
  }

  @Override
  public ApiResponse answer(ApiRequest call) throws BadRequestException, HistoryException {
    Instant now = model.present().now();
    Parameters parameters = call.parameters();
    Optional<Instant> moment = parameters.time("at");
    parameters.finish();
    if (moment.isPresent()) {
      return new ReadPastMesh(model, open).answer(moment.get(), now);
    }
    MeshSnapshot mesh = model.snapshot(now);
    Map<Pair, Double> usual = model.baselines(now);
    StringTable probes = new StringTable();
    StringTable schedules = new StringTable();
    Map<String, Notes> notes = MeshJson.notes(model.listed(), open);
    return ApiResponse.json(
        new JsonParts()
            .add(json -> writeHead(json, mesh))
            .addEach(
                mesh.sites().entrySet(),
                (json, probe) -> {
                  probes.of(probe.getKey());
                  writeProbe(json, probe, mesh, notes);
                })
            .add(json -> json.endArray().name("pairs").beginArray())
            .addEach(
                mesh.cells().found().entrySet(),
                (json, pair) -> writePair(json, pair, mesh, usual, probes, schedules))
            .add(
                json -> {
                  json.endArray();
                  schedules.write(json, "schedules");
                  json.endObject();
                }));
  }

  private void writeHead(JsonWriter json, MeshSnapshot mesh) throws IOException {
    json.beginObject();
    json.name("server_time").value(WireTime.format(mesh.now()));
    if (!open) {
      JsonNumbers.clock(json, model.present());
    }
    json.name("public").value(open);
    JsonNumbers.partial(json, mesh.cells());
    MeshJson.states(json);
    MeshJson.thresholds(json, model.thresholds());
    json.name("probes").beginArray();
  }

  private void writeProbe(
      JsonWriter json, Map.Entry<String, String> probe, MeshSnapshot mesh, Map<String, Notes> notes)
      throws IOException {
    json.beginObject();
    json.name("name").value(probe.getKey());
    json.name("site").value(probe.getValue());
    String state = mesh.states().state(probe.getKey());
    json.name("state").value(open ? MeshJson.publicState(state) : state);
    ProbeStatus status = mesh.states().status(probe.getKey());
    if (status != null && !open) {
      json.name("age_s").value(JsonNumbers.seconds(status.lastSeen(), mesh.now()));
    }
    if (notes.containsKey(probe.getKey())) {
      notes.get(probe.getKey()).write(json);
    }
    json.endObject();
  }

  private void writePair(
      JsonWriter json,
      Map.Entry<Pair, MeshCell> entry,
      MeshSnapshot mesh,
      Map<Pair, Double> usual,
      StringTable probes,
      StringTable schedules)
      throws IOException {
    Pair pair = entry.getKey();
    MeshCell round = entry.getValue();
    PairState state = mesh.states().state(pair, round);
    if (state == PairState.ENDED && round.time().isBefore(mesh.now().minus(ENDED))) {
      return;
    }
    json.beginArray().value(pair.proto()).value(schedules.of(pair.schedule()));
    json.value(probes.of(pair.source())).value(probes.of(pair.target()));
    json.value(MeshJson.STATES.indexOf(state));
    json.value(Duration.between(round.time(), mesh.now()).toMillis());
    json.value(MeshJson.scaled(round.loss(), 1e6)).value(MeshJson.scaled(round.median(), 1e3));
    json.value(MeshJson.scaled(usual.get(pair), 1e3));
    json.value(round.hindered() && !open ? 1 : 0).endArray();
  }
}
