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
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.ixpqos.collector.clock.LastHeard;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.history.LocalHistory;
import org.ixpqos.collector.http.ApiResponse;
import org.ixpqos.collector.http.RequestListener;
import org.ixpqos.collector.ingest.IngestListener;
import org.ixpqos.collector.model.KnownPairs;
import org.ixpqos.collector.model.Listing;
import org.ixpqos.collector.model.ProbeStatus;
import org.ixpqos.collector.model.StoredCounts;
import org.ixpqos.model.wire.WireTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** GET /metrics: what the collector counts, for Prometheus. */
public final class CollectorMetrics implements RequestListener, IngestListener {
  private static final Logger log = LoggerFactory.getLogger(CollectorMetrics.class);

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
  private final SinkMetrics sinks = new SinkMetrics(registry);

  public CollectorMetrics() {
    for (String outcome : List.of("accepted", "duplicate", "rejected")) {
      rows.initLabelValues(outcome);
    }
  }

  /** Shows how many of the pairs that are stored are not in the published lists. */
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
   * Shows the state of a store, and of the probes in it, from here on.
   *
   * @param queueDepth changes that wait to be written
   */
  public void observe(IntSupplier queueDepth, LocalHistory local, LastHeard heard) {
    GaugeWithCallback.builder()
        .name("ixpqos_collector_queue_depth")
        .help("Changes that wait to be written.")
        .callback(callback -> callback.call(queueDepth.getAsInt()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("ixpqos_probe_last_seen_seconds")
        .unit(Unit.SECONDS)
        .help("When the probe's newest upload came in, seconds since 1970.")
        .labelNames("probe")
        .callback(
            callback -> {
              for (ProbeStatus probe : probes(local, heard)) {
                callback.call(WireTime.micros(probe.lastSeen()) / 1e6, probe.source());
              }
            })
        .register(registry);
    GaugeWithCallback.builder()
        .name("ixpqos_probe_clock_skew_seconds")
        .unit(Unit.SECONDS)
        .help("The probe's clock less the collector's, with the way of the request in it.")
        .labelNames("probe")
        .callback(
            callback -> {
              for (ProbeStatus probe : probes(local, heard)) {
                if (probe.skewMicros() != null) {
                  callback.call(probe.skewMicros() / 1e6, probe.source());
                }
              }
            })
        .register(registry);
    observe(
        local,
        heard,
        "backlog",
        "Rounds and gaps that the probe still has for us.",
        ProbeStatus::backlog);
    observe(
        local, heard, "dropped_rounds", "Rounds that its buffer dropped.", ProbeStatus::dropped);
    observe(
        local,
        heard,
        "local_drops",
        "Packets that its own sockets dropped.",
        ProbeStatus::localDrops);
    observe(
        local,
        heard,
        "stopped",
        "1 when its daemon's last upload told that it ends.",
        probe -> probe.stopped().isEmpty() ? 0 : 1);
  }

  private void observe(
      LocalHistory local,
      LastHeard heard,
      String name,
      String help,
      ToLongFunction<ProbeStatus> value) {
    GaugeWithCallback.builder()
        .name("ixpqos_probe_" + name)
        .help(help)
        .labelNames("probe")
        .callback(
            callback -> {
              for (ProbeStatus probe : probes(local, heard)) {
                callback.call((double) value.applyAsLong(probe), probe.source());
              }
            })
        .register(registry);
  }

  private static List<ProbeStatus> probes(LocalHistory local, LastHeard heard) {
    try {
      return heard.dated(local.probes());
    } catch (HistoryException e) {
      log.error("the probes' state can't be read for /metrics; see to the store's disk", e);
      return List.of();
    }
  }

  /** What is to be told of sinks. */
  public SinkMetrics sinks() {
    return sinks;
  }

  @Override
  public void answered(String method, int status) {
    requests.labelValues(known(method), Integer.toString(status)).inc();
  }

  /** Any text may come as a method, and each makes a series. */
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
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(text, registry.scrape(), EscapingScheme.DEFAULT);
    return ApiResponse.text(PrometheusTextFormatWriter.CONTENT_TYPE, text.toByteArray());
  }
}
