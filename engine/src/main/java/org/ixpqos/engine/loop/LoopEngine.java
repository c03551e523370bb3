package org.ixpqos.engine.loop;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.engine.EchoRequest;
import org.ixpqos.engine.EchoRound;
import org.ixpqos.engine.EngineFullException;
import org.ixpqos.engine.EngineSettings;
import org.ixpqos.engine.EngineStatus;
import org.ixpqos.engine.EngineStoppedException;
import org.ixpqos.engine.packet.EchoFormat;
import org.ixpqos.engine.packet.Token;
import org.ixpqos.engine.socket.EngineClock;
import org.ixpqos.engine.socket.IcmpSockets;

/** An engine whose loop has a thread of its own. */
public final class LoopEngine implements EchoEngine {
  private static final long CLOSE_MILLIS = 5_000;

  private final EngineSettings settings;
  private final IcmpSockets sockets;
  private final EngineClock clock;
  private final EchoFormat format;
  private final Counters totals = new Counters();
  private final BlockingQueue<RunningRound> finished;
  private final EchoLoop loop;
  private final Thread thread;

  /** Rounds started and not yet polled; what {@code finished} holds is among them. */
  private final AtomicInteger held = new AtomicInteger();

  /** The memory that these rounds take, bytes. */
  private final AtomicLong heldBytes = new AtomicLong();

  /** A round is either handed to the loop before its end, which finishes it, or refused. */
  private final Object admission = new Object();

  private boolean ended; // guarded by admission
  private volatile boolean sleeping;
  private volatile boolean stopped;
  private volatile boolean closed;
  private volatile Throwable failure;

  /**
   * Takes over the sockets, and starts the loop.
   *
   * @throws IOException when no family has a socket; the opened sockets are closed
   */
  public LoopEngine(EngineSettings settings, IcmpSockets sockets, EngineClock clock)
      throws IOException {
    this.settings = settings;
    this.sockets = sockets;
    this.clock = clock;
    SecureRandom random = new SecureRandom();
    format = new EchoFormat(random.nextLong(), random.nextLong());
    finished = new ArrayBlockingQueue<>(settings.maxRounds());
    loop =
        new EchoLoop(
            settings, sockets, clock, format, random.nextInt(), random, totals, finished::add);
    if (loop.kinds().values().stream().allMatch(kind -> kind.startsWith("none"))) {
      sockets.close();
      throw new IOException(refusal());
    }
    thread = new Thread(this::run, settings.threadName());
    thread.setDaemon(true);
    thread.start();
  }

  private String refusal() {
    return "no ICMP socket can be opened ("
        + status().sockets()
        + "). Run as root; or as a service with AmbientCapabilities=CAP_NET_RAW; or allow"
        + " datagram ICMP sockets to everybody:"
        + " sysctl -w net.ipv4.ping_group_range=\"0 2147483647\""
        + " (setcap on the java binary is not enough)";
  }

  @Override
  public EchoRound start(EchoRequest request) throws EngineFullException {
    if ((long) request.warmup() + request.count() > Token.MAX_PACKETS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a round of %d + %d echoes; the most is %d",
              request.warmup(),
              request.count(),
              Token.MAX_PACKETS));
    }
    if (closed || stopped || failure != null) {
      throw stopped();
    }
    boolean room = held.incrementAndGet() <= settings.maxRounds();
    if (heldBytes.addAndGet(request.heldBytes()) > settings.maxBytes() || !room) {
      letGo(request);
      throw new EngineFullException(held.get(), settings.maxBytes());
    }
    RunningRound round = round(request);
    admit(round);
    wakeUp();
    return round;
  }

  private void letGo(EchoRequest request) {
    held.decrementAndGet();
    heldBytes.addAndGet(-request.heldBytes());
  }

  private EngineStoppedException stopped() {
    return new EngineStoppedException(failure);
  }

  private void admit(RunningRound round) {
    synchronized (admission) {
      if (!ended) {
        loop.start(round);
        return;
      }
    }
    letGo(round.request());
    throw stopped();
  }

  private RunningRound round(EchoRequest request) {
    try {
      Destination peer = Destination.of(request, format);
      return new RunningRound(request, peer, clock.monotonicNanos(), totals, this::cancel);
    } catch (RuntimeException | Error e) {
      letGo(request);
      throw e;
    }
  }

  private void cancel(RunningRound round) {
    loop.cancel(round);
    wakeUp();
  }

  @Override
  public EchoRound poll(Duration wait) throws InterruptedException {
    RunningRound round = finished.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    if (round != null) {
      letGo(round.request());
    }
    return round;
  }

  @Override
  public EngineStatus status() {
    Throwable death = failure;
    return new EngineStatus(
        clock.monotonicNanos() - loop.heartbeat(),
        loop.kinds().entrySet().stream()
            .collect(
                Collectors.toMap(
                    kind -> kind.getKey().label(),
                    kind -> death == null ? kind.getValue() : "none: the loop died of " + death)),
        Math.max(0, held.get() - finished.size()),
        Map.of(
            "replied", totals.get(Counters.REPLIED),
            "lost", totals.get(Counters.LOST),
            "late", totals.get(Counters.LATE),
            "send_error", totals.get(Counters.SEND_ERROR),
            "not_sent", totals.get(Counters.NOT_SENT)),
        totals.get(Counters.DUPLICATES),
        totals.get(Counters.STRAYS),
        totals.get(Counters.REFUSED),
        totals.get(Counters.LOCAL_DROPS),
        totals.get(Counters.CLOCK_STEPS));
  }

  @Override
  public void stop(Duration drain) {
    stopped = true;
    loop.stop(clock.monotonicNanos() + drain.toNanos());
    wakeUp();
  }

  /** Waits until the loop has ended, at most {@value #CLOSE_MILLIS} ms. */
  @Override
  public void close() {
    closed = true;
    wakeUp();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the loop ends by itself
    }
  }

  private void wakeUp() {
    if (sleeping) {
      sockets.wakeUp();
    }
  }

  private void run() {
    try {
      while (!closed) {
        sleep(loop.turn());
      }
    } catch (RuntimeException | Error e) {
      failure = e;
      throw e;
    } finally {
      synchronized (admission) {
        ended = true;
      }
      loop.abandon();
      sockets.close();
    }
  }

  /**
   * Marks itself as asleep before it looks for new rounds: a thread that brings one then wakes it.
   */
  private void sleep(long nanos) {
    sleeping = true;
    if (nanos > 0 && !closed && !loop.hasNews()) {
      sockets.await(nanos, loop.wantsReceipts());
    }
    sleeping = false;
  }
}
