package org.ixpqos.engine.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.engine.EchoRequest;
import org.ixpqos.engine.EchoRound;
import org.ixpqos.engine.EngineFullException;
import org.ixpqos.engine.EngineSettings;
import org.ixpqos.engine.PacketOutcome;
import org.ixpqos.engine.packet.Token;
import org.ixpqos.engine.socket.EngineClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine as its callers see it, with a thread, on sockets that nothing answers. */
@Timeout(20)
class LoopEngineTest {
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final EchoRequest SHORT = request(1, 5);
  private static final EchoRequest LONG = request(1, 3_600_000);

  private final BlockingSockets sockets = new BlockingSockets("");

  private static EchoRequest request(int count, long timeoutMillis) {
    return TestingLoop.request(
        TestingLoop.PEER, count, 0, TestingLoop.MILLI, timeoutMillis * TestingLoop.MILLI);
  }

  private EchoEngine open() throws IOException {
    return new LoopEngine(EngineSettings.DEFAULT.withMaxRounds(3), sockets, new SystemClock());
  }

  @Test
  void finishedRoundsComeOutOnceAndMakeRoom() throws Exception {
    try (EchoEngine engine = open()) {
      for (int repetition = 0; repetition < 20; repetition++) {
        Set<EchoRound> started = new HashSet<>();
        for (int i = 0; i < 3; i++) {
          started.add(engine.start(SHORT));
        }
        assertThrows(EngineFullException.class, () -> engine.start(SHORT));
        for (int i = 0; i < 3; i++) {
          EchoRound round = engine.poll(WAIT);
          assertTrue(started.remove(round));
          assertEquals(new PacketOutcome.Lost(null), round.outcome(0));
        }
        assertNull(engine.poll(Duration.ZERO));
      }
      assertEquals(60, engine.status().packets().get("lost"));
      assertEquals(0, engine.status().roundsInFlight());
      assertEquals(Map.of("IPv4", "raw", "IPv6", "raw"), engine.status().sockets());
    }
    assertTrue(sockets.closed());
  }

  @Test
  void aNewRoundOrACancelledOneWakesTheLoop() throws Exception {
    try (EchoEngine engine = open()) {
      EchoRound round = engine.start(request(1_000_000, 3_600_000));
      round.cancel();
      round.cancel();
      engine.stop(Duration.ZERO);
      assertSame(round, engine.poll(WAIT));
      round.cancel();
    }
  }

  @Test
  void stoppingEndsWhatRunsAndRefusesWhatIsNew() throws Exception {
    EchoEngine engine = open();
    EchoRound round = engine.start(LONG);
    engine.stop(Duration.ofMillis(1));
    assertSame(round, engine.poll(WAIT));
    assertEquals(new PacketOutcome.NotSent("cancelled"), round.outcome(0));
    assertThrows(IllegalStateException.class, () -> engine.start(LONG));
    engine.close();
    engine.close();
    assertTrue(sockets.closed());
  }

  @Test
  void closingWithoutStoppingEndsWhatRuns() throws Exception {
    EchoEngine engine = open();
    EchoRound round = engine.start(LONG);
    engine.close();
    assertSame(round, engine.poll(Duration.ZERO));
  }

  @Test
  void aStartThatACloseOvertakesIsRefused() throws Exception {
    AtomicReference<EchoEngine> engine = new AtomicReference<>();
    Thread starter = Thread.currentThread();
    SystemClock closing =
        new SystemClock() {
          @Override
          public long monotonicNanos() {
            if (Thread.currentThread() == starter && engine.get() != null) {
              engine.getAndSet(null).close();
            }
            return super.monotonicNanos();
          }
        };
    EchoEngine opened = new LoopEngine(EngineSettings.DEFAULT.withMaxRounds(3), sockets, closing);
    engine.set(opened);
    assertThrows(IllegalStateException.class, () -> opened.start(SHORT));
    assertNull(engine.get(), "the engine was not closed in the middle of the start");
    assertEquals(0, opened.status().roundsInFlight());
  }

  @Test
  void withoutAnySocketItReportsWhatGrantsTheRight() {
    BlockingSockets none = new BlockingSockets("raw socket: EPERM, datagram socket: EACCES");
    IOException refused =
        assertThrows(
            IOException.class,
            () -> new LoopEngine(EngineSettings.DEFAULT, none, new SystemClock()));
    String message = refused.getMessage();
    assertTrue(message.contains("EPERM"), message);
    assertTrue(message.contains("sysctl -w net.ipv4.ping_group_range=\"0 2147483647\""), message);
    assertTrue(message.contains("AmbientCapabilities=CAP_NET_RAW"), message);
    assertTrue(none.closed());
  }

  @Test
  void aLoopThatDiesIsSeenAndItsRoundsEnd() throws Exception {
    try (EchoEngine engine = open()) {
      Thread loop = loopThread();
      AtomicReference<Throwable> seen = new AtomicReference<>();
      loop.setUncaughtExceptionHandler((thread, death) -> seen.set(death));
      EchoRound round = engine.start(LONG);
      sockets.fail();
      assertSame(round, engine.poll(WAIT));
      loop.join(WAIT.toMillis());
      assertEquals("the kernel went mad", seen.get().getMessage());
      assertTrue(engine.status().sockets().get("IPv4").contains("the kernel went mad"));
      assertThrows(IllegalStateException.class, () -> engine.start(SHORT));
    }
  }

  @Test
  void aRequestThatCannotBeKeepsNoRoom() throws Exception {
    try (EchoEngine engine = open()) {
      for (int i = 0; i < 10; i++) {
        assertThrows(
            IllegalArgumentException.class, () -> engine.start(request(Token.MAX_PACKETS + 1, 1)));
      }
      engine.start(SHORT);
      assertTrue(engine.poll(WAIT).finished());
    }
  }

  @Test
  void roundsTakeNoMoreMemoryThanTheirs() throws Exception {
    EchoRequest day = request(86_400, 1_000);
    EngineSettings two = EngineSettings.DEFAULT.withMaxBytes(2 * day.heldBytes());
    try (EchoEngine engine = new LoopEngine(two, sockets, new SystemClock())) {
      engine.start(day);
      EchoRound second = engine.start(day);
      EngineFullException full = assertThrows(EngineFullException.class, () -> engine.start(SHORT));
      assertTrue(full.getMessage().contains("2 rounds"), full.getMessage());
      second.cancel();
      assertSame(second, engine.poll(WAIT));
      engine.start(SHORT);
    }
  }

  @Test
  void aRoundTakesTheMemoryThatIsCountedForIt() {
    // what laying it out leaves to the collector is measured with it: 400 bytes, 500 on Java 25
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    TestingLoop loop = new TestingLoop();
    for (int count : new int[] {1, 60, 10_000}) {
      int rounds = 200;
      List<RunningRound> kept = new ArrayList<>();
      EchoRequest request = request(count, 1);
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < rounds; i++) {
        EchoRequest one = request(count, 1);
        kept.add(
            new RunningRound(one, Destination.of(one, loop.format), 0, loop.totals, round -> {}));
      }
      long each = (threads.getCurrentThreadAllocatedBytes() - before) / rounds;
      assertTrue(
          each <= request.heldBytes() + 600, each + " bytes, counted " + request.heldBytes());
      assertEquals(rounds, kept.size());
    }
  }

  private static Thread loopThread() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(EngineSettings.DEFAULT.threadName()))
        .findAny()
        .orElseThrow();
  }

  /** The process's own clocks, without native code. */
  private static class SystemClock implements EngineClock {
    private final long distance = System.currentTimeMillis() * 1_000_000 - System.nanoTime();

    @Override
    public long monotonicNanos() {
      return System.nanoTime();
    }

    @Override
    public long realtimeNanos() {
      return System.nanoTime() + distance;
    }
  }
}
