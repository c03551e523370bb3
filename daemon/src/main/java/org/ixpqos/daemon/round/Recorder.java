package org.ixpqos.daemon.round;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.ixpqos.daemon.buffer.Buffer;
import org.ixpqos.daemon.buffer.Entry;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.engine.EchoRound;
import org.ixpqos.wire.Gap;
import org.ixpqos.wire.ResultRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes results from the engine and puts them on disk, everything that waits in one transaction.
 *
 * <p>Its own thread, {@code recorder}, does all of it; any thread may hand something in.
 */
public final class Recorder {
  private static final Logger log = LoggerFactory.getLogger(Recorder.class);
  private static final int BATCH = 1_000;
  private static final int INBOX = 100_000;

  /** How often the buffer notes that the daemon lives, when nothing else is written. */
  private static final Duration ALIVE = Duration.ofSeconds(10);

  /** What was handed in waits at most so long; a finished round does not. */
  private static final Duration WAIT = Duration.ofMillis(250);

  /** A firing's rounds end one after the other: so long they gather, to share a transaction. */
  private static final Duration GATHER = Duration.ofMillis(200);

  private sealed interface Incoming {
    record Started(Firing firing, int rounds) implements Incoming {}

    record Result(Firing firing, ResultRow row) implements Incoming {}

    record Missing(Gap gap) implements Incoming {}
  }

  private final EchoEngine engine;
  private final Buffer buffer;
  private final Clock clock;
  private final Consumer<ResultRow> recorded;
  private final BlockingQueue<Incoming> inbox = new ArrayBlockingQueue<>(INBOX);
  private final AtomicLong overflow = new AtomicLong();
  private final AtomicLong faults = new AtomicLong();
  private final Thread thread = new Thread(this::run, "recorder");
  private long overflowTold;
  private Instant aliveNoted = Instant.EPOCH;
  private volatile boolean closing;
  private volatile long heartbeatNanos = System.nanoTime();

  /**
   * Records nothing until it is started.
   *
   * @param recorded is told of each row once the buffer has it, on the recorder's thread
   */
  public Recorder(EchoEngine engine, Buffer buffer, Clock clock, Consumer<ResultRow> recorded) {
    this.engine = engine;
    this.buffer = buffer;
    this.clock = clock;
    this.recorded = recorded;
  }

  public void start() {
    thread.start();
  }

  /** A firing began, with so many rounds; until all are recorded, a crash cuts it short. */
  void started(Firing firing, int rounds) {
    offer(new Incoming.Started(firing, rounds));
  }

  /** A round that the engine never had. */
  void record(Firing firing, ResultRow row) {
    offer(new Incoming.Result(firing, row));
  }

  /** A time without results. */
  public void record(Gap gap) {
    offer(new Incoming.Missing(gap));
  }

  private void offer(Incoming incoming) {
    if (!inbox.offer(incoming)) {
      overflow.incrementAndGet();
    }
  }

  /** Results that were lost because the recorder's inbox was full. */
  public long overflow() {
    return overflow.get();
  }

  /** How long ago the recorder last went round, nanoseconds. */
  public long heartbeatAgeNanos() {
    return System.nanoTime() - heartbeatNanos;
  }

  private void run() {
    try {
      while (!closing) {
        turnOrSay(WAIT);
      }
      while (turnOrSay(Duration.ZERO)) {
        // everything that was handed in before the close
      }
    } catch (InterruptedException e) {
      log.error("the recorder was interrupted; what it held is not on disk");
    }
  }

  private boolean turnOrSay(Duration wait) throws InterruptedException {
    try {
      return turn(wait);
    } catch (RuntimeException e) {
      faults.incrementAndGet();
      log.error("results could not be recorded by a fault of the daemon's own; report it", e);
      return true;
    }
  }

  /** Turns that failed by a fault of the daemon's own; what they held is not recorded. */
  public long faults() {
    return faults.get();
  }

  /** Takes all that is there, waiting for the first, and says whether there was anything. */
  private boolean turn(Duration wait) throws InterruptedException {
    heartbeatNanos = System.nanoTime();
    Buffer.Additions additions = new Buffer.Additions();
    List<ResultRow> rows = new ArrayList<>();
    EchoRound round = engine.poll(wait);
    // a firing's mark is handed in before its rounds are started: it is taken before its results
    List<Incoming> incoming = new ArrayList<>();
    inbox.drainTo(incoming);
    for (Incoming next : incoming) {
      take(next, additions, rows);
    }
    long missed = overflow.get() - overflowTold;
    if (missed > 0) {
      overflowTold += missed;
      Instant now = clock.instant();
      additions.add(Entry.of(new Gap(now, now, Gap.DROPPED, "", missed)));
    }
    long gatherUntil = System.nanoTime() + GATHER.toNanos();
    while (round != null) {
      RoundTag tag = (RoundTag) round.request().tag();
      add(tag.firing(), RoundRows.of(round, tag), additions, rows);
      long left = closing ? 0 : Math.max(0, gatherUntil - System.nanoTime());
      round = rows.size() < BATCH ? engine.poll(Duration.ofNanos(left)) : null;
    }
    Instant now = clock.instant();
    if (!additions.isEmpty() || Duration.between(aliveNoted, now).abs().compareTo(ALIVE) > 0) {
      buffer.append(additions);
      aliveNoted = now;
      rows.forEach(recorded);
    }
    return !additions.isEmpty();
  }

  private static void take(Incoming incoming, Buffer.Additions additions, List<ResultRow> rows) {
    if (incoming instanceof Incoming.Started started) {
      additions.started(started.firing().time(), started.firing().entry().name(), started.rounds());
    } else if (incoming instanceof Incoming.Result result) {
      add(result.firing(), result.row(), additions, rows);
    } else if (incoming instanceof Incoming.Missing missing) {
      additions.add(Entry.of(missing.gap()));
    }
  }

  private static void add(
      Firing firing, ResultRow row, Buffer.Additions additions, List<ResultRow> rows) {
    additions.finished(firing.time(), firing.entry().name());
    additions.add(Entry.of(row));
    rows.add(row);
  }

  /** Records what is left and ends; the engine must have been stopped. */
  public void close() throws InterruptedException {
    closing = true;
    thread.join();
  }
}
