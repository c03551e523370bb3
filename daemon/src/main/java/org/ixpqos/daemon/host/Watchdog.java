package org.ixpqos.daemon.host;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.ixpqos.cli.ServiceManager;
import org.ixpqos.daemon.notice.BufferGrowth;
import org.ixpqos.daemon.round.Recorder;
import org.ixpqos.daemon.schedule.ClockSteps;
import org.ixpqos.daemon.schedule.Firings;
import org.ixpqos.engine.EchoEngine;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every second whether the parts that measure are alive, and feeds the service manager's
 * watchdog only while they are. It also sees steps of the clock and has the schedule follow, and
 * every ten seconds it tells the status line and looks how the buffer grows.
 *
 * <p>Its own thread, {@code watchdog}.
 */
public final class Watchdog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);
  private static final Duration ENGINE_STALLED = Duration.ofSeconds(10);

  /** A disk may take long; results are held in the engine meanwhile. */
  private static final Duration RECORDER_STALLED = Duration.ofSeconds(60);

  private static final int STATUS_EVERY_SECONDS = 10;

  private final EchoEngine engine;
  private final Recorder recorder;
  private final Firings firings;
  private final ClockSteps clockSteps;
  private final ServiceManager manager;
  private final Supplier<String> statusLine;
  private final BufferGrowth growth;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread created = new Thread(task, "watchdog");
            created.setDaemon(true);
            return created;
          });
  private String stalled = "";
  private int turns;

  public Watchdog(
      EchoEngine engine,
      Recorder recorder,
      Firings firings,
      ClockSteps clockSteps,
      ServiceManager manager,
      Supplier<String> statusLine,
      BufferGrowth growth) {
    this.engine = engine;
    this.recorder = recorder;
    this.firings = firings;
    this.clockSteps = clockSteps;
    this.manager = manager;
    this.statusLine = statusLine;
    this.growth = growth;
  }

  public void start() {
    var unused = thread.scheduleAtFixedRate(this::look, 1, 1, TimeUnit.SECONDS);
  }

  private void look() {
    try {
      followClock();
      String now = stalledPart();
      if (now.isEmpty()) {
        manager.alive();
      } else if (!now.equals(stalled)) {
        log.error(
            "a part does not go on; under systemd the watchdog restarts the daemon part={}", now);
      }
      stalled = now;
      if (turns++ % STATUS_EVERY_SECONDS == 0) {
        manager.status(statusLine.get());
        growth.look();
      }
    } catch (RuntimeException | SchedulerException e) {
      log.error("the watchdog's look failed", e);
    }
  }

  private void followClock() throws SchedulerException {
    long step = clockSteps.look();
    if (step != 0) {
      log.warn("the clock was set; durations are not touched by it by_ms={}", step);
      firings.clockStepped();
    }
  }

  /** The part that stalls; empty when none does. */
  private String stalledPart() {
    if (engine.status().heartbeatAgeNanos() > ENGINE_STALLED.toNanos()) {
      return "engine";
    }
    if (recorder.heartbeatAgeNanos() > RECORDER_STALLED.toNanos()) {
      return "recorder";
    }
    return firings.running() ? "" : "scheduler";
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
