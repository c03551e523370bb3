package org.ixpqos.daemon;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ixpqos.cli.Version;
import org.ixpqos.config.ConfigException;
import org.ixpqos.config.cron.QuartzCron;
import org.ixpqos.daemon.buffer.DurableBuffer;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.daemon.config.ConfigurationLoader;
import org.ixpqos.daemon.config.ConfigurationWatcher;
import org.ixpqos.daemon.host.KernelClock;
import org.ixpqos.daemon.host.StartTime;
import org.ixpqos.daemon.host.StopCause;
import org.ixpqos.daemon.host.Watchdog;
import org.ixpqos.daemon.notice.BufferGrowth;
import org.ixpqos.daemon.notice.ClockNotice;
import org.ixpqos.daemon.notice.PeerChanges;
import org.ixpqos.daemon.notice.PeerOutages;
import org.ixpqos.daemon.notice.SendTroubles;
import org.ixpqos.daemon.remote.RemoteConfigurationFetcher;
import org.ixpqos.daemon.round.Recorder;
import org.ixpqos.daemon.round.RoundStarter;
import org.ixpqos.daemon.schedule.ClockSteps;
import org.ixpqos.daemon.schedule.Firings;
import org.ixpqos.daemon.schedule.Periods;
import org.ixpqos.daemon.schedule.Triggers;
import org.ixpqos.daemon.status.DaemonMetrics;
import org.ixpqos.daemon.status.LatestResults;
import org.ixpqos.daemon.status.StatusServer;
import org.ixpqos.daemon.status.StatusSource;
import org.ixpqos.daemon.upload.Uploads;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.engine.resolve.NameResolver;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.clock.Timekeeper;
import org.ixpqos.service.ServiceManager;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The resident probe: its parts, and the order in which they start and stop.
 *
 * <p>The fields stand in the order of a measurement: a firing starts rounds, the engine measures
 * them, the recorder puts them into the buffer, the uploads take them to the collectors.
 */
public final class Daemon implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Daemon.class);

  /** How long a stop waits for packets in flight, and how long the last flush may take. */
  private static final Duration DRAIN = Duration.ofSeconds(3);

  /** The engine's last turn comes so long after that at most. */
  private static final Duration ENDING = Duration.ofSeconds(2);

  private static final Duration FLUSH = Duration.ofSeconds(5);

  private final Timekeeper time =
      new Timekeeper(Clock.systemUTC(), System::nanoTime, Version.built());
  private final ConfigurationLoader loader;
  private final Firings firings;
  private final RoundStarter starter;
  private final EchoEngine engine;
  private final Recorder recorder;
  private final DurableBuffer buffer;
  private final Uploads uploads;

  private final LatestResults latest = new LatestResults();
  private final PeerOutages outages = new PeerOutages(System::nanoTime);
  private final SendTroubles troubles = new SendTroubles();
  private final StatusSource status;
  private final StatusServer server;
  private final ConfigurationWatcher watcher;
  private final RemoteConfigurationFetcher lists;
  private final Watchdog watchdog;
  private final ServiceManager manager = new ServiceManager();
  private volatile Configuration configuration;

  /** The part of the configuration that is reported to the collectors. */
  private volatile Uploads.Running reported;

  /**
   * Creates all parts and starts none.
   *
   * @param engine owned by the daemon from now on
   * @throws ConfigException with every error in the configuration
   * @throws IOException when another process has the buffer open, or the status address can't be
   *     listened on
   */
  public Daemon(Path directory, EchoEngine engine, NameResolver names)
      throws ConfigException, IOException, SchedulerException {
    StartTime started = new StartTime(time);
    this.engine = engine;
    loader = new ConfigurationLoader(directory, new QuartzCron());
    configuration = loader.load();
    buffer = new DurableBuffer(configuration.daemon(), time);
    buffer.requireAlone();
    recorder = new Recorder(engine, buffer, time, this::recorded);
    starter = new RoundStarter(engine, names, recorder, new KernelClock(), time);
    ClockSteps clockSteps = new ClockSteps(time, recorder::record);
    firings =
        new Firings(
            (now, entry, count) -> starter.fire(entry, now.peers(entry), count),
            recorder::record,
            clockSteps,
            time);
    reported = reported(configuration);
    uploads = new Uploads(buffer, engine, started, () -> reported, time);
    status =
        new StatusSource(
            directory,
            started,
            () -> configuration,
            firings,
            engine,
            buffer,
            uploads,
            latest,
            troubles,
            time);
    server = new StatusServer(configuration.daemon().status(), status, metrics());
    watcher = new ConfigurationWatcher(directory, this::reload);
    lists =
        new RemoteConfigurationFetcher(
            () -> configuration.daemon(), new QuartzCron(), watcher::reload);
    BufferGrowth growth =
        new BufferGrowth(buffer::status, () -> configuration.daemon().buffer(), time);
    watchdog =
        new Watchdog(
            engine,
            recorder,
            firings,
            time,
            manager,
            status::line,
            List.of(growth::look, troubles::look, new ClockNotice(time)::look));
  }

  private Uploads.Running reported(Configuration its) {
    return new Uploads.Running(its.daemon().name(), its.version(), Periods.of(its, time.now()));
  }

  private void recorded(RoundResult row) {
    latest.put(row);
    outages.recorded(row);
    troubles.recorded(row);
  }

  private PrometheusRegistry metrics() {
    PrometheusRegistry registry = new PrometheusRegistry();
    DaemonMetrics metrics = new DaemonMetrics(registry);
    metrics.firings(firings);
    metrics.engine(engine);
    metrics.recorder(recorder);
    metrics.faults(firings, starter);
    metrics.clock(time, uploads);
    metrics.troubles(troubles);
    metrics.buffer(buffer);
    metrics.uploaders(uploads);
    return registry;
  }

  /** Starts from the delivery's end, so that each result finds the next part running. */
  public void start() throws SchedulerException {
    uploads.apply(configuration.daemon());
    recorder.start();
    server.start();
    firings.start();
    apply(configuration);
    watcher.start();
    lists.start();
    watchdog.start();
    log.info(
        "ixpqos runs name={} configuration={} directory={} status=http://{}:{}/status",
        configuration.daemon().name(),
        configuration.version(),
        loader.directory(),
        configuration.daemon().status().address(),
        server.port());
    manager.ready(status.line());
  }

  private void apply(Configuration next) throws SchedulerException {
    if (!next.missing().isEmpty()) {
      log.warn("nothing is measured: {}", next.missing());
    }
    next.warnings().forEach(warning -> log.warn("{}", warning));
    next.enabled().stream()
        .filter(entry -> Triggers.expired(entry, Instant.now()))
        .forEach(
            entry ->
                log.warn(
                    "a schedule entry has expired and never fires again: remove it, or give its"
                        + " cron another year entry={}",
                    entry.name()));
    starter.keepOnly(next);
    latest.keepOnly(next);
    outages.keepOnly(next);
    troubles.keepOnly(next);
    firings.apply(next);
  }

  /**
   * Applies a changed configuration, or logs its errors and keeps the old one; on the watcher's
   * thread.
   */
  private void reload() {
    manager.reloading();
    try {
      Configuration next = loader.load();
      Configuration before = configuration;
      configuration = next;
      reported = reported(next);
      status.problems(List.of(), Instant.now());
      if (!next.daemon().equals(before.daemon())) {
        buffer.reconfigure(next.daemon());
        uploads.apply(next.daemon());
        warnOfRestart(before, next);
      }
      PeerChanges.log(before.probes(), next.probes());
      apply(next);
      log.info("configuration loaded version={} before={}", next.version(), before.version());
    } catch (ConfigException e) {
      status.problems(e.problems(), Instant.now());
      log.error(
          "the configuration was not taken over, the last good one stays in use errors={}"
              + " running={}",
          e.problems().size(),
          configuration.version());
      e.problems().forEach(problem -> log.error("{}", problem));
    } catch (SchedulerException | RuntimeException e) {
      log.error("the configuration could not be applied; restart the daemon", e);
    }
    manager.ready(status.line());
  }

  private static void warnOfRestart(Configuration before, Configuration next) {
    boolean moved =
        !next.daemon().buffer().directory().equals(before.daemon().buffer().directory());
    if (moved || !next.daemon().status().equals(before.daemon().status())) {
      log.warn("buffer.directory and status change with a restart of the daemon");
    }
  }

  /** Reads the configuration again: SIGHUP. */
  public void askReload() {
    watcher.reload();
  }

  /** The port of {@code /status} and {@code /metrics}. */
  public int statusPort() {
    return server.port();
  }

  /**
   * Stops from the schedule's end: rounds in flight end, are written to the disk, and are
   * delivered; then the reason of the end is reported to the collectors.
   */
  @Override
  public void close() {
    manager.stopping();
    CompletableFuture<String> reason = new StopCause().ask();
    lists.close();
    watcher.close();
    watchdog.close();
    buffer.stopsAt(time.nanoTime());
    step("scheduler", firings::close);
    step("rounds", starter::stop);
    step("engine", () -> engine.stop(DRAIN));
    step("recorder", () -> recorder.close(DRAIN.plus(ENDING)));
    String why = StopCause.answer(reason);
    step("uploads", () -> uploads.close(FLUSH, why));
    step("buffer", buffer::close);
    step("status server", server::close);
    step("sockets", engine::close);
    log.info("ixpqos has stopped name={} reason={}", configuration.daemon().name(), why);
  }

  private interface Step {
    void run() throws Exception;
  }

  private static void step(String part, Step step) {
    try {
      step.run();
    } catch (Exception e) {
      log.error("stopping failed, going on part={}", part, e);
    }
  }
}
