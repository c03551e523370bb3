package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.ixpqos.collector.api.ProbeEvents.ProbeEvent;
import org.ixpqos.collector.baseline.Baselines;
import org.ixpqos.collector.clock.Present;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.LocalHistory;
import org.ixpqos.collector.history.PairIncident;
import org.ixpqos.collector.history.PartialResult;
import org.ixpqos.collector.http.ApiRequest;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.BadRequestException;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.JsonParts;
import org.ixpqos.collector.http.Parameters;
import org.ixpqos.collector.incident.Incident;
import org.ixpqos.collector.incident.Incident.Kind;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.collector.model.StoredPairs;
import org.ixpqos.config.Durations;
import org.ixpqos.model.wire.WireTime;

/**
 * GET data/events: the times in which a pair lost packets or was slower than its baseline, and
 * those in which a probe did not measure ({@code gap}) or sent nothing ({@code silence}), the
 * newest first. {@code probe} is at either end; {@code least} leaves out events of fewer rounds.
 * {@code total} counts all events, {@code events} has at most 2,000 of them. {@code unknown} has
 * the names in the query that nothing has.
 */
public final class ReadEvents implements Endpoint {
  private static final Duration USUAL_RANGE = Duration.ofDays(1);
  private static final int MAX = 2_000;

  private final MeshModel model;
  private final LocalHistory local;
  private final Present present;
  private final Baselines baselines;
  private final boolean shared;
  private final boolean open;

  /**
   * @param shared whether there are other collectors, whose rounds have events too
   * @param open whether it is public: then without the reasons of gaps
   */
  public ReadEvents(
      MeshModel model, LocalHistory local, Baselines baselines, boolean shared, boolean open) {
    this.model = model;
    this.local = local;
    this.present = model.present();
    this.baselines = baselines;
    this.shared = shared;
    this.open = open;
  }

  /** One of either sort; the other is null. */
  private record Event(Instant begin, PairIncident incident, ProbeEvent probe) {}

  @Override
  public ApiResponse answer(ApiRequest call) throws BadRequestException, HistoryException {
    Instant now = present.now();
    Parameters parameters = call.parameters();
    EventQuery query =
        EventQuery.read(TimeRange.read(parameters, USUAL_RANGE, present, now), parameters);
    StoredPairs pairs = model.known();
    MeshSnapshot mesh = model.snapshot(now);
    Map<String, String> unknown =
        query.unknown(name -> isKnown(name, mesh, pairs), pairs.schedules());
    List<Event> wanted = unknown.isEmpty() ? events(query, mesh, pairs, now) : List.of();
    int total = wanted.size();
    // a copy: a view would keep all events in memory while it is sent
    List<Event> newest = List.copyOf(wanted.subList(0, Math.min(MAX, total)));
    return ApiResponse.json(
        new JsonParts()
            .add(
                json -> {
                  json.beginObject();
                  json.name("server_time").value(WireTime.format(now));
                  JsonNumbers.clock(json, present);
                  json.name("range").value(Durations.format(query.range().length()));
                  JsonNumbers.partial(json, new PartialResult<>(newest, shared));
                  writeUnknown(json, unknown);
                  json.name("total").value(total);
                  json.name("events").beginArray();
                })
            .addEach(newest, (json, one) -> write(json, one, now))
            .add(json -> json.endArray().endObject()));
  }

  private List<Event> events(EventQuery query, MeshSnapshot mesh, StoredPairs pairs, Instant now)
      throws HistoryException {
    List<Event> wanted = new ArrayList<>();
    if (query.wantsPairs()) {
      for (PairIncident one :
          local.incidents(query.range().from(), query.range().until(), baselines.at(now))) {
        if (query.wants(one.pair()) && query.wants(one.incident(), now)) {
          wanted.add(new Event(one.incident().begin(), one, null));
        }
      }
    }
    for (ProbeEvent one : new ProbeEvents(local, mesh.states(), now, open).find(query, pairs)) {
      wanted.add(new Event(one.from(), null, one));
    }
    wanted.sort(Comparator.comparing(Event::begin).reversed());
    return wanted;
  }

  /** Whether a probe of this name is listed, has posted, or was measured. */
  private static boolean isKnown(String name, MeshSnapshot mesh, StoredPairs pairs) {
    return mesh.sites().containsKey(name) || pairs.names().contains(name);
  }

  private static void writeUnknown(JsonWriter json, Map<String, String> unknown)
      throws IOException {
    if (unknown.isEmpty()) {
      return;
    }
    json.name("unknown").beginObject();
    for (Map.Entry<String, String> one : unknown.entrySet()) {
      json.name(one.getKey()).value(one.getValue());
    }
    json.endObject();
  }

  private void write(JsonWriter json, Event event, Instant now) throws IOException {
    if (event.probe() == null) {
      write(json, event.incident().pair(), event.incident().incident(), now);
    } else {
      write(json, event.probe());
    }
  }

  private void write(JsonWriter json, ProbeEvent event) throws IOException {
    json.beginObject();
    json.name("kind").value(event.kind());
    json.name("source").value(event.source());
    json.name("schedule").value(event.schedule());
    json.name("from").value(WireTime.format(event.from()));
    json.name("until").value(WireTime.format(event.until()));
    json.name("open").value(event.open());
    json.name("rounds").value(event.rounds());
    if (event.kind().equals(EventQuery.GAP)) {
      json.name("reason").value(open ? "" : event.reason());
    }
    json.endObject();
  }

  private static void write(JsonWriter json, Pair pair, Incident incident, Instant now)
      throws IOException {
    json.beginObject();
    json.name("kind").value(JsonNumbers.word(incident.kind()));
    json.name("source").value(pair.source());
    json.name("target").value(pair.target());
    json.name("proto").value(pair.proto());
    json.name("schedule").value(pair.schedule());
    json.name("from").value(WireTime.format(incident.begin()));
    json.name("until").value(WireTime.format(incident.end()));
    json.name("open").value(incident.isOpen(now));
    json.name("rounds").value(incident.rounds());
    if (incident.kind() == Kind.LOSS) {
      JsonNumbers.share(json, "worst", incident.worst());
      json.name("sent").value(incident.sent());
      json.name("lost").value(incident.lost());
    } else {
      JsonNumbers.milliseconds(json, "worst", incident.worst());
      JsonNumbers.milliseconds(json, "habit", incident.baseline());
    }
    json.endObject();
  }
}
