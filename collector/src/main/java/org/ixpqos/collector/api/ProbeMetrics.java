package org.ixpqos.collector.api;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.ixpqos.collector.history.HistoryException;
import org.ixpqos.collector.ingest.RefusedPosts;
import org.ixpqos.collector.model.ProbeStatus;
import org.ixpqos.model.wire.WireTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of each probe, as part of GET /metrics, from one snapshot. A retired probe has its
 * state and nothing else, so that no alert on its other numbers stays forever.
 */
final class ProbeMetrics {
  private static final Logger log = LoggerFactory.getLogger(ProbeMetrics.class);

  /** Every state that a probe may have; one of them is 1. */
  static final List<String> STATES =
      List.of("reporting", "silent", "stopped", "refused", "never", "retired", "unknown");

  private final MeshModel model;

  /** As of the last snapshot. */
  private volatile Map<String, Seen> probes = Map.of();

  /**
   * @param status null when the probe never posted
   */
  private record Seen(String state, boolean listed, ProbeStatus status) {
    boolean isMeasured() {
      return status != null && !state.equals("retired");
    }
  }

  private interface Emit {
    void value(double value, String... labels);
  }

  ProbeMetrics(PrometheusRegistry registry, MeshModel model, RefusedPosts refused) {
    this.model = model;
    gauge(
        registry,
        "ixpqos_probe_state",
        "1 for the state that the probe is in, 0 for the others.",
        List.of("probe", "state"),
        emit ->
            probes.forEach(
                (name, seen) ->
                    STATES.forEach(
                        state -> emit.value(seen.state().equals(state) ? 1 : 0, name, state))));
    gauge(
        registry,
        "ixpqos_probe_listed",
        "1 where the probe is in the published probes.json.",
        List.of("probe"),
        emit -> probes.forEach((name, seen) -> emit.value(seen.listed() ? 1 : 0, name)));
    gauge(
        registry,
        "ixpqos_probe_refused_uploads",
        "Uploads in the probe's name that were refused for their key, since the start.",
        List.of("probe"),
        emit ->
            refused
                .counts()
                .forEach(
                    (name, count) -> {
                      if (probes.containsKey(name)) {
                        emit.value(count, name);
                      }
                    }));
    GaugeWithCallback.builder()
        .name("ixpqos_probe_last_seen_seconds")
        .unit(Unit.SECONDS)
        .help("When the probe's newest upload came in, seconds since 1970.")
        .labelNames("probe")
        .callback(
            callback ->
                measured(
                    (name, status) ->
                        callback.call(WireTime.micros(status.lastSeen()) / 1e6, name)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("ixpqos_probe_clock_skew_seconds")
        .unit(Unit.SECONDS)
        .help("The probe's clock less the collector's, with the way of the request in it.")
        .labelNames("probe")
        .callback(
            callback ->
                measured(
                    (name, status) -> {
                      if (status.skewMicros() != null) {
                        callback.call(status.skewMicros() / 1e6, name);
                      }
                    }))
        .register(registry);
    status(
        registry,
        "backlog",
        "Rounds and gaps that the probe still has for us.",
        ProbeStatus::backlog);
    status(registry, "dropped_rounds", "Rounds that its buffer dropped.", ProbeStatus::dropped);
    status(
        registry,
        "stopped",
        "1 when its daemon's last upload reported that it ends.",
        status -> status.stopped().isEmpty() ? 0L : 1L);
    status(
        registry, "local_drops", "Packets that its own sockets dropped.", ProbeStatus::localDrops);
  }

  private interface Measured {
    void probe(String name, ProbeStatus status);
  }

  private void measured(Measured each) {
    probes.forEach(
        (name, seen) -> {
          if (seen.isMeasured()) {
            each.probe(name, seen.status());
          }
        });
  }

  private void status(
      PrometheusRegistry registry, String name, String help, Function<ProbeStatus, Long> value) {
    gauge(
        registry,
        "ixpqos_probe_" + name,
        help,
        List.of("probe"),
        emit -> measured((probe, status) -> emit.value(value.apply(status), probe)));
  }

  private interface Emission {
    void all(Emit emit);
  }

  private static void gauge(
      PrometheusRegistry registry,
      String name,
      String help,
      List<String> labels,
      Emission emission) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels.toArray(String[]::new))
        .callback(callback -> emission.all(callback::call))
        .register(registry);
  }

  /** Takes a new snapshot, before a scrape. */
  void look() {
    try {
      Instant now = model.present().now();
      MeshSnapshot mesh = model.snapshot(now);
      Map<String, Seen> all = new TreeMap<>();
      for (String name : mesh.sites().keySet()) {
        ProbeStates states = mesh.states();
        all.put(name, new Seen(states.state(name), states.isListed(name), states.status(name)));
      }
      probes = all;
    } catch (HistoryException e) {
      log.error("the probes' state can't be read for /metrics; see to the store's disk", e);
      probes = Map.of();
    }
  }
}
