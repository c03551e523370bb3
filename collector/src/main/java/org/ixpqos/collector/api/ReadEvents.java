package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
import org.ixpqos.config.Durations;
import org.ixpqos.model.wire.WireTime;

/**
 * GET data/events: the times in which a pair lost packets or was slower than usual, the newest
 * first. {@code probe} is at either end; {@code least} leaves out what lasted for fewer rounds.
 * {@code total} counts what there is, {@code events} has at most 2,000 of it.
 */
public final class ReadEvents implements Endpoint {
  private static final Duration USUAL_RANGE = Duration.ofDays(1);
  private static final int MOST = 2_000;

  private final LocalHistory local;
  private final Present present;
  private final Baselines habits;
  private final boolean shared;

  /**
   * @param shared whether there are other collectors, and events of what was posted to them
   */
  public ReadEvents(LocalHistory local, Present present, Baselines habits, boolean shared) {
    this.local = local;
    this.present = present;
    this.habits = habits;
    this.shared = shared;
  }

  private record Query(
      TimeRange range,
      Optional<Integer> proto,
      Optional<String> schedule,
      Optional<String> probe,
      Optional<String> source,
      Optional<String> target,
      Optional<String> kind,
      long least,
      boolean open) {
    boolean wants(Pair pair) {
      return proto.orElse(pair.proto()) == pair.proto()
          && schedule.orElse(pair.schedule()).equals(pair.schedule())
          && source.orElse(pair.source()).equals(pair.source())
          && target.orElse(pair.target()).equals(pair.target())
          && (probe.isEmpty()
              || probe.get().equals(pair.source())
              || probe.get().equals(pair.target()));
    }

    boolean wants(Incident episode, Instant now) {
      return kind.orElse(JsonNumbers.word(episode.kind())).equals(JsonNumbers.word(episode.kind()))
          && episode.rounds() >= least
          && (!open || episode.isOpen(now));
    }
  }

  @Override
  public ApiResponse answer(ApiRequest call) throws BadRequestException, HistoryException {
    Instant now = present.now();
    Query query = query(call.parameters(), now);
    List<PairIncident> wanted = new ArrayList<>();
    for (PairIncident one :
        local.incidents(query.range().from(), query.range().until(), habits.at(now))) {
      if (query.wants(one.pair()) && query.wants(one.incident(), now)) {
        wanted.add(one);
      }
    }
    wanted.sort(Comparator.comparingLong((PairIncident one) -> one.incident().first()).reversed());
    int total = wanted.size();
    // no view: the answer is not to hold the others while it is sent
    List<PairIncident> newest = List.copyOf(wanted.subList(0, Math.min(MOST, total)));
    return ApiResponse.json(
        new JsonParts()
            .add(
                json -> {
                  json.beginObject();
                  json.name("server_time").value(WireTime.format(now));
                  JsonNumbers.clock(json, present);
                  json.name("range").value(Durations.format(query.range().length()));
                  JsonNumbers.partial(json, new PartialResult<>(newest, shared));
                  json.name("total").value(total);
                  json.name("events").beginArray();
                })
            .addEach(newest, (json, one) -> write(json, one.pair(), one.incident(), now))
            .add(json -> json.endArray().endObject()));
  }

  private Query query(Parameters parameters, Instant now) throws BadRequestException {
    Query query =
        new Query(
            TimeRange.read(parameters, USUAL_RANGE, present, now),
            parameters.proto(),
            parameters.text("schedule"),
            parameters.text("probe"),
            parameters.text("source"),
            parameters.text("target"),
            parameters.oneOf("kind", JsonNumbers.word(Kind.LOSS), JsonNumbers.word(Kind.LATENCY)),
            parameters.oneOf("least", "1", "2", "5", "15", "60").map(Long::valueOf).orElse(1L),
            parameters.oneOf("open", "true", "false").map(Boolean::valueOf).orElse(false));
    parameters.finish();
    return query;
  }

  private static void write(JsonWriter json, Pair pair, Incident episode, Instant now)
      throws IOException {
    json.beginObject();
    json.name("kind").value(JsonNumbers.word(episode.kind()));
    json.name("source").value(pair.source());
    json.name("target").value(pair.target());
    json.name("proto").value(pair.proto());
    json.name("schedule").value(pair.schedule());
    json.name("from").value(WireTime.format(episode.begin()));
    json.name("until").value(WireTime.format(episode.end()));
    json.name("open").value(episode.isOpen(now));
    json.name("rounds").value(episode.rounds());
    if (episode.kind() == Kind.LOSS) {
      JsonNumbers.share(json, "worst", episode.worst());
      json.name("sent").value(episode.sent());
      json.name("lost").value(episode.lost());
    } else {
      JsonNumbers.milliseconds(json, "worst", episode.worst());
      JsonNumbers.milliseconds(json, "habit", episode.habit());
    }
    json.endObject();
  }
}
