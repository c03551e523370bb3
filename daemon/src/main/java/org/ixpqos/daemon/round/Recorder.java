package org.ixpqos.daemon.round;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.ixpqos.daemon.buffer.Buffer;
import org.ixpqos.daemon.buffer.BufferEntry;
import org.ixpqos.daemon.buffer.BufferWriter;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.engine.EchoRound;
import org.ixpqos.model.Gap;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.clock.Timekeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes results from the engine, makes rows of them, and hands on what waits as one transaction.
 *
 * <p>Its own thread, {@code recorder}, does all of it and waits for nothing but results: neither
 * for the disk nor for the log. Any thread may hand something in.
 */
public final class Recorder {
  private static final Logger log = LoggerFactory.getLogger(Recorder.class);
  private static final int BATCH = 1_000;
  private static final int INBOX = 100_000;

  /** What was handed in waits at most so long; a finished round does not. */
  private static final Duration WAIT = Duration.ofMillis(250);

  /** A firing's rounds end one after the other: so long they gather, to share a transaction. */
  private static final Duration GATHER = Duration.ofMillis(200);

  private sealed interface Incoming {
    record Started(Firing firing, int rounds) implements Incoming {}

    record Result(Firing firing, RoundResult row) implements Incoming {}

    /** From one moment to another by the monotonic clock; dated or not, see the field. */
    record Missing(Gap gap, boolean dated, long from, long until) implements Incoming {}
  }

  private final EchoEngine engine;
  private final BufferWriter writer;
  private final Timekeeper time;
  private final Undated undated;
  private final Consumer<RoundResult> recorded;
  private final BlockingQueue<Incoming> inbox = new ArrayBlockingQueue<>(INBOX);
  private final AtomicLong overflow = new AtomicLong();
  private final AtomicLong faults = new AtomicLong();
  private final Thread thread = new Thread(this::run, "recorder");
  private long overflowTold;
  private volatile long closeUntil;
  private volatile boolean closing;
  private volatile long heartbeatNanos = System.nanoTime();

  /**
   * Records nothing until it is started.
   *
   * @param recorded is told of each row, on the recorder's thread
   */
  public Recorder(
      EchoEngine engine, Buffer buffer, Timekeeper time, Consumer<RoundResult> recorded) {
    this.engine = engine;
    this.writer = new BufferWriter(buffer);
    this.time = time;
    this.undated = new Undated(time);
    this.recorded = recorded;
  }

  public void start() {
    writer.start();
    thread.start();
  }

  /** A firing began, with so many rounds; until all are recorded, a crash cuts it short. */
  void started(Firing firing, int rounds) {
    if (firing.dated()) {
      offer(new Incoming.Started(firing, rounds));
    }
  }

  /** A round that the engine never had. */
  void record(Firing firing, RoundResult row) {
    offer(new Incoming.Result(firing, row));
  }

  /** A time without results. */
  public void record(Gap gap) {
    long nanos = time.nanoTime();
    Instant now = time.now();
    boolean dated = time.isPossible(gap.from());
    // a time before the clock was set says nothing by the clock as it is since
    boolean old = !dated && time.isPossible(now);
    offer(
        new Incoming.Missing(
            gap,
            dated,
            old ? nanos : nanos - Duration.between(gap.from(), now).toNanos(),
            old ? nanos : nanos - Duration.between(gap.until(), now).toNanos()));
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
      takeTheLast();
      Buffer.Additions lost = new Buffer.Additions();
      undated.giveUp(lost);
      if (!lost.isEmpty()) {
        writer.write(lost);
      }
    } catch (InterruptedException e) {
      log.error("the recorder was interrupted; what it held is not on disk");
    }
  }

  /** Everything that was handed in before the close, and what the engine still ends. */
  private void takeTheLast() throws InterruptedException {
    while (true) {
      // asked before the turn: what has ended by then is taken by it
      boolean running = engine.status().roundsInFlight() > 0;
      boolean some = turnOrSay(running ? WAIT : Duration.ZERO);
      if (!some && !running) {
        return;
      }
      if (running && System.nanoTime() - closeUntil >= 0) {
        log.error(
            "the engine did not end its rounds in time, they are told as cut short rounds={}",
            engine.status().roundsInFlight());
        return;
      }
    }
  }

  private boolean turnOrSay(Duration wait) throws InterruptedException {
    heartbeatNanos = System.nanoTime();
    Turn turn = new Turn();
    try {
      turn.take(wait);
    } catch (RuntimeException | Error e) {
      fault("results could not be recorded", e);
    }
    if (!turn.additions.isEmpty()) {
      writer.write(turn.additions);
    }
    turn.rows.forEach(this::tell);
    return !turn.additions.isEmpty();
  }

  private void tell(RoundResult row) {
    try {
      recorded.accept(row);
    } catch (RuntimeException | Error e) {
      fault("who is told of results failed", e);
    }
  }

  private void fault(String what, Throwable e) {
    faults.incrementAndGet();
    log.error("{} by a fault of the daemon's own; report it", what, e);
  }

  /** Results that were lost or not told by a fault of the daemon's own. */
  public long faults() {
    return faults.get();
  }

  /** What waits for the disk, and for how long that has not answered. */
  public BufferWriter writer() {
    return writer;
  }

  /** All that is there at one time. */
  private final class Turn {
    private final Buffer.Additions additions = new Buffer.Additions();
    private final List<RoundResult> rows = new ArrayList<>();

    /** Takes it, waiting for the first. */
    void take(Duration wait) throws InterruptedException {
      EchoRound round = engine.poll(wait);
      takeIncoming();
      tellOverflow();
      long gatherUntil = System.nanoTime() + GATHER.toNanos();
      while (round != null) {
        take(round);
        long left = closing ? 0 : Math.max(0, gatherUntil - System.nanoTime());
        round = rows.size() < BATCH ? engine.poll(Duration.ofNanos(left)) : null;
        takeIncoming();
      }
      undated.settle(this::add, gap -> additions.add(BufferEntry.of(gap)));
    }

    /**
     * After each round that the engine gives, and before it is taken: a firing's mark is handed in
     * before its rounds are started, and a mark that came after its results would stay for good.
     */
    private void takeIncoming() {
      List<Incoming> incoming = new ArrayList<>();
      inbox.drainTo(incoming);
      incoming.forEach(this::take);
    }

    private void take(Incoming incoming) {
      if (incoming instanceof Incoming.Started started) {
        Firing firing = started.firing();
        additions.started(firing.time(), firing.entry().name(), started.rounds());
      } else if (incoming instanceof Incoming.Result result) {
        finished(result.firing(), result.row());
      } else if (incoming instanceof Incoming.Missing missing && missing.dated()) {
        additions.add(BufferEntry.of(missing.gap()));
      } else if (incoming instanceof Incoming.Missing missing) {
        undated.add(missing.gap(), missing.from(), missing.until());
      }
    }

    /** A round that no row can be made of is told all the same. */
    private void take(EchoRound round) {
      RoundTag tag = (RoundTag) round.request().tag();
      try {
        finished(tag.firing(), RoundResults.of(round, tag));
      } catch (RuntimeException | Error e) {
        fault("a round's result is lost", e);
        finished(
            tag.firing(),
            RoundResults.notStarted(tag.firing(), tag.peer(), round.request().count(), Gap.FAULT));
      }
    }

    private void tellOverflow() {
      long missed = overflow.get() - overflowTold;
      if (missed > 0) {
        overflowTold += missed;
        Instant now = time.now();
        long nanos = time.nanoTime();
        take(
            new Incoming.Missing(
                new Gap(now, now, Gap.DROPPED, "", missed), time.isSet(), nanos, nanos));
      }
    }

    private void finished(Firing firing, RoundResult row) {
      if (firing.dated()) {
        additions.finished(firing.time(), firing.entry().name());
        add(row);
      } else {
        undated.add(firing, row);
      }
    }

    private void add(RoundResult row) {
      additions.add(BufferEntry.of(row));
      rows.add(row);
    }
  }

  /**
   * Records what is left and ends; the engine must have been stopped.
   *
   * @param most how long rounds that the engine has still to end are waited for
   */
  public void close(Duration most) throws InterruptedException {
    closeUntil = System.nanoTime() + most.toNanos();
    closing = true;
    thread.join();
    writer.close();
  }
}
