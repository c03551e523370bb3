package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.ixpqos.collector.api.MeshJson.Notes;
import org.ixpqos.collector.api.PastMesh.Cell;
import org.ixpqos.collector.api.PastMesh.ProbeAt;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.PartialResult;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.BadRequestException;
import org.ixpqos.collector.http.JsonParts;
import org.ixpqos.collector.http.Parameters;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.PastRound;
import org.ixpqos.model.wire.WireTime;

/**
 * GET data/mesh?at=MOMENT: the mesh at a past moment, in the same form; ages are relative to it.
 */
final class ReadPastMesh {
  private final MeshModel model;
  private final boolean open;

  ReadPastMesh(MeshModel model, boolean open) {
    this.model = model;
    this.open = open;
  }

  ApiResponse answer(Instant moment, Instant now) throws BadRequestException, HistoryException {
    if (moment.isAfter(now)) {
      throw Parameters.contradiction(
          "at", WireTime.format(moment), "no moment after now, " + WireTime.format(now));
    }
    PastMesh mesh = PastMesh.read(model, moment, now);
    StringTable probes = new StringTable();
    StringTable schedules = new StringTable();
    Map<String, Notes> notes = MeshJson.notes(model.listed(), open);
    return ApiResponse.json(
        new JsonParts()
            .add(json -> writeHead(json, mesh, now))
            .addEach(
                mesh.probes().entrySet(),
                (json, probe) -> {
                  probes.of(probe.getKey());
                  writeProbe(json, probe.getKey(), probe.getValue(), mesh, notes);
                })
            .add(json -> json.endArray().name("pairs").beginArray())
            .addEach(
                mesh.cells().entrySet(),
                (json, pair) ->
                    writePair(json, pair.getKey(), pair.getValue(), mesh, probes, schedules))
            .add(
                json -> {
                  json.endArray();
                  schedules.write(json, "schedules");
                  json.endObject();
                }));
  }

  private void writeHead(JsonWriter json, PastMesh mesh, Instant now) throws IOException {
    json.beginObject();
    json.name("server_time").value(WireTime.format(now));
    json.name("at").value(WireTime.format(mesh.moment()));
    json.name("resolution").value(mesh.resolution());
    if (!open) {
      JsonNumbers.clock(json, model.present());
    }
    json.name("public").value(open);
    JsonNumbers.partial(json, new PartialResult<>(mesh, mesh.partial()));
    MeshJson.states(json);
    MeshJson.thresholds(json, model.thresholds());
    json.name("probes").beginArray();
  }

  private void writeProbe(
      JsonWriter json, String name, ProbeAt probe, PastMesh mesh, Map<String, Notes> notes)
      throws IOException {
    json.beginObject();
    json.name("name").value(name);
    json.name("site").value(probe.site());
    json.name("state").value(probe.isReporting() ? "reporting" : "silent");
    if (!open && !probe.reason().isEmpty()) {
      json.name("reason").value(probe.reason());
    }
    if (!open && probe.newest() != null) {
      json.name("age_s").value(JsonNumbers.seconds(probe.newest(), mesh.moment()));
    }
    if (notes.containsKey(name)) {
      notes.get(name).write(json);
    }
    json.endObject();
  }

  private void writePair(
      JsonWriter json,
      Pair pair,
      Cell cell,
      PastMesh mesh,
      StringTable probes,
      StringTable schedules)
      throws IOException {
    PastRound round = cell.round();
    json.beginArray().value(pair.proto()).value(schedules.of(pair.schedule()));
    json.value(probes.of(pair.source())).value(probes.of(pair.target()));
    json.value(MeshJson.STATES.indexOf(cell.state()));
    json.value(round == null ? null : Duration.between(round.time(), mesh.moment()).toMillis());
    json.value(MeshJson.scaled(round == null ? null : round.loss(), 1e6));
    json.value(MeshJson.scaled(round == null ? null : round.median(), 1e3));
    json.value(MeshJson.scaled(mesh.baselines().get(pair), 1e3));
    json.value(round != null && round.hindered() && !open ? 1 : 0).endArray();
  }
}
