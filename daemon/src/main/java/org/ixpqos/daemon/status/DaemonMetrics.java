package org.ixpqos.daemon.status;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.ixpqos.cli.Version;
import org.ixpqos.daemon.buffer.Buffer;
import org.ixpqos.daemon.round.Recorder;
import org.ixpqos.daemon.schedule.Firings;
import org.ixpqos.daemon.upload.Uploader;
import org.ixpqos.daemon.upload.Uploads;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.engine.EngineStatus;

/** What {@code /metrics} tells; each value is read when it is asked for. */
public final class DaemonMetrics {
  private final PrometheusRegistry registry;

  public DaemonMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    Info.builder()
        .name("ixpqos_build")
        .help("The daemon's version")
        .labelNames("version")
        .register(registry)
        .setLabelValues(Version.current());
  }

  public void engine(EchoEngine engine) {
    CounterWithCallback.builder()
        .name("ixpqos_packets")
        .help("Echo requests by the state that they ended in, the warm-up's among them")
        .labelNames("state")
        .callback(
            sample ->
                engine.status().packets().forEach((state, count) -> sample.call(count, state)))
        .register(registry);
    of(
        engine::status,
        "ixpqos_duplicates",
        "Replies beyond a packet's first",
        EngineStatus::duplicates);
    of(
        engine::status,
        "ixpqos_strays",
        "Replies that named no packet in flight",
        EngineStatus::strays);
    of(
        engine::status,
        "ixpqos_refused",
        "Replies of another sender or with a damaged payload",
        EngineStatus::refused);
    of(
        engine::status,
        "ixpqos_local_drops",
        "Packets that this host's sockets dropped on receipt",
        EngineStatus::localDrops);
    of(
        engine::status,
        "ixpqos_clock_steps",
        "Steps of the clock that were seen",
        EngineStatus::clockSteps);
    gauge(
        "ixpqos_rounds_in_flight",
        "Rounds that are being measured",
        () -> engine.status().roundsInFlight());
    gauge(
        "ixpqos_engine_heartbeat_age_seconds",
        "Since the engine's loop last went round",
        () -> engine.status().heartbeatAgeNanos() / 1e9);
  }

  public void firings(Firings firings) {
    gauge(
        "ixpqos_scheduler_lag_seconds",
        "How late the latest firing was",
        () -> firings.lagMillis() / 1e3);
  }

  public void recorder(Recorder recorder) {
    CounterWithCallback.builder()
        .name("ixpqos_recorder_overflow")
        .help("Results that were lost because the recorder's inbox was full")
        .callback(sample -> sample.call((double) recorder.overflow()))
        .register(registry);
    CounterWithCallback.builder()
        .name("ixpqos_recorder_faults")
        .help("Turns of the recorder that failed by a fault of the daemon's own")
        .callback(sample -> sample.call((double) recorder.faults()))
        .register(registry);
  }

  public void buffer(Buffer buffer) {
    gauge(
        "ixpqos_buffer_entries",
        "Entries that a collector has not acknowledged",
        () -> buffer.status().entries());
    gauge(
        "ixpqos_buffer_bytes", "Bytes of the buffer's file in use", () -> buffer.status().bytes());
    gauge(
        "ixpqos_buffer_oldest_timestamp_seconds",
        "Time of the oldest entry; 0 when there is none",
        () -> buffer.status().oldest().map(oldest -> oldest.toEpochMilli() / 1e3).orElse(0.0));
    gauge(
        "ixpqos_buffer_held",
        "Entries in memory because the disk takes none",
        () -> buffer.status().held());
    gauge(
        "ixpqos_buffer_quarantined",
        "Entries that a collector refused",
        () -> buffer.status().quarantined());
    of(
        buffer::status,
        "ixpqos_buffer_dropped",
        "Rounds dropped for want of room",
        Buffer.Status::dropped);
  }

  public void uploaders(Uploads uploads) {
    upload(uploads, "ixpqos_upload_requests", "Requests to a collector", Uploader.Status::requests);
    upload(
        uploads,
        "ixpqos_upload_accepted",
        "Entries that a collector stored",
        Uploader.Status::accepted);
    upload(
        uploads,
        "ixpqos_upload_duplicates",
        "Entries that a collector had before",
        Uploader.Status::duplicates);
    upload(
        uploads,
        "ixpqos_upload_refused",
        "Entries that a collector refused",
        Uploader.Status::refused);
    GaugeWithCallback.builder()
        .name("ixpqos_upload_failures")
        .help("Failures in a row; 0 while deliveries succeed")
        .labelNames("collector")
        .callback(
            sample ->
                uploads
                    .status()
                    .forEach(status -> sample.call(status.failures(), status.collector())))
        .register(registry);
  }

  private void upload(
      Uploads uploads, String name, String help, ToLongFunction<Uploader.Status> value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames("collector")
        .callback(
            sample ->
                uploads
                    .status()
                    .forEach(
                        status ->
                            sample.call((double) value.applyAsLong(status), status.collector())))
        .register(registry);
  }

  private <T> void of(Supplier<T> status, String name, String help, ToLongFunction<T> value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(sample -> sample.call((double) value.applyAsLong(status.get())))
        .register(registry);
  }

  private void gauge(String name, String help, Supplier<? extends Number> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(sample -> sample.call(value.get().doubleValue()))
        .register(registry);
  }
}
