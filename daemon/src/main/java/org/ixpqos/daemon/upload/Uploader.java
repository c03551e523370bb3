package org.ixpqos.daemon.upload;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.ixpqos.config.Durations;
import org.ixpqos.daemon.buffer.Buffer;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.clock.Timekeeper;
import org.ixpqos.service.delivery.DeliveryListener;
import org.ixpqos.service.delivery.DeliveryMachine;
import org.ixpqos.service.delivery.DeliveryPolicy;
import org.ixpqos.service.delivery.DeliveryTiming;
import org.ixpqos.service.delivery.SeveralTries;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the buffer to one collector. A machine of its own, on the thread {@code upload-NAME},
 * does it; what is asked and told here may be by any thread.
 */
public final class Uploader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Uploader.class);

  /** A row that is refused alone is sent twice; a trouble is told at once, and each reason. */
  private static final DeliveryPolicy POLICY =
      new DeliveryPolicy(
          UploadSource.MAX_ROWS, 2, Duration.ofSeconds(60), Duration.ofMillis(250), 0, true);

  /** So often, with nothing taken between, and the batch as a whole is refused. */
  private static final int REFUSALS = 20;

  /** A batch that is refused as a whole is tried so often before its rows are to blame. */
  private static final int WHOLE_REFUSED = 5;

  /** What an uploader has done since the daemon started. */
  public record Status(
      String collector,
      String url,
      long requests,
      long accepted,
      long duplicates,
      long refused,
      int failures,
      Optional<Instant> lastSuccess,
      String trouble,
      Duration clockAhead,
      String clockText) {}

  private final Collector collector;
  private final Buffer buffer;
  private final AboutProbe about;
  private final Timekeeper time;
  private final ClockRefusals clockRefusals;
  private final FormerName former;
  private final UploadCounts counts = new UploadCounts();
  private final DeliveryMachine<UploadItem> machine;

  /**
   * Delivers nothing until it is started.
   *
   * @param about what the probe tells of itself
   */
  public Uploader(
      Collector collector,
      Buffer buffer,
      int backlogRate,
      AboutProbe about,
      Timekeeper time,
      RandomGenerator random) {
    this(collector, buffer, backlogRate, about, time, random, DeliveryTiming.Pause.REAL);
  }

  Uploader(
      Collector collector,
      Buffer buffer,
      int backlogRate,
      AboutProbe about,
      Timekeeper time,
      RandomGenerator random,
      DeliveryTiming.Pause pause) {
    this.collector = collector;
    this.buffer = buffer;
    this.about = about;
    this.time = time;
    this.former = new FormerName(collector.name());
    this.clockRefusals = new ClockRefusals(collector.name(), time, random);
    UploadTarget target =
        new UploadTarget(
            new CollectorClient(collector, time, clockRefusals::heard),
            () -> about.health(collector.name(), time.now()),
            about::source,
            former,
            this::lastWord,
            clockRefusals,
            counts);
    UploadSource source =
        new UploadSource(collector, buffer, backlogRate, clockRefusals, former, counts);
    this.machine =
        new DeliveryMachine<>(
            "upload-" + collector.name(),
            new DeliveryMachine.Route<>(source, target, new Voice()),
            POLICY,
            new SeveralTries(REFUSALS, WHOLE_REFUSED),
            new DeliveryTiming(time::now, time::nanoTime, pause),
            random);
  }

  public void start() {
    machine.start();
  }

  public Status status() {
    DeliveryMachine.Status delivery = machine.status();
    return new Status(
        collector.name(),
        collector.url().toString(),
        delivery.posts(),
        counts.accepted(),
        counts.duplicates(),
        counts.refused(),
        delivery.failures(),
        delivery.lastSuccess(),
        delivery.trouble().isEmpty() ? former.text(postponed()) : delivery.trouble(),
        clockRefusals.ahead(),
        clockRefusals.text().orElse(""));
  }

  private long postponed() {
    return buffer.status().postponed().getOrDefault(collector.name(), 0L);
  }

  /** What the log says of a delivery. */
  private final class Voice implements DeliveryListener {
    @Override
    public void troubled(Trouble trouble, boolean first) {
      if (first) {
        log.warn(
            "the collector can't be reached or does not take results; they wait on disk"
                + " collector={} url={} reason=\"{}\"",
            collector.name(),
            collector.url(),
            trouble.reason());
      } else {
        log.warn(
            "still no delivery collector={} reason=\"{}\"", collector.name(), trouble.reason());
      }
    }

    @Override
    public void recovered(Duration after) {
      log.info(
          "the collector takes results again collector={} after={} waiting={}",
          collector.name(),
          Durations.format(after.truncatedTo(ChronoUnit.SECONDS)),
          buffer.status().waiting().get(collector.name()));
    }

    @Override
    public void fault(Throwable fault) {
      log.error(
          "an upload failed by a fault of the daemon's own; report it collector={}",
          collector.name(),
          fault);
    }
  }

  /** Empty where nobody would understand it: an original collector, a probe without a name. */
  private String lastWord() {
    ProbeHealth its = about.health(collector.name(), time.now());
    boolean told = !collector.compat() && !about.source().isEmpty() && !its.stopping().isEmpty();
    return told ? UploadBody.of(about.source(), buffer.status().epoch(), its) : "";
  }

  /** This host's clock was set: what was refused for its time may be taken now. */
  void clockStepped() {
    clockRefusals.clockStepped();
  }

  /** Begins to deliver what is there, once, for at most so long. */
  void beginFlush(Duration flush) {
    machine.beginFlush(flush);
  }

  /** Waits for the end of the flush, and ends what is not over then. */
  void awaitFlush() throws InterruptedException {
    machine.awaitFlush();
  }

  /** Waits until it has ended, or a moment has come: a disk that does not answer keeps it. */
  void awaitEnd(long untilNanos) throws InterruptedException {
    if (!machine.awaitEnd(untilNanos)) {
      log.error("an upload waits for the disk and is left behind collector={}", collector.name());
    }
  }

  /** Ends at once; what was not acknowledged stays in the buffer. */
  @Override
  public void close() {
    machine.close();
  }
}
