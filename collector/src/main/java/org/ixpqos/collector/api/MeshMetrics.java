package org.ixpqos.collector.api;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.ixpqos.collector.clock.Present;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.LocalHistory;
import org.ixpqos.collector.history.PartialResult;
import org.ixpqos.collector.http.ApiRequest;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.Body;
import org.ixpqos.collector.http.Endpoint;
import org.ixpqos.collector.live.LiveMesh;
import org.ixpqos.collector.model.LatestResult;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.wire.WireTime;

/**
 * GET /metrics/mesh: the newest round of each pair, for Prometheus, under the names that the
 * original's measurement has in VictoriaMetrics. Each value has its round's time, so that a round
 * that is scraped twice is one sample; a stale pair is left out.
 */
public final class MeshMetrics implements Endpoint {
  private final LocalHistory local;
  private final MeshModel model;
  private final Present present;

  public MeshMetrics(LocalHistory local, MeshModel model) {
    this.local = local;
    this.model = model;
    this.present = model.present();
  }

  @Override
  public ApiResponse answer(ApiRequest call) throws HistoryException {
    Instant now = present.now();
    PartialResult<List<LatestResult>> rounds =
        local.latestSince(present.since(now, LiveMesh.FORGOTTEN));
    MeshSnapshot mesh = model.snapshot(now, rounds);
    List<LatestResult> latest =
        rounds.found().stream()
            .filter(row -> mesh.states().isRecent(row.pair(), mesh.cells().found().get(row.pair())))
            .toList();
    return ApiResponse.parts(PrometheusTextFormatWriter.CONTENT_TYPE, new MeshText(latest));
  }

  /**
   * A part of the body has the values of one field for some pairs: all of them are 80 MB for a
   * large mesh.
   */
  private record MeshText(List<LatestResult> rows) implements Body {
    private static final int PART = 200;

    /** Approximate memory of a round, bytes. */
    private static final int ROW = 500;

    @Override
    public int held() {
      return rows.size() * ROW;
    }

    @Override
    public Writing begin(OutputStream out) {
      Iterator<RoundField> fields =
          RoundFields.ALL.stream().filter(RoundField::isInSeries).iterator();
      PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
      return new Writing() {
        private RoundField field;
        private int next = rows.size();
        private boolean headed;

        @Override
        public boolean next() throws IOException {
          if (next >= rows.size()) {
            if (!fields.hasNext()) {
              return false;
            }
            field = fields.next();
            next = 0;
            headed = false;
          }
          List<LatestResult> some = rows.subList(next, Math.min(rows.size(), next + PART));
          next += Math.max(1, some.size());
          GaugeSnapshot values = snapshot(field, some);
          if (!values.getDataPoints().isEmpty()) {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            writer.write(text, MetricSnapshots.of(values), EscapingScheme.DEFAULT);
            write(text.toByteArray(), out);
          }
          return true;
        }

        /** The description of a field stands once above its values. */
        private void write(byte[] text, OutputStream to) throws IOException {
          int begin = 0;
          while (headed && begin < text.length && text[begin] == '#') {
            while (text[begin++] != '\n') {
              // the line's end
            }
          }
          headed = true;
          to.write(text, begin, text.length - begin);
        }

        @Override
        public void close() {
          // holds no system resource
        }
      };
    }
  }

  private static GaugeSnapshot snapshot(RoundField field, List<LatestResult> latest) {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder().name("Ping_" + field.name()).help(help(field));
    for (LatestResult row : latest) {
      Number value = field.of(row.row());
      if (value != null) {
        gauge.dataPoint(
            GaugeDataPointSnapshot.builder()
                .labels(labels(row.pair()))
                .value(value.doubleValue())
                .scrapeTimestampMillis(WireTime.micros(row.row().time()) / 1_000)
                .build());
      }
    }
    return gauge.build();
  }

  private static String help(RoundField field) {
    String unit = field.unit().symbol();
    return unit.isEmpty() ? field.meaning() : field.meaning() + " Unit: " + unit + ".";
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
