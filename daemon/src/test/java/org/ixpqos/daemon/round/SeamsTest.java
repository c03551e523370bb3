package org.ixpqos.daemon.round;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ScheduleEntry;
import org.ixpqos.daemon.buffer.DurableBuffer;
import org.ixpqos.daemon.buffer.TestingClock;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.engine.EchoRequest;
import org.ixpqos.engine.EchoRound;
import org.ixpqos.engine.EngineFullException;
import org.ixpqos.engine.EngineStoppedException;
import org.ixpqos.engine.resolve.NameResolver;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.clock.Timekeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * After any exception between a firing and its outcome, each round ends in a row with the reason.
 */
class SeamsTest {
  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");
  private static final Probe P2 = RoundStarterTest.peer("p2", "10.0.0.2");
  private static final Probe P3 = RoundStarterTest.peer("p3", "10.0.0.3");

  @TempDir private Path directory;
  private final Timekeeper time =
      new Timekeeper(new TestingClock(TIME), System::nanoTime, Instant.EPOCH);
  private final List<RoundResult> rows = Collections.synchronizedList(new ArrayList<>());
  private Throwable inEngine;
  private Throwable inOutcome;
  private Throwable inLookup;

  private final FakeEchoEngine engine =
      new FakeEchoEngine() {
        @Override
        public EchoRound start(EchoRequest request) throws EngineFullException {
          if (inEngine != null) {
            throw FakeRound.thrown(inEngine);
          }
          EchoRound round = super.start(request);
          if (inOutcome != null) {
            ((FakeRound) round).fault = inOutcome;
          }
          return round;
        }
      };

  private static ScheduleEntry from(String source) {
    ScheduleEntry.Echo echo =
        new ScheduleEntry.Echo(
            5, Duration.ofSeconds(1), Duration.ofSeconds(2), 0, 56, 0, 0, false, source, "");
    return new ScheduleEntry(
        "mesh",
        Optional.of(Duration.ofSeconds(10)),
        Optional.empty(),
        ZoneOffset.UTC,
        echo,
        new ScheduleEntry.Targets(List.of("*"), List.of()),
        true,
        Duration.ZERO);
  }

  private void fire(ScheduleEntry entry, List<Probe> peers) throws Exception {
    DaemonConfig config =
        new DaemonConfig(
            "p1",
            List.of(),
            new DaemonConfig.BufferLimits(directory, 256_000_000, Duration.ofDays(7), 5_000),
            new DaemonConfig.StatusAddress("127.0.0.1", 0),
            Optional.empty());
    try (NameResolver names =
            new NameResolver(
                name -> {
                  throw FakeRound.thrown(inLookup);
                },
                System::nanoTime,
                Duration.ofMinutes(1),
                Duration.ofSeconds(5));
        DurableBuffer buffer = new DurableBuffer(config, time)) {
      Recorder recorder = new Recorder(engine, buffer, time, rows::add);
      RoundStarter starter =
          new RoundStarter(engine, names, recorder, () -> new ClockState(true, 1, false), time);
      starter.fire(entry, peers, 5);
      recorder.start();
      long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (rows.size() < peers.size() && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      recorder.close(Duration.ofSeconds(10));
      assertEquals(peers.size(), buffer.status().entries());
    }
    assertEquals(peers.size(), rows.size());
  }

  private void eachReports(String reason) {
    for (RoundResult row : rows) {
      assertEquals(5, row.packets().notSent());
      assertEquals(reason, row.reasons().get(0).reason());
      assertEquals(null, row.loss(), "never loss");
    }
  }

  @Test
  void theEngineThrows() throws Exception {
    inEngine = new IllegalArgumentException("no such packet");
    fire(from(""), List.of(P2, P3));
    eachReports("fault");
  }

  @Test
  void theEngineThrowsWhatItThrowsAtItsEnd() throws Exception {
    inEngine = new EngineStoppedException(null);
    fire(from(""), List.of(P2, P3));
    eachReports("cancelled");
  }

  @Test
  void theEngineThrowsAnIllegalStateThatIsNoEnd() throws Exception {
    inEngine = new IllegalStateException("a bug");
    fire(from(""), List.of(P2, P3));
    eachReports("fault");
  }

  @Test
  void anOutcomeCanNotBeRead() throws Exception {
    inOutcome = new IllegalStateException("a bug");
    fire(from(""), List.of(P2, P3));
    eachReports("fault");
  }

  /** As a class does that a package took away while the daemon ran. */
  @Test
  void theEngineThrowsAnError() throws Exception {
    inEngine = new NoClassDefFoundError("a bug");
    fire(from(""), List.of(P2, P3));
    eachReports("fault");
  }

  @Test
  void anOutcomeIsAnError() throws Exception {
    inOutcome = new NoClassDefFoundError("a bug");
    fire(from(""), List.of(P2, P3));
    eachReports("fault");
  }

  @Test
  void aLookupThrowsAnError() throws Exception {
    inLookup = new NoClassDefFoundError("a bug");
    fire(from(""), List.of(RoundStarterTest.peer("p4", "p4.example")));
    eachReports("unresolved");
  }

  @Test
  void aLookupThrows() throws Exception {
    inLookup = new IllegalStateException("a bug");
    fire(from(""), List.of(RoundStarterTest.peer("p4", "p4.example")));
    eachReports("unresolved");
  }

  /** Its interface may come back: until then each round is not sent. */
  @Test
  void theScopeOfASourceIsThatOfAnInterfaceThatIsAway() throws Exception {
    Probe six = new Probe("p6", 6, "2001:db8::6", "", List.of(), java.util.Map.of());
    fire(from("fe80::1%ixpqos-away"), List.of(six));
    eachReports("no-source");
    assertTrue(rows.get(0).reasons().get(0).state().equals("not_sent"));
  }
}
