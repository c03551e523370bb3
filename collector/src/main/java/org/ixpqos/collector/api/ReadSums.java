package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.ixpqos.collector.http.Answer;
import org.ixpqos.collector.http.BadRequestException;
import org.ixpqos.collector.http.Call;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.Parameters;
import org.ixpqos.collector.store.LinkSummary;
import org.ixpqos.collector.store.Pair;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.wire.UploadReader;
import org.ixpqos.wire.WireTime;
import org.ixpqos.wire.config.Durations;

/**
 * GET data/sums: what each pair's rounds over a range add up to: {@code pairs} are arrays {@code
 * [proto, schedule, source, target, loss, median, p95, sent, lost]}, the names as positions in
 * {@code schedules} and {@code probes}.
 */
public final class ReadSums implements Endpoint {
  private static final Duration USUAL_RANGE = Duration.ofMinutes(10);
  private static final Duration LONGEST_RANGE = Duration.ofDays(800);

  private final SqliteStore store;
  private final Clock clock;

  public ReadSums(SqliteStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  private record Found(Map<Integer, Pair> pairs, Map<Integer, LinkSummary> sums) {}

  @Override
  public Answer answer(Call call) throws BadRequestException, SQLException {
    Parameters parameters = call.parameters();
    Duration range = parameters.range(USUAL_RANGE, LONGEST_RANGE);
    parameters.finish();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Instant from = begin(now, range);
    Found found =
        store.ask(
            reader ->
                new Found(reader.pairs(), reader.sums(from, now.plus(UploadReader.MOST_AHEAD))));
    return Answer.json(
        json -> {
          json.beginObject();
          json.name("server_time").value(WireTime.format(now));
          json.name("range").value(Durations.format(range));
          json.name("from").value(WireTime.format(from));
          write(json, found);
          json.endObject();
        });
  }

  /** From six hours on with the beginning of an hour, whose sum is there. */
  private static Instant begin(Instant now, Duration range) {
    Instant begin = now.minus(range);
    return range.compareTo(Duration.ofHours(6)) < 0 ? begin : begin.truncatedTo(ChronoUnit.HOURS);
  }

  private static void write(JsonWriter json, Found found) throws IOException {
    Positions probes = new Positions();
    Positions schedules = new Positions();
    json.name("pairs").beginArray();
    for (Map.Entry<Integer, LinkSummary> entry : found.sums().entrySet()) {
      Pair pair = found.pairs().get(entry.getKey());
      LinkSummary sum = entry.getValue();
      if (pair != null) {
        json.beginArray().value(pair.proto()).value(schedules.of(pair.schedule()));
        json.value(probes.of(pair.source())).value(probes.of(pair.target()));
        json.value(JsonNumbers.share(sum.loss()));
        json.value(JsonNumbers.milliseconds(sum.quantile(0.5)));
        json.value(JsonNumbers.milliseconds(sum.quantile(0.95)));
        json.value(sum.sent()).value(sum.lost() + sum.late()).endArray();
      }
    }
    json.endArray();
    probes.write(json, "probes");
    schedules.write(json, "schedules");
  }
}
