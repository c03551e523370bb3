package org.ixpqos.daemon.round;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ProbeList;
import org.ixpqos.config.lists.Schedule;
import org.ixpqos.config.lists.ScheduleEntry;
import org.ixpqos.daemon.buffer.AdditionsText;
import org.ixpqos.daemon.buffer.Buffer;
import org.ixpqos.daemon.buffer.TestingClock;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.daemon.config.ProbeLimits;
import org.ixpqos.engine.resolve.NameResolver;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.Prefix;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.clock.Timekeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoundStarterTest {
  private static final Instant BUILT = Instant.parse("2026-11-01T00:00:00Z");
  private static final Probe P2 = peer("p2", "10.0.0.2");
  private static final Probe P3 = peer("p3", "10.0.0.3");
  private static final Probe NAMED = peer("p4", "p4.example");

  private final FakeEchoEngine engine = new FakeEchoEngine();
  private final RecordingBuffer buffer = new RecordingBuffer();
  private final List<RoundResult> rows = Collections.synchronizedList(new ArrayList<>());
  private final TestingClock clock = new TestingClock(Instant.parse("2026-11-22T10:00:00.5Z"));
  private final CountDownLatch lookup = new CountDownLatch(1);
  private volatile boolean known = true;
  private final NameResolver names =
      new NameResolver(
          this::slowLookup, System::nanoTime, Duration.ofMinutes(1), Duration.ofSeconds(5));
  private long nanos;
  private final Timekeeper time = new Timekeeper(clock, () -> nanos, BUILT);
  private final Recorder recorder = new Recorder(engine, buffer, time, rows::add);
  private final RoundStarter starter =
      new RoundStarter(engine, names, recorder, () -> new ClockState(true, 1, false), time);

  private InetAddress[] slowLookup(String name) throws UnknownHostException {
    try {
      if (!lookup.await(10, TimeUnit.SECONDS) || !known) {
        throw new UnknownHostException(name);
      }
    } catch (InterruptedException e) {
      throw new UnknownHostException(name);
    }
    return new InetAddress[] {InetAddress.getByAddress(new byte[] {10, 0, 0, 4})};
  }

  /** A buffer that remembers what it was given. */
  private static final class RecordingBuffer implements Buffer {
    final List<Additions> all = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void append(Additions additions) {
      all.add(additions);
    }

    @Override
    public Optional<Batch> next(String collector, boolean backlogFirst, int most) {
      return Optional.empty();
    }

    @Override
    public void acknowledge(Batch batch, List<Refused> refused, List<Numbered> postponed) {
      throw new IllegalStateException("nothing was handed out");
    }

    @Override
    public void release(String collector) {
      throw new IllegalStateException("nobody delivers");
    }

    @Override
    public void fellBehind(String collector) {
      throw new IllegalStateException("nobody delivers");
    }

    @Override
    public Status status() {
      return new Status("", 0, 0, Optional.empty(), 0, 0, 0, Map.of(), Map.of(), "");
    }

    @Override
    public void awaitAppend(long nanos) {
      throw new IllegalStateException("nobody waits");
    }

    @Override
    public void close() {
      all.clear();
    }
  }

  @AfterEach
  void close() {
    names.close();
  }

  static Probe peer(String name, String address) {
    return new Probe(name, 4, address, "", List.of(), Map.of());
  }

  static ScheduleEntry entry(int count) {
    return new ScheduleEntry(
        "mesh",
        Optional.of(Duration.ofSeconds(10)),
        Optional.empty(),
        ZoneOffset.UTC,
        new ScheduleEntry.Echo(
            count, Duration.ofSeconds(1), Duration.ofSeconds(2), 0, 56, 0, 0, false, "", ""),
        new ScheduleEntry.Targets(List.of("*"), List.of()),
        true,
        Duration.ZERO);
  }

  private Configuration configuration(ScheduleEntry entry, Probe... probes) {
    return new Configuration(
        new DaemonConfig(
            "p1",
            List.of(),
            new DaemonConfig.BufferLimits(Path.of("."), 1, Duration.ofDays(1), 1),
            new DaemonConfig.StatusAddress("127.0.0.1", 0),
            Optional.empty()),
        new ProbeList(List.of(probes)),
        new Schedule(List.of(entry)),
        "test");
  }

  private void record() throws InterruptedException {
    recorder.start();
    recorder.close(Duration.ofSeconds(10));
  }

  private String recorded() {
    return buffer.all.stream().map(AdditionsText::of).toList().toString();
  }

  @Test
  void allPeersOfAFiringStartAtOnceWithTheirPhasesSpread() throws Exception {
    starter.fire(entry(10), List.of(P2, P3), 10);
    assertEquals(2, engine.started.size());
    assertEquals(0, engine.started.get(0).request().delayNanos());
    assertEquals(500_000_000, engine.started.get(1).request().delayNanos());
    record();
    assertEquals(2, rows.size());
    assertEquals(rows.get(0).time(), rows.get(1).time());
    assertEquals(Instant.parse("2026-11-22T10:00:00.500Z"), rows.get(0).time());
  }

  @Test
  void aNameThatIsSlowToResolveDelaysNobodyElse() throws Exception {
    engine.answering = false;
    starter.fire(entry(10), List.of(NAMED, P2), 10);
    assertEquals(1, engine.started.size());
    assertEquals("10.0.0.2", engine.started.get(0).request().target().getHostAddress());
    lookup.countDown();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (engine.started.size() < 2 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertEquals("10.0.0.4", engine.started.get(1).request().target().getHostAddress());
  }

  @Test
  void anUnknownNameIsNotSentAndNoLoss() throws Exception {
    known = false;
    lookup.countDown();
    starter.fire(entry(10), List.of(NAMED), 10);
    recorder.start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (rows.isEmpty() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    recorder.close(Duration.ofSeconds(10));
    assertEquals(10, rows.get(0).packets().notSent());
    assertEquals("unresolved", rows.get(0).reasons().get(0).reason());
    assertEquals(null, rows.get(0).loss());
  }

  @Test
  void aFiringWhileTheLastOneSendsIsRecordedAndNotDone() throws Exception {
    engine.answering = false;
    starter.fire(entry(10), List.of(P2), 10);
    nanos += Duration.ofSeconds(8).toNanos();
    starter.fire(entry(10), List.of(P2), 10);
    assertEquals(1, engine.started.size());
    // the last echo leaves after nine intervals; waiting for its reply may reach into the next
    // round
    nanos += Duration.ofSeconds(1).toNanos();
    starter.fire(entry(10), List.of(P2), 10);
    assertEquals(2, engine.started.size());
    record();
    assertTrue(recorded().contains("\"reason\":\"overlap\""), recorded());
  }

  @Test
  void anEditedEntryReplacesWhatTheOldOneIsSending() {
    engine.answering = false;
    starter.fire(entry(10), List.of(P2), 10);
    starter.fire(entry(9), List.of(P2), 9);
    assertEquals(2, engine.started.size());
    assertTrue(engine.started.get(0).cancelled);
    assertFalse(engine.started.get(1).cancelled);
  }

  @Test
  void removingAPeerEndsItsRoundAndNoOther() {
    engine.answering = false;
    starter.fire(entry(10), List.of(P2, P3), 10);
    starter.keepOnly(configuration(entry(10), peer("p1", "10.0.0.1"), P3));
    assertTrue(engine.started.get(0).cancelled);
    assertFalse(engine.started.get(1).cancelled);
    starter.keepOnly(configuration(entry(10), peer("p1", "10.0.0.1"), peer("p3", "10.0.0.33")));
    assertTrue(engine.started.get(1).cancelled);
  }

  @Test
  void anEngineWithoutRoomIsReportedAndNoLoss() throws Exception {
    engine.full = true;
    starter.fire(entry(10), List.of(P2), 10);
    record();
    assertEquals("engine-full", rows.get(0).reasons().get(0).reason());
    assertEquals(10, rows.get(0).packets().notSent());
  }

  private void limit(ProbeLimits limits) {
    Configuration usual = configuration(entry(10), peer("p1", "10.0.0.1"));
    DaemonConfig daemon = usual.daemon();
    starter.keepOnly(
        new Configuration(
            new DaemonConfig(
                "p1", List.of(), daemon.buffer(), daemon.status(), Optional.empty(), limits),
            usual.probes(),
            usual.schedule(),
            "limited"));
  }

  @Test
  void whatIsOverALimitIsNotSentAndReportsWhichAndIsNoLoss() throws Exception {
    limit(new ProbeLimits(1, 1_000_000, 1, 1_000_000, List.of()));
    starter.fire(entry(10), List.of(P2, P3), 10);
    record();
    assertEquals(1, engine.started.size());
    RoundResult over = rows.stream().filter(row -> row.target().equals("p3")).findFirst().get();
    assertEquals("rate-limit", over.reasons().get(0).reason());
    assertEquals(10, over.packets().notSent());
    assertEquals(null, over.loss());
  }

  @Test
  void anAddressThatIsNotAllowedIsNotSentTo() throws Exception {
    limit(
        new ProbeLimits(
            1_000, 1_000_000, 1_000, 1_000_000, List.of(Prefix.parse("10.0.0.2/32").get())));
    starter.fire(entry(10), List.of(P2, P3), 10);
    record();
    assertEquals(1, engine.started.size());
    RoundResult refused = rows.stream().filter(row -> row.target().equals("p3")).findFirst().get();
    assertEquals("target-not-allowed", refused.reasons().get(0).reason());
  }

  @Test
  void aFiringIsMarkedBeforeItsResults() throws Exception {
    starter.fire(entry(10), List.of(P2, P3), 10);
    record();
    String all = recorded();
    assertTrue(all.contains("started mesh 2"), all);
    assertTrue(all.contains("finished mesh"), all);
  }
}
