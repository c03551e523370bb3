package org.ixpqos.daemon.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ixpqos.daemon.buffer.Buffer;
import org.ixpqos.daemon.config.DaemonConfig.BufferLimits;
import org.ixpqos.model.clock.Timekeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BufferGrowthTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final TestingLog log = new TestingLog(BufferGrowth.class);
  private final BufferLimits limits =
      new BufferLimits(Path.of("/nowhere"), 100_000_000, Duration.ofDays(10), 1);
  private final Timekeeper time =
      new Timekeeper(Clock.fixed(NOW, ZoneOffset.UTC), () -> 0, Instant.EPOCH);
  private Buffer.Status status;
  private final BufferGrowth growth = new BufferGrowth(() -> status, () -> limits, time);

  @AfterEach
  void close() {
    log.close();
  }

  private void look(int megabytes, int days) {
    Optional<Instant> oldest = Optional.of(NOW.minus(Duration.ofDays(days)));
    status =
        new Buffer.Status("e", 7, megabytes * 1_000_000L, oldest, 0, 0, 0, Map.of(), Map.of(), "");
    growth.look();
  }

  @Test
  void itWarnsOnceAtHalfAndAgainOnlyAfterAQuarter() {
    look(49, 0);
    assertEquals(List.of(), log.lines());
    look(50, 0);
    look(70, 0);
    look(30, 0);
    look(60, 0);
    List<String> lines = log.lines();
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).startsWith("WARN the buffer fills"), lines::toString);
    assertTrue(lines.get(0).endsWith("full_percent=50 entries=7 megabytes=50"), lines::toString);
    look(25, 0);
    assertEquals(List.of("INFO the buffer has emptied full_percent=25"), log.lines());
    look(51, 0);
    assertEquals(1, log.lines().size());
  }

  @Test
  void ageFillsItToo() {
    time.heard("main", NOW);
    look(1, 5);
    assertTrue(log.lines().get(0).contains("full_percent=50"));
  }
}
