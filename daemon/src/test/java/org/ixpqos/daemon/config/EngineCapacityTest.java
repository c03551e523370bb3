package org.ixpqos.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.config.lists.ScheduleEntry;
import org.junit.jupiter.api.Test;

class EngineCapacityTest {
  private static final long PACKAGED = 28_000_000;

  private static ScheduleEntry entry(
      String every, String cron, int count, String interval, String timeout) {
    return new ScheduleEntry(
        "mesh",
        Optional.ofNullable(every).map(Duration::parse),
        Optional.ofNullable(cron),
        ZoneOffset.UTC,
        new ScheduleEntry.Echo(
            count, Duration.parse(interval), Duration.parse(timeout), 0, 56, 0, 0, false, "", ""),
        new ScheduleEntry.Targets(List.of("*"), List.of()),
        true,
        Duration.ZERO);
  }

  private static List<Probe> peers(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Probe("q" + i, 4, "192.0.2.1", "", List.of(), Map.of()))
        .toList();
  }

  @Test
  void aLongTimeoutHoldsManyRoundsOfAShortPeriod() {
    EngineCapacity outage = EngineCapacity.of(entry("PT1S", null, 1, "PT1S", "PT1M"), peers(500));
    assertTrue(outage.rounds() >= 30_000 && outage.rounds() < 35_000, outage.toString());
    assertTrue(outage.fits(PACKAGED), outage.toString());
    assertEquals(500, outage.packetsPerSecond(), 0.1);
    assertEquals(500 * 84 * 8, outage.bitsPerSecond(), 1);
  }

  @Test
  void aRoundOfADayToManyPeersDoesNotFit() {
    EngineCapacity day = EngineCapacity.of(entry("P1D", null, 86_400, "PT1S", "PT1S"), peers(100));
    assertTrue(day.bytes() > 100_000_000, day.toString());
    assertFalse(day.fits(PACKAGED));
  }

  @Test
  void theModelMeshIsAMatterOfAMegabyte() {
    EngineCapacity mesh = EngineCapacity.of(entry("PT1M", null, 60, "PT1S", "PT2S"), peers(200));
    assertTrue(mesh.bytes() < 1_000_000, mesh.toString());
    assertEquals(200, mesh.packetsPerSecond(), 0.1);
  }

  @Test
  void aCronEntrySharesItsTimeAsItsFiringsDo() {
    EngineCapacity often =
        EngineCapacity.of(entry(null, "0/2 * * * * ?", 1, "PT1S", "PT1M"), peers(10));
    assertTrue(often.rounds() >= 310 && often.rounds() <= 340, often.toString());
    EngineCapacity daily =
        EngineCapacity.of(entry(null, "0 0 3 * * ?", 60, "PT1S", "PT1M"), peers(10));
    assertEquals(10, daily.rounds());
    assertEquals(10, daily.packetsPerSecond(), 0.1, "while it sends");
  }
}
