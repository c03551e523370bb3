package org.ixpqos.collector.api;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.ixpqos.collector.http.Answer;
import org.ixpqos.collector.http.Call;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.live.LiveMesh;
import org.ixpqos.collector.store.LatestRow;
import org.ixpqos.collector.store.Pair;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.wire.PacketCounts;
import org.ixpqos.wire.ResultRow;
import org.ixpqos.wire.RttSummary;
import org.ixpqos.wire.WireTime;

/**
 * GET /metrics/mesh: the newest round of each pair, for Prometheus, under the names that the
 * original's measurement has in VictoriaMetrics. Each value has its round's time, so that a round
 * that is scraped twice is one sample; a pair that should have told of a newer one is left out.
 */
public final class MeshMetrics implements Endpoint {
  private record Field(String name, String help, Function<ResultRow, Double> value) {}

  private static final List<Field> FIELDS =
      List.of(
          field("loss", "Lost of those sent, a share.", ResultRow::loss),
          rtt("min", "Least round-trip time, ms.", RttSummary::min),
          rtt("avg", "Mean round-trip time, ms.", RttSummary::avg),
          rtt("max", "Greatest round-trip time, ms.", RttSummary::max),
          rtt("jitter", "Standard deviation of the round-trip times, ms.", RttSummary::jitter),
          rtt("median", "Median round-trip time, ms.", RttSummary::median),
          rtt("ipdv", "Mean difference of neighbours (RFC 3393), ms.", RttSummary::ipdv),
          rtt("pdv95", "95th percentile above the least (RFC 5481), ms.", RttSummary::pdv95),
          packets("sent", "Echoes sent.", PacketCounts::sent),
          packets("received", "Echoes replied to in time.", PacketCounts::replied),
          packets("lost", "Echoes never replied to.", PacketCounts::lost),
          packets("late", "Echoes replied to after the timeout.", PacketCounts::late),
          packets("send_errors", "Echoes that could not be sent.", PacketCounts::sendErrors),
          packets("not_sent", "Echoes that the probe did not send.", PacketCounts::notSent),
          packets("duplicates", "Replies beyond the first.", PacketCounts::duplicates),
          packets("reordered", "Replies that overtook others.", PacketCounts::reordered),
          field(
              "local_drops",
              "Packets that the probe's own socket dropped.",
              row -> (double) row.localDrops()));

  private final SqliteStore store;
  private final Clock clock;

  public MeshMetrics(SqliteStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  private static Field field(String name, String help, Function<ResultRow, Double> value) {
    return new Field(name, help, value);
  }

  private static Field rtt(String name, String help, Function<RttSummary, Double> value) {
    return field(name, help, row -> row.rtt() == null ? null : value.apply(row.rtt()));
  }

  private static Field packets(String name, String help, Function<PacketCounts, Number> value) {
    return field(
        name,
        help,
        row -> row.packets() == null ? null : (Double) value.apply(row.packets()).doubleValue());
  }

  @Override
  public Answer answer(Call call) throws SQLException, IOException {
    Instant now = clock.instant();
    List<LatestRow> latest =
        store.ask(reader -> reader.latestSince(now.minus(LiveMesh.FORGOTTEN))).stream()
            .filter(row -> !Silence.isStale(row, now))
            .toList();
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    for (Field field : FIELDS) {
      all.metricSnapshot(snapshot(field, latest));
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(text, all.build(), EscapingScheme.DEFAULT);
    return Answer.text(PrometheusTextFormatWriter.CONTENT_TYPE, text.toByteArray());
  }

  private static GaugeSnapshot snapshot(Field field, List<LatestRow> latest) {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder().name("Ping_" + field.name()).help(field.help());
    for (LatestRow row : latest) {
      Double value = field.value().apply(row.row());
      if (value != null) {
        gauge.dataPoint(
            GaugeDataPointSnapshot.builder()
                .labels(labels(row.pair()))
                .value(value)
                .scrapeTimestampMillis(WireTime.micros(row.row().time()) / 1_000)
                .build());
      }
    }
    return gauge.build();
  }

  private static Labels labels(Pair pair) {
    return Labels.of(
        "proto", String.valueOf(pair.proto()),
        "schedule", pair.schedule(),
        "source", pair.source(),
        "status", "ok",
        "target", pair.target());
  }
}
