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
import java.time.Instant;
import java.util.List;
import org.ixpqos.collector.clock.Present;
import org.ixpqos.collector.http.Answer;
import org.ixpqos.collector.http.Call;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.live.LiveMesh;
import org.ixpqos.collector.sink.PingField;
import org.ixpqos.collector.store.LatestRow;
import org.ixpqos.collector.store.Pair;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.wire.WireTime;

/**
 * GET /metrics/mesh: the newest round of each pair, for Prometheus, under the names that the
 * original's measurement has in VictoriaMetrics. Each value has its round's time, so that a round
 * that is scraped twice is one sample; a pair that should have told of a newer one is left out.
 */
public final class MeshMetrics implements Endpoint {
  private final SqliteStore store;
  private final Present present;

  public MeshMetrics(SqliteStore store, Present present) {
    this.store = store;
    this.present = present;
  }

  @Override
  public Answer answer(Call call) throws SQLException, IOException {
    Instant now = present.now();
    List<LatestRow> latest =
        store.ask(reader -> reader.latestSince(present.since(now, LiveMesh.FORGOTTEN))).stream()
            .filter(row -> !Silence.isStale(row, present.at(row.pair().source(), now)))
            .toList();
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    for (PingField field : PingField.ALL) {
      all.metricSnapshot(snapshot(field, latest));
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(text, all.build(), EscapingScheme.DEFAULT);
    return Answer.text(PrometheusTextFormatWriter.CONTENT_TYPE, text.toByteArray());
  }

  private static GaugeSnapshot snapshot(PingField field, List<LatestRow> latest) {
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
