package org.ixpqos.daemon.status;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.ixpqos.cli.Version;
import org.ixpqos.config.Counted;
import org.ixpqos.config.Problem;
import org.ixpqos.daemon.buffer.Buffer;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.daemon.notice.SendTroubles;
import org.ixpqos.daemon.schedule.Firings;
import org.ixpqos.daemon.upload.Uploader;
import org.ixpqos.daemon.upload.Uploads;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.engine.EngineStatus;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.clock.ClockStanding;
import org.ixpqos.model.clock.Timekeeper;
import org.ixpqos.model.wire.WireTime;

/** Collects the state of every part. Safe for use by any thread. */
public final class StatusSource implements Supplier<DaemonStatus> {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Path directory;
  private final Supplier<Instant> started;
  private final Supplier<Configuration> configuration;
  private final Firings firings;
  private final EchoEngine engine;
  private final Buffer buffer;
  private final Uploads uploads;
  private final LatestResults latest;
  private final SendTroubles troubles;
  private final Timekeeper time;
  private volatile Instant loaded;
  private volatile List<Problem> problems = List.of();

  public StatusSource(
      Path directory,
      Supplier<Instant> started,
      Supplier<Configuration> configuration,
      Firings firings,
      EchoEngine engine,
      Buffer buffer,
      Uploads uploads,
      LatestResults latest,
      SendTroubles troubles,
      Timekeeper time) {
    this.directory = directory;
    this.started = started;
    this.loaded = started.get();
    this.configuration = configuration;
    this.firings = firings;
    this.engine = engine;
    this.buffer = buffer;
    this.uploads = uploads;
    this.latest = latest;
    this.troubles = troubles;
    this.time = time;
  }

  /** The files were read, with these errors; none when they were applied. */
  public void problems(List<Problem> found, Instant when) {
    problems = List.copyOf(found);
    if (found.isEmpty()) {
      loaded = when;
    }
  }

  @Override
  public DaemonStatus get() {
    Configuration config = configuration.get();
    Buffer.Status buffered = buffer.status();
    return new DaemonStatus(
        config.daemon().name(),
        Version.current(),
        ProcessHandle.current().pid(),
        WireTime.format(started.get()),
        line(),
        clock(),
        new DaemonStatus.Configured(
            directory.toString(),
            config.version(),
            WireTime.format(loaded),
            problems.stream().map(Problem::toString).toList()),
        scheduler(config),
        engine(),
        new DaemonStatus.Buffered(
            buffered.entries(),
            buffered.bytes(),
            time(buffered.oldest()),
            buffered.dropped(),
            buffered.quarantined(),
            buffered.held(),
            buffered.trouble()),
        uploads.status().stream().map(status -> delivery(status, buffered)).toList(),
        troubles.list().stream().map(StatusSource::notSent).toList(),
        latest.list().stream().map(StatusSource::peer).toList());
  }

  /** The state in one line, for {@code systemctl status}. */
  public String line() {
    Configuration config = configuration.get();
    if (!problems.isEmpty()) {
      return "configuration not taken over, the last good one stays in use: " + problems.get(0);
    }
    if (!config.missing().isEmpty()) {
      return "nothing is measured: " + config.missing();
    }
    int peers = config.enabled().stream().mapToInt(entry -> config.peers(entry).size()).sum();
    if (time.standing().state() == ClockStanding.State.UNSET) {
      return time.standing().text("collectors");
    }
    Buffer.Status buffered = buffer.status();
    String line =
        "measuring "
            + Counted.of(config.enabled().size(), "entry", "entries")
            + ", "
            + Counted.of(peers, "peer")
            + "; "
            + Counted.of(buffered.entries(), "result")
            + " buffered";
    if (!buffered.trouble().isEmpty()) {
      return line
          + "; the disk does not take results, "
          + buffered.held()
          + " held in memory: "
          + buffered.trouble();
    }
    if (config.daemon().collectors().isEmpty()) {
      return line + "; no collector: set \"collectors\" in daemon.json";
    }
    return uploads.status().stream()
        .filter(status -> !trouble(status).isEmpty())
        .findFirst()
        .map(status -> line + "; collector " + status.collector() + ": " + trouble(status))
        .orElse(line + notSent());
  }

  private static String trouble(Uploader.Status status) {
    return status.trouble().isEmpty() ? status.clockText() : status.trouble();
  }

  private String notSent() {
    return troubles.list().stream()
        .findFirst()
        .map(
            trouble ->
                "; nothing is sent to "
                    + Counted.of(trouble.peers(), "peer")
                    + ": "
                    + trouble.advice())
        .orElse("");
  }

  private DaemonStatus.Clock clock() {
    ClockStanding standing = time.standing();
    return new DaemonStatus.Clock(
        WireTime.format(time.now()),
        standing.state().name().toLowerCase(Locale.ROOT),
        standing.text("collectors"));
  }

  private static DaemonStatus.NotSent notSent(SendTroubles.Trouble trouble) {
    return new DaemonStatus.NotSent(
        trouble.cause(), trouble.peers(), trouble.example(), trouble.advice());
  }

  private DaemonStatus.Scheduler scheduler(Configuration config) {
    return new DaemonStatus.Scheduler(
        firings.running(),
        firings.lagMillis(),
        time(firings.lastFiring()),
        config.enabled().stream()
            .map(
                entry ->
                    new DaemonStatus.Next(
                        entry.name(),
                        config.peers(entry).size(),
                        time(firings.next(entry.name(), 1).stream().findFirst())))
            .toList());
  }

  private DaemonStatus.Engine engine() {
    EngineStatus status = engine.status();
    return new DaemonStatus.Engine(
        status.heartbeatAgeNanos() / NANOS_PER_MILLI,
        new TreeMap<>(status.sockets()),
        status.roundsInFlight(),
        new TreeMap<>(status.packets()),
        status.duplicates(),
        status.strays(),
        status.refused(),
        status.localDrops(),
        status.clockSteps());
  }

  private static DaemonStatus.Delivery delivery(Uploader.Status status, Buffer.Status buffered) {
    return new DaemonStatus.Delivery(
        status.collector(),
        status.url(),
        buffered.waiting().getOrDefault(status.collector(), 0L),
        status.requests(),
        status.accepted(),
        status.duplicates(),
        status.refused(),
        status.failures(),
        time(status.lastSuccess()),
        status.trouble(),
        buffered.postponed().getOrDefault(status.collector(), 0L),
        status.clockAhead().toMillis(),
        status.clockText());
  }

  private static DaemonStatus.Peer peer(RoundResult row) {
    return new DaemonStatus.Peer(
        row.schedule(),
        row.target(),
        row.proto(),
        row.address(),
        WireTime.format(row.time()),
        row.packets().scheduled(),
        row.packets().replied(),
        row.loss(),
        row.rtt() == null ? null : row.rtt().median(),
        row.rtt() == null ? null : row.rtt().jitter(),
        row.timestamps(),
        row.reasons().isEmpty() ? "" : row.reasons().get(0).reason());
  }

  private static String time(Optional<Instant> instant) {
    return instant.map(WireTime::format).orElse(null);
  }
}
