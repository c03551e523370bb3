package org.ixpqos.daemon.upload;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.ixpqos.daemon.buffer.Buffer;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.clock.Timekeeper;

/** One uploader a collector; one that is down does not hold back another. */
public final class Uploads {
  /** A disk that does not answer keeps all of them for longer than the daemon may take to end. */
  private static final Duration CLOSE = Duration.ofSeconds(2);

  /**
   * The part of the running configuration that is reported to the collectors.
   *
   * @param source the probe's name; empty while it has none
   * @param periods by schedule entry, the longest time between two firings
   */
  public record Running(String source, String version, Map<String, Duration> periods) {
    public Running {
      periods = Map.copyOf(periods);
    }
  }

  private final Buffer buffer;
  private final EchoEngine engine;
  private final Supplier<Instant> started;
  private final Supplier<Running> running;
  private final Timekeeper time;
  private final AboutProbe about = new About();
  private volatile String stopReason = "";
  private volatile List<Uploader> uploaders = List.of();
  private DaemonConfig applied;

  /**
   * Delivers nothing until a configuration is applied.
   *
   * @param started when the daemon started
   * @param running the configuration that runs
   */
  public Uploads(
      Buffer buffer,
      EchoEngine engine,
      Supplier<Instant> started,
      Supplier<Running> running,
      Timekeeper time) {
    this.buffer = buffer;
    this.engine = engine;
    this.started = started;
    this.running = running;
    this.time = time;
    time.onStep(step -> uploaders.forEach(Uploader::clockStepped));
  }

  /** Delivers to a configuration's collectors from now on. */
  public synchronized void apply(DaemonConfig config) {
    if (applied != null
        && applied.collectors().equals(config.collectors())
        && applied.buffer().equals(config.buffer())) {
      return;
    }
    applied = config;
    uploaders.forEach(Uploader::close);
    List<Uploader> next = new ArrayList<>();
    for (Collector collector : config.collectors()) {
      Uploader uploader =
          new Uploader(collector, buffer, config.buffer().backlogRate(), about, time, new Random());
      uploader.start();
      next.add(uploader);
    }
    uploaders = List.copyOf(next);
  }

  /** The state that each upload reports to the collectors. */
  private final class About implements AboutProbe {
    @Override
    public ProbeHealth health(String collector, Instant now) {
      Buffer.Status status = buffer.status();
      Running its = running.get();
      return new ProbeHealth(
          now,
          started.get(),
          status.waiting().getOrDefault(collector, 0L),
          status.dropped(),
          engine.status().localDrops(),
          its.version(),
          its.periods(),
          stopReason);
    }

    @Override
    public String source() {
      return running.get().source();
    }
  }

  public List<Uploader.Status> status() {
    return uploaders.stream().map(Uploader::status).toList();
  }

  /**
   * Delivers the waiting entries, once, to all collectors at the same time, up to a maximum time,
   * and reports why the daemon ends.
   *
   * @param reason one of {@link org.ixpqos.model.StopReason}'s
   */
  public synchronized void close(Duration flush, String reason) throws InterruptedException {
    stopReason = reason;
    uploaders.forEach(uploader -> uploader.beginFlush(flush));
    for (Uploader uploader : uploaders) {
      uploader.awaitFlush();
    }
    long until = System.nanoTime() + CLOSE.toNanos();
    for (Uploader uploader : uploaders) {
      uploader.awaitEnd(until);
    }
  }
}
