package org.ixpqos.daemon.status;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.ixpqos.cli.LogQueue;
import org.ixpqos.cli.Version;
import org.ixpqos.daemon.buffer.Buffer;
import org.ixpqos.daemon.notice.SendTroubles;
import org.ixpqos.daemon.round.Recorder;
import org.ixpqos.daemon.round.RoundStarter;
import org.ixpqos.daemon.schedule.Firings;
import org.ixpqos.daemon.upload.Uploader;
import org.ixpqos.daemon.upload.Uploads;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.engine.EngineStatus;
import org.ixpqos.model.clock.Timekeeper;

/** The content of {@code /metrics}; each value is read at the request. */
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

  /** How this host's clock compares with the collectors'. */
  public void clock(Timekeeper time, Uploads uploads) {
    gauge(
        "ixpqos_clock_confirmed",
        "1 while the collectors' clocks show the same time as this host's",
        () -> time.mayDelete() ? 1 : 0);
    gauge(
        "ixpqos_clock_set",
        "0 while this host's clock shows a time before this version was built",
        () -> time.isSet() ? 1 : 0);
    byCollector(
        uploads,
        "ixpqos_clock_ahead_seconds",
        "How far this host's clock is ahead of the collector's",
        status -> status.clockAhead().toMillis() / 1e3);
  }

  /** Causes that keep packets from being sent. */
  public void troubles(SendTroubles troubles) {
    GaugeWithCallback.builder()
        .name("ixpqos_peers_not_sent_to")
        .help("Peers and entries to which packets do not leave this host, by cause")
        .labelNames("cause")
        .callback(
            sample ->
                troubles.list().forEach(trouble -> sample.call(trouble.peers(), trouble.cause())))
        .register(registry);
  }

  private void byCollector(
      Uploads uploads, String name, String help, ToDoubleFunction<Uploader.Status> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames("collector")
        .callback(
            sample ->
                uploads
                    .status()
                    .forEach(
                        status -> sample.call(value.applyAsDouble(status), status.collector())))
        .register(registry);
  }

  public void firings(Firings firings) {
    gauge(
        "ixpqos_scheduler_lag_seconds",
        "How late the latest firing was",
        () -> firings.lagMillis() / 1e3);
  }

  /** Faults of the daemon's own between a firing and the engine. */
  public void faults(Firings firings, RoundStarter starter) {
    CounterWithCallback.builder()
        .name("ixpqos_start_faults")
        .help("Firings and rounds that a fault of the daemon's own kept from being measured")
        .callback(sample -> sample.call((double) (firings.faults() + starter.faults())))
        .register(registry);
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
    CounterWithCallback.builder()
        .name("ixpqos_log_lost")
        .help("Log lines that were lost because the log was not read")
        .callback(sample -> sample.call((double) LogQueue.lost()))
        .register(registry);
    gauge(
        "ixpqos_disk_wait_seconds",
        "How long the present write to the buffer has taken",
        () -> recorder.writer().writingNanos() / 1e9);
    gauge(
        "ixpqos_disk_waiting",
        "Entries in memory that wait for the disk",
        () -> recorder.writer().waiting());
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
    GaugeWithCallback.builder()
        .name("ixpqos_buffer_refused_for_time")
        .help("Entries that a collector refuses until the clocks agree")
        .labelNames("collector")
        .callback(
            sample ->
                buffer
                    .status()
                    .postponed()
                    .forEach((collector, entries) -> sample.call(entries, collector)))
        .register(registry);
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
    byCollector(
        uploads,
        "ixpqos_upload_failures",
        "Failures in a row; 0 while deliveries succeed",
        Uploader.Status::failures);
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
