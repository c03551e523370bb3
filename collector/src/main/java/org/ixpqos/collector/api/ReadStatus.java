package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.http.ApiRequest;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.BadRequestException;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.JsonParts;
import org.ixpqos.collector.http.Principal;
import org.ixpqos.collector.ingest.RefusedPosts;
import org.ixpqos.collector.model.Outbox;
import org.ixpqos.collector.model.ProbeStatus;
import org.ixpqos.collector.model.RunningConfiguration;
import org.ixpqos.model.clock.ClockStanding;
import org.ixpqos.model.wire.WireTime;

/**
 * GET conf/status, for {@code ixpqos collector status}: all that an operator asks of a collector,
 * for who has the shared key, as root has on its host. A probe's own key is not enough.
 */
public final class ReadStatus implements Endpoint {
  /** How the collector itself is. */
  public interface Facts {
    /** The program's. */
    String version();

    /** Why uploads are not stored; empty when they are. */
    Optional<String> problem();

    /** What is wrong and keeps no upload from being stored. */
    List<String> notices();

    /** Size of the store's files. */
    long storeBytes();

    /** When uploads were last written to the store; empty when none were since the start. */
    Optional<Instant> lastCommit();

    /** What each sink has still to get, as of the last look. */
    Map<String, Outbox.Behind> sinks();

    /** How far the clock can be believed. */
    ClockStanding clock();
  }

  private final MeshModel model;
  private final PublishedLists lists;
  private final Facts facts;

  public ReadStatus(MeshModel model, PublishedLists lists, Facts facts) {
    this.model = model;
    this.lists = lists;
    this.facts = facts;
  }

  @Override
  public ApiResponse answer(ApiRequest call) throws BadRequestException, HistoryException {
    call.parameters().finish();
    if (call.caller().kind() != Principal.Kind.SHARED_KEY) {
      return ApiResponse.error(403, "allowed: the collector's own key, that of apiKeyFile");
    }
    Instant now = model.present().now();
    MeshSnapshot mesh = model.snapshot(now);
    String digest = lists.digest();
    return ApiResponse.json(
        new JsonParts()
            .add(
                json -> {
                  json.beginObject();
                  writeCollector(json, now);
                  writeLists(json, digest);
                  writeSinks(json);
                  json.name("probes").beginArray();
                })
            .addEach(
                mesh.sites().keySet(),
                (json, name) -> writeProbe(json, name, mesh.states(), digest, now))
            .add(json -> json.endArray().endObject()));
  }

  private void writeCollector(JsonWriter json, Instant now) throws IOException {
    json.name("version").value(facts.version());
    json.name("started_at").value(WireTime.format(model.present().started()));
    json.name("server_time").value(WireTime.format(now));
    Optional<String> problem = facts.problem();
    json.name("ready").value(problem.isEmpty());
    if (problem.isPresent()) {
      json.name("problem").value(problem.get());
    }
    json.name("notices").beginArray();
    for (String notice : facts.notices()) {
      json.value(notice);
    }
    json.endArray();
    json.name("store").beginObject().name("bytes").value(facts.storeBytes());
    Optional<Instant> commit = facts.lastCommit();
    if (commit.isPresent()) {
      json.name("last_commit").value(WireTime.format(commit.get()));
    }
    json.endObject();
    ClockStanding clock = facts.clock();
    json.name("clock").beginObject().name("state").value(JsonNumbers.word(clock.state()));
    json.name("heard").value(clock.heard());
    json.name("agreeing").value(clock.agreeing());
    json.name("ahead_ms").value(clock.ahead().toMillis()).endObject();
  }

  private void writeLists(JsonWriter json, String digest) throws IOException {
    json.name("lists").beginObject();
    json.name("published").value(lists.listing().isPublished());
    json.name("digest").value(digest);
    Optional<String> problem = lists.problem();
    if (problem.isPresent()) {
      json.name("problem").value(problem.get());
    }
    json.endObject();
  }

  private void writeSinks(JsonWriter json) throws IOException {
    json.name("sinks").beginArray();
    for (Map.Entry<String, Outbox.Behind> sink : facts.sinks().entrySet()) {
      json.beginObject().name("name").value(sink.getKey());
      json.name("waiting").value(sink.getValue().entries());
      if (sink.getValue().oldest() != null) {
        json.name("oldest").value(WireTime.format(sink.getValue().oldest()));
      }
      json.endObject();
    }
    json.endArray();
  }

  private static void writeProbe(
      JsonWriter json, String name, ProbeStates states, String digest, Instant now)
      throws IOException {
    String state = states.state(name);
    json.beginObject().name("name").value(name);
    json.name("state").value(state);
    json.name("listed").value(states.isListed(name));
    ProbeStatus status = states.status(name);
    String reason = reason(state, status, states.refused(name));
    if (!reason.isEmpty()) {
      json.name("reason").value(reason);
    }
    if (status != null) {
      json.name("last_seen").value(WireTime.format(status.lastSeen()));
      json.name("age_s").value(JsonNumbers.seconds(status.lastSeen(), now));
      json.name("version").value(status.version());
      json.name("backlog").value(status.backlog());
      String runs = RunningConfiguration.listsOf(status.configuration());
      json.name("lists").value(runs);
      if (!digest.isEmpty() && !runs.isEmpty()) {
        json.name("runs_published_lists").value(runs.equals(digest));
      }
    }
    json.endObject();
  }

  /** Why a probe does not report, and where to look; empty when it does. */
  private static String reason(
      String state, ProbeStatus status, Optional<RefusedPosts.Refusal> refused) {
    return switch (state) {
      case "silent" -> "nothing comes; on its host: systemctl status ixpqos-probe, ixpqos status";
      case "stopped" -> "its daemon ended: " + (status == null ? "" : status.stopped());
      case "refused" ->
          refused
              .map(
                  its ->
                      "uploads in its name are refused ("
                          + JsonNumbers.word(its.reason())
                          + "), from "
                          + its.from()
                          + (its.owner().isEmpty() ? "" : " with the key of " + its.owner())
                          + "; see ixpqos collector key list")
              .orElse("");
      case "never" -> "listed, and never posted; on its host: ixpqos setup";
      case "unknown" -> "posts, and is not in probes.json: list it, rename it, or stop it";
      case "retired" -> "does not count, and posts no more";
      default -> "";
    };
  }
}
