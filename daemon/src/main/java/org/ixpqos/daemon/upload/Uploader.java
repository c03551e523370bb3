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
 * does it; the methods here may be called by any thread.
 */
public final class Uploader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Uploader.class);

  /**
   * A result that is refused alone is sent twice; a trouble is logged at once, and each new reason.
   */
  private static final DeliveryPolicy POLICY =
      new DeliveryPolicy(
          UploadSource.MAX_ROWS, 2, Duration.ofSeconds(60), Duration.ofMillis(250), 0, true);

  /** How many refusals, with nothing accepted between, refuse the batch as one. */
  private static final int REFUSALS = 20;

  /** How often a batch that is refused as one is tried before its results count as the cause. */
  private static final int WHOLE_REFUSED = 5;

  /** Counts of an uploader since the daemon started. */
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
   * @param about the state that the probe reports
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

  /** Logs the events of a delivery. */
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

  /** Empty where it is not supported: an original collector, a probe without a name. */
  private Optional<UploadBody> lastWord() {
    ProbeHealth its = about.health(collector.name(), time.now());
    boolean reportsEnd =
        !collector.compat() && !about.source().isEmpty() && !its.stopping().isEmpty();
    return reportsEnd
        ? Optional.of(UploadBody.of(about.source(), buffer.status().epoch(), its))
        : Optional.empty();
  }

  /** This host's clock was set: results refused for their time may be accepted now. */
  void clockStepped() {
    clockRefusals.clockStepped();
  }

  /** Begins to deliver the waiting entries, once, up to a maximum time. */
  void beginFlush(Duration flush) {
    machine.beginFlush(flush);
  }

  /** Waits for the end of the flush, and cuts off a request that is not over then. */
  void awaitFlush() throws InterruptedException {
    machine.awaitFlush();
  }

  /** Waits until it has ended, or a moment has come: a disk that does not answer keeps it. */
  void awaitEnd(long untilNanos) throws InterruptedException {
    if (!machine.awaitEnd(untilNanos)) {
      log.error("an upload waits for the disk and is left behind collector={}", collector.name());
    }
  }

  /** Ends at once; entries that were not acknowledged stay in the buffer. */
  @Override
  public void close() {
    machine.close();
  }
}
