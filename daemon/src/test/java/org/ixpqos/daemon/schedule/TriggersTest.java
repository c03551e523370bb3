package org.ixpqos.daemon.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ixpqos.config.cron.QuartzCron;
import org.ixpqos.config.lists.ScheduleEntry;
import org.junit.jupiter.api.Test;
import org.quartz.Trigger;
import org.quartz.spi.OperableTrigger;

class TriggersTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:30Z");

  private static ScheduleEntry entry(String every, String cron, ZoneId zone, Duration splay) {
    return new ScheduleEntry(
        "mesh",
        Optional.ofNullable(every).map(Duration::parse),
        Optional.ofNullable(cron),
        zone,
        new ScheduleEntry.Echo(
            1, Duration.ofSeconds(1), Duration.ofSeconds(2), 0, 56, 0, 0, false, "", ""),
        new ScheduleEntry.Targets(List.of("*"), List.of()),
        true,
        splay);
  }

  private static List<String> next(ScheduleEntry entry, Instant now, int most) {
    return Triggers.next(entry, "p1", now, most).stream().map(Instant::toString).toList();
  }

  @Test
  void everyFiresAtMultiplesOfItsPeriod() {
    ScheduleEntry minute = entry("PT1M", null, ZoneOffset.UTC, Duration.ZERO);
    List<String> times =
        List.of("2026-11-22T10:01:00Z", "2026-11-22T10:02:00Z", "2026-11-22T10:03:00Z");
    assertEquals(times, next(minute, NOW, 3));
    // on the dot it has fired already
    assertEquals(times.subList(1, 3), next(minute, Instant.parse("2026-11-22T10:01:00Z"), 2));
    assertEquals(
        List.of("1969-12-31T23:59:00Z"), next(minute, Instant.parse("1969-12-31T23:58:01Z"), 1));
  }

  @Test
  void splayShiftsAlwaysByTheSameAndNotAllByTheSame() {
    ScheduleEntry splayed = entry("PT1M", null, ZoneOffset.UTC, Duration.ofSeconds(1));
    Duration shift = Triggers.splay(splayed, "p1");
    assertEquals(shift, Triggers.splay(splayed, "p1"));
    assertTrue(shift.toMillis() < 1_000);
    assertEquals(
        Instant.parse("2026-11-22T10:01:00Z").plus(shift).toString(), next(splayed, NOW, 1).get(0));
    Set<Duration> shifts =
        IntStream.range(0, 50)
            .mapToObj(probe -> Triggers.splay(splayed, "p" + probe))
            .collect(Collectors.toSet());
    assertTrue(shifts.size() > 40, shifts::toString);
    assertNotEquals(shift, Triggers.splay(splayed, "p2"));
  }

  @Test
  void cronFiresInItsZone() {
    ScheduleEntry noon =
        entry(null, "0 0 12 * * ?", ZoneId.of("Europe/Rome"), Duration.ofSeconds(1));
    assertEquals(List.of("2026-11-22T11:00:00Z"), next(noon, NOW, 1));
    // summer time ends on 25 October 2026: 12 in Rome is 10 and then 11 UTC
    assertEquals(
        List.of("2026-10-24T10:00:00Z", "2026-10-25T11:00:00Z"),
        next(noon, Instant.parse("2026-10-24T00:00:00Z"), 2));
  }

  @Test
  void theShortestPeriodOfACronIsFound() {
    QuartzCron cron = new QuartzCron();
    assertEquals(Duration.ofMinutes(15), cron.shortestPeriod("0 0/15 * * * ?", ZoneOffset.UTC));
    assertEquals(Duration.ofSeconds(10), cron.shortestPeriod("0,10 0 * * * ?", ZoneOffset.UTC));
  }

  @Test
  void brokenCronExpressionsSayWhy() {
    QuartzCron cron = new QuartzCron();
    for (String broken :
        new String[] {"", "nonsense", "* * * * *", "0 0 25 * * ?", "0 0 0 ? ? ?", "0 0 0 30 2 ?"}) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> cron.shortestPeriod(broken, ZoneOffset.UTC),
              broken);
      assertTrue(refused.getMessage() != null && !refused.getMessage().isEmpty(), broken);
    }
  }

  @Test
  void anOffsetIsNotReadAsUtc() {
    for (String zone : List.of("UTC+2", "GMT+2", "+02:00", "Etc/GMT-2")) {
      ScheduleEntry noon = entry(null, "0 0 12 * * ?", ZoneId.of(zone), Duration.ZERO);
      assertEquals(List.of("2026-11-23T10:00:00Z"), next(noon, NOW, 1), zone);
    }
  }

  @Test
  void anEntryThatHasExpiredWaitsAndStopsNothing() {
    ScheduleEntry over = entry(null, "0 0/5 * * * ? 2025", ZoneOffset.UTC, Duration.ZERO);
    assertTrue(Triggers.expired(over, NOW));
    assertEquals(List.of(), next(over, NOW, 3));
    Trigger trigger = Triggers.of(over, "p1", NOW).build();
    ((OperableTrigger) trigger).computeFirstFireTime(null); // what Quartz refuses when it is null
    assertEquals(null, Triggers.nextFireTime(trigger));
    // a clock that was wrong is set: it fires
    assertEquals(
        List.of("2025-06-01T00:05:00Z"), next(over, Instant.parse("2025-06-01T00:00:00Z"), 1));
  }
}
