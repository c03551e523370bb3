package org.ixpqos.daemon.round;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ixpqos.daemon.buffer.DurableBuffer;
import org.ixpqos.daemon.buffer.TestingClock;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.model.Gap;
import org.ixpqos.model.clock.Timekeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fault of the daemon's own must not end recording. */
class RecorderFaultTest {
  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void whoeverFailsToTakeARowTheNextIsRecordedAllTheSame(@TempDir Path directory) throws Exception {
    Timekeeper time = new Timekeeper(new TestingClock(TIME), System::nanoTime, Instant.EPOCH);
    DaemonConfig config =
        new DaemonConfig(
            "p1",
            List.of(),
            new DaemonConfig.BufferLimits(directory, 256_000_000, Duration.ofDays(7), 5_000),
            new DaemonConfig.StatusAddress("127.0.0.1", 0),
            Optional.empty());
    CountDownLatch failed = new CountDownLatch(1);
    FakeEchoEngine engine = new FakeEchoEngine();
    try (DurableBuffer buffer = new DurableBuffer(config, time)) {
      Recorder recorder = new Recorder(engine, buffer, time, row -> fail(failed));
      recorder.start();
      Firing firing = new Firing(RoundStarterTest.entry(3), TIME, null);
      recorder.record(
          firing,
          RoundResults.notStarted(
              firing, RoundStarterTest.peer("p2", "10.0.0.2"), 3, "unresolved"));
      assertTrue(failed.await(10, TimeUnit.SECONDS));
      recorder.record(new Gap(TIME, TIME, Gap.MISFIRED, "mesh", 1));
      recorder.close(Duration.ofSeconds(10));
      assertEquals(2, buffer.status().entries());
    }
  }

  private static void fail(CountDownLatch failed) {
    failed.countDown();
    throw new IllegalStateException("a fault for this test");
  }
}
