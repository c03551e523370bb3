package org.ixpqos.config.cron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZonedCronTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  private static List<Instant> firings(String cron, String zone, Instant from, Instant until) {
    ZonedCron parsed = ZonedCron.parse(cron, ZoneId.of(zone));
    List<Instant> found = new ArrayList<>();
    for (Instant next = parsed.next(from).orElseThrow();
        !next.isAfter(until);
        next = parsed.next(next).orElseThrow()) {
      found.add(next);
    }
    return found;
  }

  private static List<String> times(String cron, String zone, String from, String until) {
    return firings(cron, zone, Instant.parse(from), Instant.parse(until)).stream()
        .map(Instant::toString)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Europe/Rome",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/St_Johns",
        "Africa/Casablanca",
        "Pacific/Chatham",
        "Asia/Kolkata",
        "UTC+2",
        "GMT+2",
        "UT-03:30",
        "+02:00",
        "-11:30",
        "Z",
        "UTC",
        "Etc/GMT+5"
      })
  void whatFiresOftenFiresByTheWallClock(String zone) {
    // each change of the clock in three years, and a day of the rest
    List<Instant> moments = new ArrayList<>(List.of(Instant.parse("2026-12-31T20:00:00Z")));
    ZoneRules rules = ZoneId.of(zone).getRules();
    for (ZoneOffsetTransition change = rules.nextTransition(NOW);
        change != null && moments.size() < 7;
        change = rules.nextTransition(change.getInstant())) {
      moments.add(change.getInstant().minus(Duration.ofHours(5)));
    }
    for (Instant from : moments) {
      Instant until = from.plus(Duration.ofHours(10));
      List<Instant> expected = new ArrayList<>();
      for (Instant at = from.plusSeconds(60); !at.isAfter(until); at = at.plusSeconds(60)) {
        if (LocalDateTime.ofInstant(at, ZoneId.of(zone)).getMinute() % 15 == 0) {
          expected.add(at);
        }
      }
      assertEquals(expected, firings("0 0/15 * * * ?", zone, from, until));
    }
  }

  @Test
  void theHourThatAutumnRepeatsIsMeasured() {
    assertEquals(
        List.of(
            "2027-10-30T23:45:00Z",
            "2027-10-31T00:00:00Z",
            "2027-10-31T00:15:00Z",
            "2027-10-31T00:30:00Z",
            "2027-10-31T00:45:00Z",
            "2027-10-31T01:00:00Z"),
        times("0 0/15 * * * ?", "Europe/Rome", "2027-10-30T23:40:00Z", "2027-10-31T01:05:00Z"));
  }

  @Test
  void whatFiresOnceANightFiresOnceInEachNight() {
    assertEquals(
        List.of("2027-10-30T00:30:00Z", "2027-10-31T00:30:00Z", "2027-11-01T01:30:00Z"),
        times("0 30 2 * * ?", "Europe/Rome", "2027-10-29T12:00:00Z", "2027-11-01T12:00:00Z"));
    assertEquals(
        List.of("2027-03-27T01:30:00Z", "2027-03-28T01:30:00Z", "2027-03-29T00:30:00Z"),
        times("0 30 2 * * ?", "Europe/Rome", "2027-03-26T12:00:00Z", "2027-03-29T12:00:00Z"));
    assertEquals(
        List.of("2027-03-28T01:00:00Z"), // 02:00 is 03:00 on that night
        times("0 0 2 * * ?", "Europe/Rome", "2027-03-27T12:00:00Z", "2027-03-28T12:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 0/15 * * * ?     | PT15M",
        "* * * * * ?        | PT1S",
        "0 0 0/6 * * ?      | PT6H",
        "0 30 2 * * ?       | PT24H",
        "0 0 0,23 * * ?     | PT1H",
        "0 0 0,23 ? * MON   | PT23H",
        "0 0 12 ? * MON-FRI | PT24H",
        "0 0 12 ? * MON     | PT168H",
        "50,10 59 23 * * ?  | PT40S",
        "0 0 0 29 2 ?       | PT8784H",
        "0 0/5 * * * ? 2026 | PT5M",
        "0 0 0 1 1 ? 2026   | PT8784H"
      })
  void theShortestPeriodIsTheExpressions(String cron, Duration expected) {
    for (String zone : List.of("Europe/Rome", "UTC", "+02:00")) {
      assertEquals(expected, new QuartzCron().shortestPeriod(cron, ZoneId.of(zone)), zone);
    }
  }

  @Test
  void anExpressionThatHasExpiredIsOneStill() {
    ZonedCron cron = ZonedCron.parse("0 0/5 * * * ? 2026", ZoneId.of("Europe/Rome"));
    assertTrue(cron.next(Instant.parse("2027-02-01T00:00:00Z")).isEmpty());
    assertEquals(
        Instant.parse("2025-12-31T23:00:00Z"),
        cron.next(Instant.parse("2003-01-01T00:00:00Z")).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0 0 30 2 ?", "0 0 0 31 4,6 ?", "every monday", "0 0 0 * *", ""})
  void whatFiresAtNoTimeIsNone(String cron) {
    assertThrows(
        IllegalArgumentException.class, () -> ZonedCron.parse(cron, ZoneId.of("Europe/Rome")));
  }

  private static List<String> changes(String cron, String zone, Duration sending) {
    return ZonedCron.parse(cron, ZoneId.of(zone)).clockChanges(NOW, sending);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 0/15 * * * ? | the firings of 02:00 to 02:45 are the same as those of 03:00"
            + " to 03:45 | it fires in both",
        "0 30 2 * * ?   | the firing of 02:30 is at 03:30           | it fires in the first, and"
            + " once",
        "0 0/40 2 * * ? | the firings of 02:00 to 02:40 are at 03:00 to 03:40 | it fires in both",
        "0 30 2,3 * * ? | the firing of 02:30 is the same as that of 03:30" + " | it fires in both"
      })
  void reportsWhatSpringAndAutumnDo(String cron, String spring, String autumn) {
    assertEquals(
        List.of(
            "2027-03-28, Europe/Rome has no time from 02:00 to 03:00: " + spring,
            "2027-10-31, Europe/Rome has the time twice from 02:00 to 03:00: " + autumn),
        changes(cron, "Europe/Rome", Duration.ofSeconds(59)));
  }

  @Test
  void reportsNothingWhereNothingChanges() {
    assertEquals(List.of(), changes("0 0 12 * * ?", "Europe/Rome", Duration.ofHours(2)));
    assertEquals(List.of(), changes("0 0/15 * * * ?", "UTC", Duration.ofMinutes(15)));
    assertEquals(List.of(), changes("0 0 2 1 1 ?", "Europe/Rome", Duration.ofMinutes(1)));
  }

  /** A change brings firings closer together than any other night has them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // 02:00 is 03:00, an hour before 04:00
        "0 0 2,4 * * ?   | Europe/Rome         | PT90M  | 2027-03-28 | 04:00",
        // nothing fires in the missing hour, and 01:30 is half an hour before 03:00
        "0 30 1 * * ?    | Europe/Rome         | PT20M  | -          | -",
        "0 0 1,3 * * ?   | Europe/Rome         | PT90M  | 2027-03-28 | 03:00",
        "0 0 1,3 * * ?   | Europe/Rome         | PT59M  | -          | -",
        // half an hour is missing: 02:10 is 02:40
        "0 10,45 * * * ? | Australia/Lord_Howe | PT20M  | 2027-10-03 | 02:45",
        "0 10,45 * * * ? | Australia/Lord_Howe | PT2M   | -          | -"
      })
  void reportsWhichFiringOverlapsThatNight(
      String cron, String zone, Duration sending, String day, String firing) {
    List<String> overlaps =
        changes(cron, zone, sending).stream().filter(text -> text.contains("overlap")).toList();
    if (firing.equals("-")) {
      assertEquals(List.of(), overlaps);
    } else {
      assertTrue(
          overlaps.stream()
              .anyMatch(
                  text ->
                      text.startsWith(day)
                          && text.endsWith(
                              "the firing of "
                                  + firing
                                  + " is left out and recorded as an overlap: the round before"
                                  + " it is still being sent")),
          changes(cron, zone, sending).toString());
    }
  }
}
