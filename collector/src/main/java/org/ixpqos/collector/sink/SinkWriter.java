package org.ixpqos.collector.sink;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.random.RandomGenerator;
import org.ixpqos.collector.model.Outbox;
import org.ixpqos.collector.model.StoreException;
import org.ixpqos.collector.sink.SinkListener.Points;
import org.ixpqos.service.delivery.DeliveryListener;
import org.ixpqos.service.delivery.DeliveryMachine;
import org.ixpqos.service.delivery.DeliveryPolicy;
import org.ixpqos.service.delivery.DeliveryTiming;
import org.ixpqos.service.delivery.Outcome;
import org.ixpqos.service.delivery.Samples;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the outbox to one sink. A machine of its own, on the thread {@code sink-NAME}, does it. A
 * point that is sent twice after a crash or a fault is the same point, of the same series and time.
 */
final class SinkWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SinkWriter.class);

  /** InfluxDB's advice: https://docs.influxdata.com/influxdb/v2/write-data/best-practices/ */
  private static final int MAX_LINES = 5_000;

  /**
   * It reads new rounds each second, so that those of a second are sent together. A failure that
   * ends with the first retry is not logged, and further reasons of a trouble are not either.
   */
  private static final DeliveryPolicy POLICY =
      new DeliveryPolicy(MAX_LINES, 1, Duration.ofSeconds(60), Duration.ofSeconds(1), 1, false);

  /** How many points of a refused batch are tried alone before the points count as the cause. */
  private static final int SAMPLES = 16;

  /** How long the end waits for a request that can't be cancelled. */
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final SinkConfig sink;
  private final SinkListener listener;
  private final SinkSource source;
  private final DeliveryMachine<String> machine;

  /**
   * Writes nothing until it is started.
   *
   * @throws IOException the sink's CA file can't be used
   * @throws StoreException its position can't be read
   */
  SinkWriter(
      SinkConfig sink,
      Outbox outbox,
      SinkListener listener,
      Clock clock,
      RandomGenerator random,
      DeliveryTiming timing)
      throws IOException, StoreException {
    this.sink = sink;
    this.listener = listener;
    this.source = new SinkSource(sink.name(), outbox, listener);
    this.machine =
        new DeliveryMachine<>(
            "sink-" + sink.name(),
            new DeliveryMachine.Route<>(source, new SinkClient(sink, clock), new Voice()),
            POLICY,
            new Samples(SAMPLES, "point"),
            timing,
            random);
  }

  SinkWriter(
      SinkConfig sink, Outbox outbox, SinkListener listener, Clock clock, RandomGenerator random)
      throws IOException, StoreException {
    this(
        sink,
        outbox,
        listener,
        clock,
        random,
        new DeliveryTiming(clock, System::nanoTime, DeliveryTiming.Pause.REAL));
  }

  void start() {
    machine.start();
  }

  /** Writes the next entries, or waits; called by a test in place of the thread. */
  void turn() throws IOException, InterruptedException {
    machine.turn();
  }

  /** Counts and logs the events of a sink. */
  private final class Voice implements DeliveryListener {
    @Override
    public void posted(Outcome outcome) {
      listener.requested(sink.name(), outcome.word());
    }

    @Override
    public void taken(long items) {
      listener.ended(sink.name(), Points.WRITTEN, items);
    }

    @Override
    public void troubled(Trouble trouble, boolean first) {
      log.warn(
          trouble.held()
              ? "a sink takes no points until this is mended; they wait for a week, it is tried"
                  + " every minute sink={} url={} reason=\"{}\""
              : "a sink can't be reached or takes no points now; they wait for a week and follow"
                  + " by themselves sink={} url={} reason=\"{}\"",
          sink.name(),
          sink.url(),
          trouble.reason());
    }

    @Override
    public void recovered(Duration after) {
      log.info(
          "a sink takes points again sink={} after={} uploads_behind={}",
          sink.name(),
          after.truncatedTo(ChronoUnit.SECONDS),
          source.waitingUploads());
    }

    @Override
    public void fault(Throwable fault) {
      log.error(
          "a sink is not written to for a fault of the collector's own; see to the store's disk"
              + " sink={}",
          sink.name(),
          fault);
    }
  }

  /** Ends at once; points without a response are sent again at the next start. */
  @Override
  public void close() {
    machine.close();
    try {
      if (!machine.awaitEnd(System.nanoTime() + CLOSE.toNanos())) {
        log.warn(
            "a sink's request does not end and is left behind sink={} after_seconds={}",
            sink.name(),
            CLOSE.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
