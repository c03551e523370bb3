package org.ixpqos.collector.api;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.ixpqos.collector.model.Outbox;
import org.ixpqos.collector.model.StoreException;
import org.ixpqos.collector.sink.SinkListener;
import org.ixpqos.collector.sink.Sinks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The counts of sinks and their backlogs, as part of GET /metrics. */
public final class SinkMetrics implements SinkListener {
  private static final Logger log = LoggerFactory.getLogger(SinkMetrics.class);

  private final PrometheusRegistry registry;
  private final Counter requests;
  private final Counter points;

  SinkMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    this.requests =
        Counter.builder()
            .name("ixpqos_sink_requests")
            .help("Requests to a sink, by what became of them.")
            .labelNames("sink", "outcome")
            .register(registry);
    this.points =
        Counter.builder()
            .name("ixpqos_sink_points")
            .help("Points that a sink took or refused, or that were dropped before it took them.")
            .labelNames("sink", "outcome")
            .register(registry);
  }

  /** Adds the state of sinks. */
  public void observe(Sinks sinks, Clock clock) {
    for (String sink : behind(sinks).keySet()) {
      for (Points how : Points.values()) {
        points.initLabelValues(sink, word(how));
      }
    }
    GaugeWithCallback.builder()
        .name("ixpqos_sink_waiting_uploads")
        .help("Uploads that the sink has still to get.")
        .labelNames("sink")
        .callback(
            callback ->
                behind(sinks)
                    .forEach((sink, behind) -> callback.call((double) behind.entries(), sink)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("ixpqos_sink_behind_seconds")
        .unit(Unit.SECONDS)
        .help("How long the oldest of them has waited; 0 when there is none.")
        .labelNames("sink")
        .callback(
            callback ->
                behind(sinks)
                    .forEach((sink, behind) -> callback.call(age(behind, clock.instant()), sink)))
        .register(registry);
  }

  private static double age(Outbox.Behind behind, Instant now) {
    return behind.oldest() == null
        ? 0
        : Math.max(0, Duration.between(behind.oldest(), now).toMillis() / 1e3);
  }

  private static Map<String, Outbox.Behind> behind(Sinks sinks) {
    try {
      return sinks.behind();
    } catch (StoreException e) {
      log.error("what waits for sinks can't be read for /metrics; see to the store's disk", e);
      return Map.of();
    }
  }

  private static String word(Points how) {
    return how.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void requested(String sink, String outcome) {
    requests.labelValues(sink, outcome).inc();
  }

  @Override
  public void ended(String sink, Points how, long count) {
    points.labelValues(sink, word(how)).inc(count);
  }
}
