package org.ixpqos.daemon.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.ixpqos.config.cron.ZonedCron;
import org.ixpqos.daemon.buffer.TestingClock;
import org.ixpqos.model.Gap;
import org.ixpqos.model.clock.Timekeeper;
import org.junit.jupiter.api.Test;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.spi.OperableTrigger;

/** What a step means to the schedule, on a clock that the test sets. */
@SuppressWarnings("JavaUtilDate") // Quartz speaks java.util.Date
class ClockStepsTest {
  private static final Instant BUILT = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private TestingClock clock = new TestingClock(NOW);
  private long nanos = Long.MAX_VALUE - 5_000_000_000L;
  private final List<Gap> gaps = new ArrayList<>();
  private Timekeeper time = new Timekeeper(clock, () -> nanos, BUILT);
  private ClockSteps steps = new ClockSteps(time, gaps::add);

  private void startAt(Instant start) {
    clock = new TestingClock(start);
    time = new Timekeeper(clock, () -> nanos, BUILT);
    steps = new ClockSteps(time, gaps::add);
  }

  private void pass(Duration duration) {
    clock.add(duration);
    nanos += duration.toNanos();
  }

  private Trigger trigger(boolean cron) {
    TriggerBuilder<Trigger> builder =
        TriggerBuilder.newTrigger().withIdentity("mesh").startAt(Date.from(clock.instant()));
    Trigger trigger =
        cron
            ? builder
                .withSchedule(
                    new ZonedCronTrigger.Builder(ZonedCron.parse("0/10 * * * * ?", ZoneOffset.UTC)))
                .build()
            : builder
                .withSchedule(
                    SimpleScheduleBuilder.simpleSchedule()
                        .withIntervalInSeconds(10)
                        .repeatForever())
                .build();
    ((OperableTrigger) trigger).computeFirstFireTime(null);
    return trigger;
  }

  private Optional<MissedFirings> missed(Trigger trigger) {
    steps.look();
    return MissedFirings.of(trigger, clock.instant(), steps);
  }

  @Test
  void aStepForwardOfAnySizeIsOneGapAndNoFiringWasMissed() {
    for (Duration by :
        List.of(
            Duration.ofSeconds(1),
            Duration.ofHours(1),
            Duration.ofDays(90),
            Duration.ofDays(3_650))) {
      for (boolean cron : new boolean[] {false, true}) {
        gaps.clear();
        startAt(NOW);
        Trigger trigger = trigger(cron);
        ((OperableTrigger) trigger).triggered(null);
        pass(Duration.ofSeconds(3));
        clock.add(by);
        assertEquals(Optional.empty(), missed(trigger), by::toString);
        assertEquals(
            List.of(
                new Gap(NOW.plusSeconds(3), NOW.plusSeconds(3).plus(by), Gap.CLOCK_STEP, "", 0)),
            gaps);
      }
    }
  }

  @Test
  void firingsThatWereMissedBeforeAStepAreStillReported() {
    Trigger trigger = trigger(false);
    pass(Duration.ofSeconds(25));
    clock.add(Duration.ofHours(1));
    pass(Duration.ofSeconds(20));
    MissedFirings found = missed(trigger).orElseThrow();
    assertEquals(NOW, found.first());
    assertTrue(found.firings() >= 3 && found.firings() <= 5, found.toString());
  }

  @Test
  void aHostThatWasStoppedHasMissedThemAndSteppedNothing() {
    Trigger trigger = trigger(false);
    pass(Duration.ofSeconds(65));
    MissedFirings found = missed(trigger).orElseThrow();
    assertEquals(new MissedFirings(NOW, NOW.plusSeconds(65), 7), found);
    assertEquals(List.of(), gaps);
  }

  @Test
  void aBootIn1970IsNoGapAndNoMissedFiring() {
    startAt(Instant.EPOCH.plusSeconds(40));
    for (boolean cron : new boolean[] {false, true}) {
      Trigger trigger = trigger(cron);
      ((OperableTrigger) trigger).triggered(null);
      pass(Duration.ofSeconds(5));
      clock.add(Duration.between(clock.instant(), NOW));
      assertEquals(Optional.empty(), missed(trigger));
      startAt(Instant.EPOCH.plusSeconds(40));
    }
    assertEquals(List.of(), gaps);
  }

  @Test
  void afterAStepBackWhatWasSkippedIsDueAgain() {
    clock.add(Duration.ofHours(2));
    steps.look();
    assertTrue(steps.skipping(NOW.plusSeconds(3_600)).isPresent());
    clock.add(Duration.ofHours(-2));
    steps.look();
    assertEquals(Optional.empty(), steps.skipping(NOW.plusSeconds(3_600)));
    assertEquals(1, gaps.size());
  }

  @Test
  void twoStepsAreTwoGapsAndDriftIsNone() {
    clock.add(Duration.ofSeconds(1));
    steps.look();
    clock.add(Duration.ofHours(1));
    steps.look();
    assertEquals(2, gaps.size());
    for (int second = 0; second < 3_000; second++) {
      // half a millisecond a second, which is as fast as a clock is slewed; nanoTime wraps around
      clock.add(Duration.ofNanos(1_000_500_000));
      nanos += 1_000_000_000;
      steps.look();
    }
    assertEquals(2, gaps.size());
  }

  @Test
  void listenersAreCalledAfterEachStep() {
    List<Integer> reported = new ArrayList<>();
    steps.onStep(() -> reported.add(gaps.size()));
    clock.add(Duration.ofHours(1));
    steps.look();
    clock.add(Duration.ofHours(-1));
    steps.look();
    assertEquals(List.of(1, 1), reported);
  }
}
