package org.ixpqos.collector.sink;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.ixpqos.collector.model.StoreFullException;
import org.ixpqos.collector.sink.SinkListener.Points;
import org.ixpqos.collector.store.Outbox;
import org.ixpqos.service.retry.Backoff;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the outbox to one sink: one request in flight, and its position is moved only once the
 * sink has answered for what is before it. What a crash or a fault lets it send twice is the same
 * point, of the same series and time.
 *
 * <p>Its own thread, {@code sink-NAME}, does all of it.
 */
final class SinkWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SinkWriter.class);

  /** InfluxDB's advice: https://docs.influxdata.com/influxdb/v2/write-data/best-practices/ */
  private static final int MOST_LINES = 5_000;

  /** Entries are read up to so many rounds; the last has at most 1,000 more from our daemons. */
  private static final int ENOUGH_ROUNDS = 4_000;

  /** Of what is refused as a whole, so many are tried alone before the points are to blame. */
  private static final int SAMPLES = 16;

  private static final Duration HOLD = Duration.ofSeconds(60);

  /** How often it looks for more when there was nothing: what comes in meanwhile goes together. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Waits; a test's does not. */
  interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  private final SinkConfig sink;
  private final Outbox outbox;
  private final SinkListener listener;
  private final Clock clock;
  private final Pause pause;
  private final SinkClient client;
  private final Backoff backoff;
  private final Thread thread;
  private volatile boolean closing;
  private long position;
  private long keptPosition;
  private int mostLines = MOST_LINES;
  private Trouble trouble;

  /** Why nothing can be written, and since when. */
  private record Trouble(Instant since, boolean held, boolean told) {}

  /**
   * Writes nothing until it is started.
   *
   * @throws IOException the sink's CA file can't be used
   * @throws SQLException its position can't be read
   */
  SinkWriter(
      SinkConfig sink,
      Outbox outbox,
      SinkListener listener,
      Clock clock,
      RandomGenerator random,
      Pause pause)
      throws IOException, SQLException {
    this.sink = sink;
    this.outbox = outbox;
    this.listener = listener;
    this.clock = clock;
    this.pause = pause;
    this.position = outbox.positions().get(sink.name());
    this.keptPosition = position;
    this.client = new SinkClient(sink, clock);
    this.backoff = new Backoff(random);
    this.thread = new Thread(this::run, "sink-" + sink.name());
  }

  SinkWriter(
      SinkConfig sink, Outbox outbox, SinkListener listener, Clock clock, RandomGenerator random)
      throws IOException, SQLException {
    this(sink, outbox, listener, clock, random, time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()));
  }

  void start() {
    thread.start();
  }

  String name() {
    return sink.name();
  }

  private void run() {
    try {
      while (!closing) {
        try {
          turn();
        } catch (SQLException | RuntimeException | Error e) {
          if (!closing) {
            log.error(
                "a sink is not written to for a fault of the collector's own; see to the store's"
                    + " disk sink={}",
                sink.name(),
                e);
            pause.of(backoff.next());
          }
        }
      }
    } catch (InterruptedException e) {
      log.debug("ends at once sink={}", sink.name());
    }
  }

  /** Writes the next entries, or waits: for more, or until the sink may take them. */
  void turn() throws SQLException, InterruptedException {
    Outbox.Batch batch = outbox.next(position, ENOUGH_ROUNDS);
    if (batch.through() == position) {
      keepPosition();
      pause.of(LOOK);
      return;
    }
    if (batch.unreadable() > 0) {
      log.error(
          "uploads that were to be written to a sink are damaged and left out; see to the store's"
              + " disk sink={} uploads={}",
          sink.name(),
          batch.unreadable());
    }
    List<String> lines = new ArrayList<>();
    for (Outbox.Round round : batch.rounds()) {
      LineProtocol.line(round.pair().source(), round.row()).ifPresent(lines::add);
    }
    if (write(lines)) {
      position = batch.through();
      keepPosition();
      succeeded();
    }
  }

  /** On the disk, unless uploads come first: then with the next. */
  private void keepPosition() throws SQLException, InterruptedException {
    if (keptPosition != position) {
      try {
        outbox.passed(sink.name(), position);
        keptPosition = position;
      } catch (StoreFullException e) {
        log.debug("its position is kept with the next sink={}", sink.name(), e);
      }
    }
  }

  /** Writes lines, in parts where it must; false when all have to be tried again later. */
  private boolean write(List<String> lines) throws InterruptedException {
    Deque<List<String>> parts = new ArrayDeque<>();
    for (int from = 0; from < lines.size(); from += mostLines) {
      parts.add(lines.subList(from, Math.min(lines.size(), from + mostLines)));
    }
    long refused = 0;
    String first = "";
    boolean someTaken = false;
    while (!parts.isEmpty()) {
      List<String> part = parts.removeFirst();
      Outcome outcome = send(part);
      if (outcome instanceof Outcome.Refused no && !someTaken) {
        outcome = blame(part, no);
        someTaken = outcome == no;
      }
      if (outcome instanceof Outcome.TryAgain later) {
        Duration wait = later.retryAfter().map(backoff::asked).orElseGet(backoff::next);
        failed(false, later.reason(), wait);
        return false;
      } else if (outcome instanceof Outcome.Held held) {
        failed(true, held.reason(), HOLD);
        return false;
      } else if (outcome instanceof Outcome.Taken) {
        someTaken = true;
        listener.ended(sink.name(), Points.WRITTEN, part.size());
      } else if (outcome instanceof Outcome.Partial some) {
        someTaken = true;
        long dropped = Math.min(some.refused(), part.size());
        listener.ended(sink.name(), Points.WRITTEN, part.size() - dropped);
        refused += dropped;
        first = first.isEmpty() ? some.reason() : first;
      } else if (part.size() > 1) { // refused, or too large
        if (outcome instanceof Outcome.TooLarge) {
          mostLines = Math.min(mostLines, (part.size() + 1) / 2);
        }
        parts.addFirst(part.subList(part.size() / 2, part.size()));
        parts.addFirst(part.subList(0, part.size() / 2));
      } else {
        refused++;
        first = first.isEmpty() ? outcome + " " + part.get(0) : first;
      }
    }
    if (refused > 0) {
      listener.ended(sink.name(), Points.REFUSED, refused);
      log.warn(
          "a sink refuses points, which are left out; they stay in the store, see export in"
              + " ixpqos-collector(8) sink={} points={} of={} first=\"{}\"",
          sink.name(),
          refused,
          lines.size(),
          first);
    }
    return true;
  }

  private Outcome send(List<String> lines) {
    Outcome outcome = client.post(lines);
    listener.requested(sink.name(), outcome.word());
    return outcome;
  }

  /**
   * What to make of a refusal when nothing else was taken: the refusal, if a few of the lines alone
   * show that others are taken; if not, it is no line's fault, and the sink is held to be broken.
   */
  private Outcome blame(List<String> part, Outcome.Refused refusal) {
    int step = (part.size() + SAMPLES - 1) / SAMPLES;
    for (int i = 0; part.size() > 1 && i < part.size(); i += step) {
      Outcome alone = send(part.subList(i, i + 1));
      if (alone instanceof Outcome.Taken || alone instanceof Outcome.Partial) {
        return refusal;
      }
      if (!(alone instanceof Outcome.Refused)) {
        return alone;
      }
    }
    return new Outcome.Held(refusal.reason() + ": it refuses every point, such as " + part.get(0));
  }

  private void failed(boolean held, String reason, Duration wait) throws InterruptedException {
    if (closing) {
      return; // its own end is what cut the request
    }
    Trouble before = trouble;
    boolean tell = held || before != null; // what passes by the first retry is worth no line
    if (before == null || before.held() != held || (tell && !before.told())) {
      if (tell) {
        log.warn(
            held
                ? "a sink takes no points until this is mended; they wait for a week, it is tried"
                    + " every minute sink={} url={} reason=\"{}\""
                : "a sink can't be reached or takes no points now; they wait for a week and follow"
                    + " by themselves sink={} url={} reason=\"{}\"",
            sink.name(),
            sink.url(),
            reason);
      }
      trouble = new Trouble(before == null ? clock.instant() : before.since(), held, tell);
    }
    pause.of(wait);
  }

  private void succeeded() throws SQLException {
    backoff.succeeded();
    if (trouble != null && trouble.told()) {
      log.info(
          "a sink takes points again sink={} after={} uploads_behind={}",
          sink.name(),
          Duration.between(trouble.since(), clock.instant()).truncatedTo(ChronoUnit.SECONDS),
          outbox.behind(position).entries());
    }
    trouble = null;
  }

  /** Ends at once; what was not answered for is sent again at the next start. */
  @Override
  public void close() {
    closing = true;
    client.close();
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
