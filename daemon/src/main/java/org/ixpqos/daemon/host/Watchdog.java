package org.ixpqos.daemon.host;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.ixpqos.daemon.round.Recorder;
import org.ixpqos.daemon.schedule.Firings;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.model.clock.Timekeeper;
import org.ixpqos.service.ServiceManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks every second that the measuring parts are alive, and feeds the service manager's watchdog
 * only while they are. It also checks for clock steps, and every ten seconds it updates the status
 * line and runs the notices. It waits neither for the disk nor for the log.
 *
 * <p>Its own thread, {@code watchdog}.
 */
public final class Watchdog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);
  private static final Duration ENGINE_STALLED = Duration.ofSeconds(10);

  /** Never waits. */
  private static final Duration RECORDER_STALLED = Duration.ofSeconds(60);

  private static final Duration DISK_STALLED = Duration.ofSeconds(10);

  private static final int STATUS_EVERY_SECONDS = 10;

  private final EchoEngine engine;
  private final Recorder recorder;
  private final Firings firings;
  private final Timekeeper time;
  private final ServiceManager manager;
  private final Supplier<String> statusLine;
  private final List<Runnable> notices;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread created = new Thread(task, "watchdog");
            created.setDaemon(true);
            return created;
          });
  private String stalled = "";
  private boolean diskStalled;
  private int turns;

  public Watchdog(
      EchoEngine engine,
      Recorder recorder,
      Firings firings,
      Timekeeper time,
      ServiceManager manager,
      Supplier<String> statusLine,
      List<Runnable> notices) {
    this.engine = engine;
    this.recorder = recorder;
    this.firings = firings;
    this.time = time;
    this.manager = manager;
    this.statusLine = statusLine;
    this.notices = List.copyOf(notices);
  }

  public void start() {
    var unused = thread.scheduleAtFixedRate(this::look, 1, 1, TimeUnit.SECONDS);
  }

  private void look() {
    try {
      var unused = time.look();
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
        notices.forEach(Runnable::run);
        lookAtDisk();
      }
    } catch (RuntimeException e) {
      log.error("the watchdog's look failed", e);
    }
  }

  private void lookAtDisk() {
    boolean now = recorder.writer().writingNanos() > DISK_STALLED.toNanos();
    if (now && !diskStalled) {
      log.error(
          "the disk does not answer: measuring goes on, results are held in memory, 8 MB at most;"
              + " see to the disk of buffer.directory seconds={}",
          Duration.ofNanos(recorder.writer().writingNanos()).toSeconds());
    } else if (!now && diskStalled) {
      log.info("the disk answers again held={}", recorder.writer().waiting());
    }
    diskStalled = now;
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
