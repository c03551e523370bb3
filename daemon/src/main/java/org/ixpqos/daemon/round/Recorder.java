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
 * Takes rounds from the engine, converts them to results, and hands those that wait to the buffer
 * as one transaction.
 *
 * <p>Its own thread, {@code recorder}, does all of it and waits only for results: neither for the
 * disk nor for the log. Any thread may add a result or a gap.
 */
public final class Recorder {
  private static final Logger log = LoggerFactory.getLogger(Recorder.class);
  private static final int BATCH = 1_000;
  private static final int INBOX = 100_000;

  /** The maximum wait of an added entry; a finished round does not wait. */
  private static final Duration WAIT = Duration.ofMillis(250);

  /**
   * How long the rounds of a firing are gathered for one transaction: they end one after the other.
   */
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
  private long overflowRecorded;
  private volatile long closeUntil;
  private volatile boolean closing;
  private volatile long heartbeatNanos = System.nanoTime();

  /**
   * Records nothing until it is started.
   *
   * @param recorded receives each result, on the recorder's thread
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

  /** A round that was never started in the engine. */
  void record(Firing firing, RoundResult row) {
    offer(new Incoming.Result(firing, row));
  }

  /** A time without results. */
  public void record(Gap gap) {
    long nanos = time.nanoTime();
    Instant now = time.now();
    boolean dated = time.isPossible(gap.from());
    // a time before the clock was set has no meaning under the clock that is set
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

  /** The time since the recorder's last turn, nanoseconds. */
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

  /**
   * Records all entries that were added before the close, and the rounds that the engine still
   * ends.
   */
  private void takeTheLast() throws InterruptedException {
    while (true) {
      // read before the turn: the turn takes the rounds that ended by then
      boolean running = engine.status().roundsInFlight() > 0;
      boolean some = turnOrSay(running ? WAIT : Duration.ZERO);
      if (!some && !running) {
        return;
      }
      if (running && System.nanoTime() - closeUntil >= 0) {
        log.error(
            "the engine did not end its rounds in time, they are recorded as cut short rounds={}",
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
    turn.rows.forEach(this::announce);
    return !turn.additions.isEmpty();
  }

  private void announce(RoundResult row) {
    try {
      recorded.accept(row);
    } catch (RuntimeException | Error e) {
      fault("a listener for results failed", e);
    }
  }

  private void fault(String what, Throwable e) {
    faults.incrementAndGet();
    log.error("{} by a fault of the daemon's own; report it", what, e);
  }

  /** Results that were lost or not announced by a fault of the daemon's own. */
  public long faults() {
    return faults.get();
  }

  /** The entries that wait for the disk, and how long the disk has not answered. */
  public BufferWriter writer() {
    return writer;
  }

  /** All that is there at one time. */
  private final class Turn {
    private final Buffer.Additions additions = new Buffer.Additions();
    private final List<RoundResult> rows = new ArrayList<>();

    /** Takes the entries that are there; waits for the first. */
    void take(Duration wait) throws InterruptedException {
      EchoRound round = engine.poll(wait);
      takeIncoming();
      recordOverflow();
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
     * Called after each round of the engine, and before it is recorded: a firing's mark is added
     * before its rounds are started, and a mark that came after its results would stay forever.
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

    /** A round that can't be converted to a result is recorded as a gap. */
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

    private void recordOverflow() {
      long missed = overflow.get() - overflowRecorded;
      if (missed > 0) {
        overflowRecorded += missed;
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
   * Records the remaining entries and ends; the engine must have been stopped.
   *
   * @param most the maximum wait for rounds that the engine has still to end
   */
  public void close(Duration most) throws InterruptedException {
    closeUntil = System.nanoTime() + most.toNanos();
    closing = true;
    thread.join();
    writer.close();
  }
}
