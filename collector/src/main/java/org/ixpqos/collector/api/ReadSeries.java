package org.ixpqos.collector.api;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ixpqos.collector.http.Answer;
import org.ixpqos.collector.http.BadRequestException;
import org.ixpqos.collector.http.Call;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.http.Parameters;
import org.ixpqos.collector.store.Pair;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.collector.store.StoreReader;
import org.ixpqos.wire.Gap;
import org.ixpqos.wire.PacketCounts;
import org.ixpqos.wire.ResultRow;
import org.ixpqos.wire.RttSummary;
import org.ixpqos.wire.UploadReader;
import org.ixpqos.wire.WireTime;
import org.ixpqos.wire.config.Durations;

/**
 * GET data/series: what one probe measured toward another, in the order of time; one series for
 * each family and schedule. Gaps are apart: what is not there is no loss.
 */
public final class ReadSeries implements Endpoint {
  private static final Duration USUAL_RANGE = Duration.ofHours(1);
  private static final Duration LONGEST_RANGE = Duration.ofDays(1);

  private final SqliteStore store;
  private final Clock clock;

  public ReadSeries(SqliteStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  private record Series(Pair pair, List<ResultRow> rows) {}

  private record Found(List<Series> series, List<Gap> gaps) {}

  @Override
  public Answer answer(Call call) throws BadRequestException, SQLException {
    Parameters parameters = call.parameters();
    String source = parameters.requiredText("source", "the name of the probe that measures");
    String target = parameters.requiredText("target", "the name of the probe that is measured");
    Optional<Integer> proto = parameters.proto();
    Optional<String> schedule = parameters.text("schedule");
    Duration range = parameters.range(USUAL_RANGE, LONGEST_RANGE);
    parameters.finish();
    Instant now = clock.instant();
    Instant from = now.minus(range);
    Instant until = now.plus(UploadReader.MOST_AHEAD);
    Found found =
        store.ask(
            reader ->
                new Found(
                    series(reader, source, target, proto, schedule, from, until),
                    reader.gaps(source, from, until)));
    if (found.series().isEmpty()) {
      return Answer.error(404, "nothing was measured from this source to this target");
    }
    return Answer.json(
        json -> {
          json.beginObject();
          json.name("source").value(source);
          json.name("target").value(target);
          json.name("from").value(WireTime.format(from));
          json.name("until").value(WireTime.format(now));
          json.name("range").value(Durations.format(range));
          json.name("quantiles").beginArray();
          for (double share : RttSummary.QUANTILES) {
            json.value(share);
          }
          json.endArray();
          json.name("series").beginArray();
          for (Series series : found.series()) {
            write(json, series);
          }
          json.endArray();
          writeGaps(json, found.gaps(), schedule);
          json.endObject();
        });
  }

  private static List<Series> series(
      StoreReader reader,
      String source,
      String target,
      Optional<Integer> proto,
      Optional<String> schedule,
      Instant from,
      Instant until)
      throws SQLException {
    List<Series> all = new ArrayList<>();
    for (Map.Entry<Integer, Pair> entry : reader.pairs(source, target).entrySet()) {
      Pair pair = entry.getValue();
      if (proto.orElse(pair.proto()) == pair.proto()
          && schedule.orElse(pair.schedule()).equals(pair.schedule())) {
        all.add(new Series(pair, reader.rows(entry.getKey(), pair, from, until)));
      }
    }
    return all;
  }

  private static void write(JsonWriter json, Series series) throws IOException {
    json.beginObject();
    json.name("proto").value(series.pair().proto());
    json.name("schedule").value(series.pair().schedule());
    json.name("resolution").value("round");
    json.name("points").beginArray();
    for (ResultRow row : series.rows()) {
      write(json, row);
    }
    json.endArray().endObject();
  }

  private static void write(JsonWriter json, ResultRow row) throws IOException {
    json.beginObject();
    json.name("time").value(WireTime.format(row.time()));
    JsonNumbers.share(json, "loss", row.loss());
    RttSummary rtt = row.rtt();
    if (rtt != null) {
      JsonNumbers.milliseconds(json, "min", rtt.min());
      JsonNumbers.milliseconds(json, "median", rtt.median() == null ? rtt.avg() : rtt.median());
      JsonNumbers.milliseconds(json, "avg", rtt.avg());
      JsonNumbers.milliseconds(json, "max", rtt.max());
      JsonNumbers.milliseconds(json, "jitter", rtt.jitter());
      json.name("quantiles").beginArray();
      for (double quantile : rtt.quantiles()) {
        json.value(quantile);
      }
      json.endArray();
    }
    PacketCounts packets = row.packets();
    if (packets != null) {
      json.name("sent").value(packets.sent());
      json.name("received").value(packets.replied());
      json.name("lost").value(packets.lost());
      json.name("late").value(packets.late());
      json.name("send_errors").value(packets.sendErrors());
      json.name("not_sent").value(packets.notSent());
      json.name("duplicates").value(packets.duplicates());
      json.name("reordered").value(packets.reordered());
    }
    json.name("local_drops").value(row.localDrops());
    json.endObject();
  }

  private static void writeGaps(JsonWriter json, List<Gap> gaps, Optional<String> schedule)
      throws IOException {
    json.name("gaps").beginArray();
    for (Gap gap : gaps) {
      if (gap.schedule().isEmpty() || schedule.orElse(gap.schedule()).equals(gap.schedule())) {
        json.beginObject();
        json.name("from").value(WireTime.format(gap.from()));
        json.name("until").value(WireTime.format(gap.until()));
        json.name("reason").value(gap.reason());
        json.name("schedule").value(gap.schedule());
        json.name("rounds").value(gap.rounds());
        json.endObject();
      }
    }
    json.endArray();
  }
}
