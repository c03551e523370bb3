package org.ixpqos.model.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ixpqos.model.clock.ClockStanding.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimekeeperTest {
  private static final Instant BUILT = Instant.parse("2026-11-22T00:00:00Z");
  private static final Instant START = Instant.parse("2027-03-01T10:00:00Z");

  /** A host's two clocks, moved by hand. The monotonic one begins just before it wraps around. */
  private static final class Host extends Clock {
    private Instant wall = START;
    private long nanos = Long.MAX_VALUE - 1_000;

    void pass(Duration time) {
      wall = wall.plus(time);
      nanos += time.toNanos();
    }

    void step(Duration by) {
      wall = wall.plus(by);
    }

    @Override
    public Instant instant() {
      return wall;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("UTC alone");
    }
  }

  private final Host host = new Host();
  private final Timekeeper keeper = new Timekeeper(host, () -> host.nanos, BUILT);

  @ParameterizedTest
  @ValueSource(strings = {"PT1S", "PT-1S", "PT1H", "PT-1H", "P90D", "P3650D", "P-20880D"})
  void aStepIsReportedOnceToEachListenerWithItsSize(String size) {
    List<ClockStep> reported = new ArrayList<>();
    keeper.onStep(reported::add);
    keeper.onStep(reported::add);
    host.pass(Duration.ofSeconds(5));
    Instant before = host.wall;
    host.step(Duration.parse(size));
    ClockStep step = keeper.look().orElseThrow();
    assertEquals(new ClockStep(before, host.wall), step);
    assertEquals(Duration.parse(size), step.by());
    assertEquals(List.of(step, step), reported);
    assertEquals(Optional.empty(), keeper.look());
  }

  @Test
  void driftIsNoStep() {
    for (int i = 0; i < 100_000; i++) {
      host.pass(Duration.ofSeconds(1));
      host.step(Duration.ofMillis(10));
      assertEquals(Optional.empty(), keeper.look());
    }
  }

  @Test
  void twoStepsBetweenLooksAreOne() {
    host.step(Duration.ofDays(90));
    host.step(Duration.ofHours(-1));
    assertEquals(Duration.ofDays(90).minusHours(1), keeper.look().orElseThrow().by());
    host.step(Duration.ofDays(-90));
    assertEquals(Duration.ofDays(-90), keeper.look().orElseThrow().by());
  }

  @Test
  void aMomentUnderAWrongClockIsDatedOnceTheClockIsSet() {
    host.step(Duration.between(START, Instant.EPOCH));
    assertFalse(keeper.isSet());
    long moment = keeper.nanoTime();
    host.pass(Duration.ofSeconds(20));
    host.step(Duration.between(Instant.EPOCH, START));
    assertTrue(keeper.isSet());
    assertEquals(START, keeper.at(moment));
  }

  @Test
  void nobodyHeardConfirmsNothing() {
    assertEquals(State.UNCONFIRMED, keeper.standing().state());
    assertFalse(keeper.mayDelete());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT11M", "PT-11M", "PT1H", "P90D", "P-90D", "P3650D"})
  void aStepWithdrawsTheConfirmationAndTheStepBackGivesItAgain(String size) {
    keeper.heard("c1", START);
    assertTrue(keeper.mayDelete());
    host.pass(Duration.ofDays(6));
    assertTrue(keeper.mayDelete());
    host.step(Duration.parse(size));
    assertFalse(keeper.mayDelete());
    assertEquals(Duration.parse(size), keeper.standing().ahead());
    assertEquals(Optional.of(Duration.parse(size)), keeper.ahead("c1"));
    host.step(Duration.parse(size).negated());
    assertTrue(keeper.mayDelete());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT1S", "PT-10M", "PT10M"})
  void smallDistancesAgree(String size) {
    keeper.heard("c1", START.plus(Duration.parse(size)));
    assertEquals(State.CONFIRMED, keeper.standing().state());
  }

  @Test
  void moreThanHalfMustAgree() {
    keeper.heard("right", START);
    keeper.heard("wrong", START.plus(Duration.ofDays(30)));
    assertEquals(State.CONTRADICTED, keeper.standing().state());
    keeper.heard("right too", START.minusSeconds(1));
    assertEquals(new ClockStanding(State.CONFIRMED, 3, 2, Duration.ZERO), keeper.standing());
  }

  @Test
  void aClockBeforeTheBuildIsUnsetWhoeverAgrees() {
    host.step(Duration.between(START, BUILT.minusMillis(1)));
    keeper.heard("c1", host.wall);
    assertEquals(State.UNSET, keeper.standing().state());
    assertFalse(keeper.mayDelete());
  }

  @Test
  void whoeverWasHeardLongAgoCountsOnlyWhileNobodyIsHeard() {
    keeper.heard("gone", START.plus(Duration.ofDays(1)));
    host.pass(Duration.ofHours(2));
    assertEquals(State.CONTRADICTED, keeper.standing().state());
    keeper.heard("here", host.wall);
    assertEquals(new ClockStanding(State.CONFIRMED, 1, 1, Duration.ZERO), keeper.standing());
  }

  @Test
  void memoryIsBounded() {
    for (int i = 0; i < 5_000; i++) {
      keeper.heard("probe" + i, START);
    }
    assertEquals(1_000, keeper.standing().heard());
    assertTrue(keeper.ahead("probe4999").isPresent());
  }

  @Test
  void sentencesNameTheDistanceAndWhatToDo() {
    keeper.heard("c1", START.minus(Duration.ofDays(90).plusHours(3)));
    assertEquals(
        "the clock of this host is 90 d 3 h ahead of the median of 1 collector (0 agree): look at"
            + " NTP on all of these hosts",
        keeper.standing().text("collectors"));
    assertEquals("2.5 s behind", ClockText.distance(Duration.ofMillis(-2_500)));
    assertEquals("1 h", ClockText.amount(Duration.ofHours(1)));
    assertEquals("11 min 5 s", ClockText.amount(Duration.ofSeconds(665)));
  }
}
