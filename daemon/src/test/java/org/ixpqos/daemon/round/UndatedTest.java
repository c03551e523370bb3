package org.ixpqos.daemon.round;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.ixpqos.daemon.buffer.Buffer;
import org.ixpqos.daemon.buffer.BufferView;
import org.ixpqos.daemon.buffer.DurableBuffer;
import org.ixpqos.daemon.buffer.TestingClock;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.model.Gap;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.clock.Timekeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A boot in 1970: what is measured before the clock is set. */
class UndatedTest {
  private static final Instant BUILT = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant BOOT = Instant.EPOCH.plusSeconds(40);
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir private Path directory;
  private final TestingClock clock = new TestingClock(BOOT);
  private long nanos = 7_000_000_000L;
  private final Timekeeper time = new Timekeeper(clock, () -> nanos, BUILT);
  private final Undated undated = new Undated(time);
  private final List<RoundResult> rows = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();

  private void pass(Duration duration) {
    clock.add(duration);
    nanos += duration.toNanos();
  }

  private void measure() {
    Firing firing = new Firing(RoundStarterTest.entry(3), clock.instant(), null, nanos, false);
    undated.add(
        firing,
        RoundResults.notStarted(firing, RoundStarterTest.peer("p2", "10.0.0.2"), 3, "unresolved"));
  }

  private void set(Instant now) {
    clock.add(Duration.between(clock.instant(), now));
    undated.settle(rows::add, gaps::add);
  }

  @Test
  void itIsDatedByHowFarTheClockMoved() {
    measure();
    pass(Duration.ofSeconds(60));
    measure();
    undated.add(
        new Gap(clock.instant(), clock.instant(), Gap.OVERLAP, "mesh", 2),
        nanos - 5_000_000_000L,
        nanos);
    pass(Duration.ofSeconds(30));
    undated.settle(rows::add, gaps::add);
    assertEquals(List.of(), rows, "the clock is not set");
    set(NOW);
    assertEquals(
        List.of(NOW.minusSeconds(90), NOW.minusSeconds(30)),
        rows.stream().map(RoundResult::time).toList());
    assertEquals(
        List.of(new Gap(NOW.minusSeconds(35), NOW.minusSeconds(30), Gap.OVERLAP, "mesh", 2)), gaps);
  }

  @Test
  void rowsOfAFiringThatEndAfterwardsHaveTheSameTime() {
    Firing firing = new Firing(RoundStarterTest.entry(3), clock.instant(), null, nanos, false);
    undated.add(
        firing, RoundResults.notStarted(firing, RoundStarterTest.peer("p2", "10.0.0.2"), 3, "x"));
    pass(Duration.ofSeconds(1));
    set(NOW);
    pass(Duration.ofSeconds(1));
    clock.add(Duration.ofNanos(77_000)); // slewed
    undated.add(
        firing, RoundResults.notStarted(firing, RoundStarterTest.peer("p3", "10.0.0.3"), 3, "x"));
    undated.settle(rows::add, gaps::add);
    assertEquals(rows.get(0).time(), rows.get(1).time());
  }

  @Test
  void memoryIsBoundedAndTheRestIsReported() {
    for (int i = 0; i < Undated.MOST + 10; i++) {
      measure();
      pass(Duration.ofSeconds(1));
    }
    assertEquals(Undated.MOST, undated.size());
    set(NOW);
    assertEquals(Undated.MOST, rows.size());
    assertEquals(1, gaps.size());
    assertEquals(10, gaps.get(0).rounds());
    assertEquals(Gap.DROPPED, gaps.get(0).reason());
    assertTrue(gaps.get(0).from().isAfter(BUILT), gaps::toString);
  }

  private DaemonConfig config() {
    return new DaemonConfig(
        "p1",
        List.of(),
        new DaemonConfig.BufferLimits(directory, 256_000_000, Duration.ofDays(7), 5_000),
        new DaemonConfig.StatusAddress("127.0.0.1", 0),
        java.util.Optional.empty());
  }

  private List<String> onDisk() throws Exception {
    List<String> found = new ArrayList<>();
    try (BufferView view = BufferView.of(directory.resolve("buffer.db"))) {
      view.entries(each -> found.add(each.entry().json()));
    }
    return found;
  }

  /**
   * Nothing of 1970 reaches the disk, and rounds lost without a date are in a gap of the next
   * start.
   */
  @Test
  void anEndBeforeTheClockIsSetIsReportedAtTheNextStart() throws Exception {
    clock.add(Duration.between(BOOT, NOW));
    try (DurableBuffer buffer = new DurableBuffer(config(), time)) {
      buffer.append(new Buffer.Additions());
    }
    clock.add(Duration.between(NOW, BOOT));
    try (DurableBuffer buffer = new DurableBuffer(config(), time)) {
      Recorder recorder = new Recorder(new FakeEchoEngine(), buffer, time, rows::add);
      Firing firing = new Firing(RoundStarterTest.entry(3), clock.instant(), null, nanos, false);
      recorder.started(firing, 1);
      recorder.record(
          firing, RoundResults.notStarted(firing, RoundStarterTest.peer("p2", "10.0.0.2"), 3, "x"));
      recorder.record(new Gap(clock.instant(), clock.instant(), Gap.MISFIRED, "mesh", 4));
      recorder.start();
      recorder.close(Duration.ofSeconds(10));
    }
    assertEquals(List.of(), onDisk());
    clock.add(Duration.between(BOOT, NOW).plusSeconds(600));
    try (DurableBuffer buffer = new DurableBuffer(config(), time)) {
      buffer.append(new Buffer.Additions());
    }
    List<String> reported = onDisk();
    assertTrue(reported.get(0).contains("\"reason\":\"stopped\""), reported.toString());
    assertTrue(
        reported.get(0).contains("\"until\":\"2026-11-22T10:10:00.000000Z\""), reported.toString());
    assertTrue(reported.get(1).contains("\"reason\":\"dropped\""), reported.toString());
    assertTrue(reported.get(1).contains("\"rounds\":1"), reported.toString());
    assertEquals(2, reported.size(), reported::toString);
  }

  /** The absence ends when the daemon came back, independent of its clock then. */
  @Test
  void theGapOfTheAbsenceIsWrittenWhenTheClockIsSet() throws Exception {
    clock.add(Duration.between(BOOT, NOW));
    try (DurableBuffer buffer = new DurableBuffer(config(), time)) {
      buffer.append(new Buffer.Additions());
    }
    clock.add(Duration.between(NOW, BOOT));
    try (DurableBuffer buffer = new DurableBuffer(config(), time)) {
      buffer.append(new Buffer.Additions());
      pass(Duration.ofSeconds(45));
      assertEquals(List.of(), onDisk());
      clock.add(Duration.between(clock.instant(), NOW.plusSeconds(100)));
      buffer.append(new Buffer.Additions());
    }
    List<String> reported = onDisk();
    assertEquals(1, reported.size(), reported::toString);
    assertTrue(
        reported.get(0).contains("\"until\":\"2026-11-22T10:00:55.000000Z\""), reported.toString());
  }
}
