package org.ixpqos.collector.sink;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.ixpqos.collector.model.ClockTrust;
import org.ixpqos.collector.model.Outbox;
import org.ixpqos.collector.model.StoreException;
import org.ixpqos.collector.model.StoreFullException;
import org.ixpqos.collector.sink.SinkListener.Points;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The databases that every round is written to, independently: one that is down does not delay the
 * others.
 */
public final class Sinks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Sinks.class);

  /** Rounds that wait for longer are dropped. */
  private static final Duration MAX_AGE = Duration.ofDays(7);

  private static final Duration ANY_AGE = Duration.ofDays(36_500);

  /** The maximum size of the outbox in the store, bytes; the oldest rounds above it are dropped. */
  private static final long MAX_BYTES = 1_000_000_000;

  private final Outbox outbox;
  private final SinkListener listener;
  private final List<SinkWriter> writers = new ArrayList<>();

  private Sinks(Outbox outbox, SinkListener listener) {
    this.outbox = outbox;
    this.listener = listener;
  }

  /**
   * Begins to write to the sinks; to be called before the store accepts uploads.
   *
   * @param outbox opened for these sinks; closed with them, also when they can't be started
   * @throws IOException a sink's CA file can't be used
   */
  public static Sinks start(
      List<SinkConfig> configs, Outbox outbox, Clock clock, SinkListener listener)
      throws StoreException, IOException {
    Sinks sinks = new Sinks(outbox, listener);
    try {
      for (SinkConfig config : configs) {
        sinks.writers.add(new SinkWriter(config, outbox, listener, clock, new Random()));
      }
    } catch (StoreException | IOException e) {
      sinks.close();
      throw e;
    }
    sinks.logConfigured(configs);
    sinks.writers.forEach(SinkWriter::start);
    return sinks;
  }

  private void logConfigured(List<SinkConfig> configs) {
    for (String name : outbox.ended()) {
      log.warn(
          "a sink is configured no more, and its position given up: what it had not got is not"
              + " written to it if it comes back sink={}",
          name);
    }
    for (SinkConfig config : configs) {
      if (outbox.begun().contains(config.name())) {
        log.info(
            "a sink is new and gets what comes in from now on; for what is stored already, see"
                + " export in ixpqos-collector(8) sink={} url={}",
            config.name(),
            config.url());
      }
      if (config.tellsItsSecret()) {
        log.warn(
            "a sink's secret goes over the network in clear; use an https url sink={} url={}",
            config.name(),
            config.url());
      }
    }
  }

  /**
   * Deletes entries that every sink has, and the oldest above the maximum; with a clock that is not
   * confirmed nothing is deleted for its age.
   *
   * @throws StoreFullException uploads come first; the rest goes at the next call
   */
  public void keepHouse(Instant now, ClockTrust trust)
      throws StoreException, StoreFullException, InterruptedException {
    Duration age = trust == ClockTrust.CONFIRMED ? MAX_AGE : ANY_AGE;
    outbox
        .trim(now, age, MAX_BYTES)
        .forEach(
            (sink, rounds) -> {
              listener.ended(sink, Points.DROPPED, rounds);
              log.error(
                  "too much waits for a sink, and the oldest of it is dropped: mend the sink or"
                      + " take it out of collector.json; what was dropped stays in the store, see"
                      + " export in ixpqos-collector(8) sink={} rounds={}",
                  sink,
                  rounds);
            });
  }

  /** The backlog of each sink. */
  public Map<String, Outbox.Behind> behind() throws StoreException {
    Map<String, Outbox.Behind> behind = new TreeMap<>();
    for (Map.Entry<String, Long> position : outbox.positions().entrySet()) {
      behind.put(position.getKey(), outbox.behind(position.getValue()));
    }
    return behind;
  }

  /** Ends all at once; each goes on from its position at the next start. */
  @Override
  public void close() throws StoreException {
    writers.forEach(SinkWriter::close);
    outbox.close();
  }
}
