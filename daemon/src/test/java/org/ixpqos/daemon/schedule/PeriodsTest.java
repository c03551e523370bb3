package org.ixpqos.daemon.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ProbeList;
import org.ixpqos.config.lists.Schedule;
import org.ixpqos.config.lists.ScheduleEntry;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.daemon.config.DaemonConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodsTest {
  /** A Thursday. */
  private static final Instant NOW = Instant.parse("2026-10-22T10:00:00Z");

  private static ScheduleEntry entry(String every, String cron, String... targets) {
    return new ScheduleEntry(
        "mesh",
        Optional.ofNullable(every).map(Duration::parse),
        Optional.ofNullable(cron),
        ZoneId.of("Europe/Rome"),
        new ScheduleEntry.Echo(
            5, Duration.ofSeconds(1), Duration.ofSeconds(2), 0, 56, 0, 0, false, "", ""),
        new ScheduleEntry.Targets(List.of(targets), List.of()),
        true,
        Duration.ZERO);
  }

  private static Map<String, Duration> periods(ScheduleEntry entry) {
    DaemonConfig daemon =
        new DaemonConfig(
            "p1",
            List.of(),
            new DaemonConfig.BufferLimits(Path.of("none"), 256_000_000, Duration.ofDays(7), 5_000),
            new DaemonConfig.StatusAddress("127.0.0.1", 0),
            Optional.empty());
    ProbeList probes =
        new ProbeList(
            List.of(
                new Probe("p1", 4, "10.0.0.1", "", List.of(), Map.of()),
                new Probe("p2", 4, "10.0.0.2", "", List.of(), Map.of())));
    return Periods.of(new Configuration(daemon, probes, new Schedule(List.of(entry)), "v"), NOW);
  }

  @Test
  void ofAnEntryWithAPeriodIsThat() {
    assertEquals(Map.of("mesh", Duration.ofMinutes(1)), periods(entry("PT1M", null, "*")));
  }

  @Test
  void whoMeasuresNobodyHasNone() {
    assertEquals(Map.of(), periods(entry("PT1M", null, "p1")));
  }

  /** The night and the weekend are no silence; nor is the hour that autumn repeats. */
  @ParameterizedTest
  @CsvSource({
    "0 * * * * ?,             PT1M",
    "0 0/5 8-17 ? * MON-FRI,  PT63H5M",
    "0 30 2 * * ?,            PT25H",
    "0 0 0 1 1 ?,             P365D",
    "0 0 12 ? * MON,          P7D"
  })
  void ofACronEntryIsTheLongestNight(String cron, Duration period) {
    Duration found = periods(entry(null, cron, "*")).get("mesh");
    assertEquals(period, found, cron + ": " + found);
  }

  @Test
  void whoFiresOnceMoreHasNone() {
    assertEquals(Map.of(), periods(entry(null, "0 0 12 24 12 ? 2026", "*")));
  }
}
