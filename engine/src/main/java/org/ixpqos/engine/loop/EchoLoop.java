package org.ixpqos.engine.loop;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.ixpqos.engine.AddressFamily;
import org.ixpqos.engine.EngineSettings;
import org.ixpqos.engine.packet.EchoFormat;
import org.ixpqos.engine.socket.EngineClock;
import org.ixpqos.engine.socket.IcmpSockets;

/**
 * All the engine's work, a {@link #turn} at a time: arrived packets are read before any packet
 * times out, and due packets are sent. One thread turns it; rounds reach it by {@link #start} and
 * {@link #cancel}, from any thread, and leave it by {@code finished}.
 */
final class EchoLoop {
  private final EngineClock clock;
  private final long lingerNanos;
  private final Consumer<RunningRound> finished;
  private final Counters totals;
  private final ClockWatch watch;
  private final RoundTable table;
  private final DeadlineHeap deadlines;
  private final Channels channels;
  private final Receiver receiver;
  private final TickPolicy tick;

  // Bounded by what the engine admits: a round is in each at most once per call of its caller.
  private final ConcurrentLinkedQueue<RunningRound> started = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<RunningRound> cancelled = new ConcurrentLinkedQueue<>();
  private volatile StopRequest stop;
  private volatile long heartbeat;

  private boolean stopping;
  private boolean blocked;
  private int sentThisTurn;
  private long shortestInterval;

  /** Nothing more is sent, and nothing is waited for past {@code deadline}, monotonic. */
  private record StopRequest(long deadline) {}

  /**
   * @param firstSequence of the 16-bit numbers, taken modulo 2¹⁶
   * @param random chooses slots
   * @param totals raised with each round's own counts
   * @param finished takes a finished round, and must not wait
   */
  EchoLoop(
      EngineSettings settings,
      IcmpSockets sockets,
      EngineClock clock,
      EchoFormat format,
      int firstSequence,
      RandomGenerator random,
      Counters totals,
      Consumer<RunningRound> finished) {
    this.clock = clock;
    this.lingerNanos = settings.lingerNanos();
    this.totals = totals;
    this.finished = finished;
    watch = new ClockWatch(clock);
    table = new RoundTable(settings.maxRounds(), random);
    deadlines = new DeadlineHeap();
    SequenceRing sequences = new SequenceRing(firstSequence);
    channels = new Channels(sockets, format, clock, sequences, table, this::reschedule);
    receiver = new Receiver(table, sequences, format, clock, watch, totals, this::reschedule);
    heartbeat = clock.monotonicNanos();
    tick = new TickPolicy(settings.longestTickNanos(), heartbeat);
  }

  /** The kind of socket of each family. */
  Map<AddressFamily, String> kinds() {
    return channels.kinds();
  }

  /** Monotonic time of the last turn's beginning. */
  long heartbeat() {
    return heartbeat;
  }

  void start(RunningRound round) {
    started.add(round);
  }

  void cancel(RunningRound round) {
    cancelled.add(round);
  }

  void stop(long deadline) {
    stop = new StopRequest(deadline);
  }

  /** Whether there is a request that the last turn did not see. On the loop's thread. */
  boolean hasNews() {
    return !started.isEmpty() || !cancelled.isEmpty() || (stop != null && !stopping);
  }

  /** Whether arrivals should end the sleep: where the kernel does not stamp them. */
  boolean wantsReceipts() {
    for (int i = 0; i < channels.all().size(); i++) {
      if (!channels.all().get(i).socket().stampsReplies()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Does one turn.
   *
   * @return nanoseconds to sleep until the next turn
   */
  long turn() {
    long now = clock.monotonicNanos();
    heartbeat = now;
    countSteps();
    takeStarted(now);
    takeCancelled(now);
    long drained = drain(now);
    takeStop(now);
    runDue(now, drained);
    flush();
    long after = clock.monotonicNanos();
    tick.turned(after, sentThisTurn, shortestInterval);
    return sleep(after);
  }

  /** Ends everything at once. */
  void abandon() {
    long now = clock.monotonicNanos();
    takeStarted(now);
    withdrawAll(now);
    closeAll(now);
  }

  private void countSteps() {
    long before = watch.steps();
    watch.check();
    totals.add(Counters.CLOCK_STEPS, watch.steps() - before);
  }

  private void takeStarted(long now) {
    for (RunningRound round = started.poll(); round != null; round = started.poll()) {
      Destination peer = round.peer();
      EchoChannel channel = channels.of(peer);
      round.begin(table.add(round), channel, watch);
      deadlines.ensure(table.capacity());
      receiver.makeRoom(round);
      if (peer.errno() != 0) {
        round.refuseAll(peer.errno(), now);
      } else if (channel == null) {
        round.withdraw(Packets.NO_SOCKET, now);
      } else if (stopping) {
        round.withdraw(Packets.CANCELLED, now);
      }
      deadlines.set(round.slot(), round.deadline(lingerNanos));
    }
  }

  private void takeCancelled(long now) {
    for (RunningRound round = cancelled.poll(); round != null; round = cancelled.poll()) {
      if (!round.finished()) {
        round.withdraw(Packets.CANCELLED, now);
        reschedule(round);
      }
    }
  }

  private long drain(long now) {
    long drained = now;
    List<EchoChannel> open = channels.all();
    for (int i = 0; i < open.size(); i++) {
      long until = receiver.drain(open.get(i), now);
      drained = until - drained < 0 ? until : drained;
      open.get(i).drained(now);
    }
    return drained;
  }

  private void takeStop(long now) {
    StopRequest request = stop;
    if (request == null) {
      return;
    }
    if (!stopping) {
      stopping = true;
      withdrawAll(now);
    }
    if (now - request.deadline() >= 0) {
      closeAll(now);
    }
  }

  private void withdrawAll(long now) {
    for (int slot = 0; slot < table.capacity(); slot++) {
      RunningRound round = table.get(slot);
      if (round != null) {
        round.withdraw(Packets.CANCELLED, now);
        reschedule(round);
      }
    }
  }

  private void closeAll(long now) {
    while (!deadlines.isEmpty()) {
      close(table.get(deadlines.first()), now);
    }
  }

  /** Sends the packets due by {@code now}; closes the rounds due by {@code drained}. */
  private void runDue(long now, long drained) {
    sentThisTurn = 0;
    shortestInterval = Long.MAX_VALUE;
    blocked = false;
    while (!blocked && !deadlines.isEmpty() && deadlines.firstDeadline() - now <= 0) {
      RunningRound round = table.get(deadlines.first());
      if (round.sending()) {
        send(round, now);
      } else if (round.deadline(lingerNanos) - drained <= 0) {
        close(round, now);
      } else {
        deadlines.set(round.slot(), now + 1); // its replies are still to be read
      }
    }
  }

  private void send(RunningRound round, long now) {
    while (round.sending() && round.overdue(now)) {
      round.notSent(round.take(), Packets.OVERDUE, now);
    }
    if (!round.sending() || round.due() - now > 0) {
      deadlines.set(round.slot(), round.deadline(lingerNanos));
      return;
    }
    EchoChannel channel = round.channel();
    if (!channel.ready()) {
      blocked = true;
      return;
    }
    int packet = round.take();
    if (round.sending()) {
      deadlines.set(round.slot(), round.due());
    } else {
      deadlines.remove(round.slot()); // until it is flushed
    }
    sentThisTurn++;
    if (round.request().intervalNanos() > 0) {
      shortestInterval = Math.min(shortestInterval, round.request().intervalNanos());
    }
    channel.send(round, packet);
  }

  private void flush() {
    List<EchoChannel> open = channels.all();
    for (int i = 0; i < open.size(); i++) {
      open.get(i).flush();
    }
  }

  /** After its last packet was taken, what is sent or has ended moves its closing. */
  private void reschedule(RunningRound round) {
    if (!round.sending()) {
      deadlines.set(round.slot(), round.deadline(lingerNanos));
    }
  }

  private void close(RunningRound round, long now) {
    deadlines.remove(round.slot());
    table.remove(round.slot());
    round.close(now, watch);
    finished.accept(round);
  }

  private long sleep(long now) {
    if (blocked) {
      return 0;
    }
    long most = tick.most(totals.get(Counters.IN_FLIGHT) > 0);
    if (deadlines.isEmpty()) {
      return most;
    }
    long wanted = Math.max(deadlines.firstDeadline() - now, tick.least());
    return Math.max(0, Math.min(wanted, most));
  }
}
