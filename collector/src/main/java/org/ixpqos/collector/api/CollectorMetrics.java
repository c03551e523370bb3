package org.ixpqos.collector.api;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.RequestListener;
import org.ixpqos.collector.ingest.IngestListener;
import org.ixpqos.collector.ingest.RefusedPosts;
import org.ixpqos.collector.model.KnownPairs;
import org.ixpqos.collector.model.Listing;
import org.ixpqos.collector.model.StoredCounts;

/** GET /metrics: the collector's counts, for Prometheus. */
public final class CollectorMetrics implements RequestListener, IngestListener {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter requests =
      Counter.builder()
          .name("ixpqos_collector_requests")
          .help("Requests answered.")
          .labelNames("method", "code")
          .register(registry);
  private final Counter rows =
      Counter.builder()
          .name("ixpqos_collector_rows")
          .help("Rows and gaps received: stored, stored before, or refused.")
          .labelNames("outcome")
          .register(registry);
  private final Counter unlisted =
      Counter.builder()
          .name("ixpqos_collector_unlisted_refused")
          .help("Rows and uploads that were not taken, being beside the published lists.")
          .register(registry);
  private final Counter conflicts =
      Counter.builder()
          .name("ixpqos_collector_batch_conflicts")
          .help("Batches that came a second time with other content.")
          .register(registry);
  private final Histogram commits =
      Histogram.builder()
          .name("ixpqos_collector_commit_seconds")
          .unit(Unit.SECONDS)
          .help("How long transactions took, fsync included.")
          .classicOnly()
          .classicExponentialUpperBounds(0.0005, 2, 14)
          .register(registry);

  /** Null before the probes are known. */
  private ProbeMetrics probes;

  private final SinkMetrics sinks = new SinkMetrics(registry);

  public CollectorMetrics() {
    for (String outcome : List.of("accepted", "duplicate", "rejected")) {
      rows.initLabelValues(outcome);
    }
  }

  /** Adds the number of stored pairs that are not in the published lists. */
  public void observe(KnownPairs pairs, Supplier<Listing> lists) {
    GaugeWithCallback.builder()
        .name("ixpqos_collector_pairs")
        .help("Pairs that are stored: in the published lists, or beside them.")
        .labelNames("listed")
        .callback(
            callback -> {
              int beside = pairs.unlisted(lists.get());
              callback.call(pairs.count() - beside, "true");
              callback.call(beside, "false");
            })
        .register(registry);
  }

  /**
   * Adds the state of a store.
   *
   * @param queueDepth changes that wait to be written
   */
  public void observe(IntSupplier queueDepth) {
    GaugeWithCallback.builder()
        .name("ixpqos_collector_queue_depth")
        .help("Changes that wait to be written.")
        .callback(callback -> callback.call(queueDepth.getAsInt()))
        .register(registry);
  }

  /** Adds the states of the probes. */
  public void observe(MeshModel model, RefusedPosts refused) {
    probes = new ProbeMetrics(registry, model, refused);
  }

  /** Adds a condition of the collector: 1 while it holds. */
  public void observe(String name, String help, BooleanSupplier condition) {
    GaugeWithCallback.builder()
        .name("ixpqos_collector_" + name)
        .help(help)
        .callback(callback -> callback.call(condition.getAsBoolean() ? 1 : 0))
        .register(registry);
  }

  /** The metrics of sinks. */
  public SinkMetrics sinks() {
    return sinks;
  }

  @Override
  public void answered(String method, int status) {
    requests.labelValues(known(method), Integer.toString(status)).inc();
  }

  /** Known methods only: any text may come as a method, and each would make a series. */
  private static String known(String method) {
    return List.of("GET", "HEAD", "POST").contains(method) ? method : "other";
  }

  /** A transaction ended so many nanoseconds after it began. */
  public void committed(long nanos) {
    commits.observe(nanos / 1e9);
  }

  @Override
  public void unlistedRefused() {
    unlisted.inc();
  }

  @Override
  public void stored(StoredCounts stored, long rejected) {
    rows.labelValues("accepted").inc(stored.accepted());
    rows.labelValues("duplicate").inc(stored.duplicates());
    rows.labelValues("rejected").inc(rejected);
    if (stored.conflict()) {
      conflicts.inc();
    }
  }

  public ApiResponse answer() throws IOException {
    if (probes != null) {
      probes.look();
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(text, registry.scrape(), EscapingScheme.DEFAULT);
    return ApiResponse.text(PrometheusTextFormatWriter.CONTENT_TYPE, text.toByteArray());
  }
}
