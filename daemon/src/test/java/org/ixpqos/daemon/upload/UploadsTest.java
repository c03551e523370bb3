package org.ixpqos.daemon.upload;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.ixpqos.daemon.buffer.StuckBuffer;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.daemon.config.DaemonConfig.BufferLimits;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.daemon.config.DaemonConfig.StatusAddress;
import org.ixpqos.daemon.round.FakeEchoEngine;
import org.ixpqos.model.StopReason;
import org.ixpqos.model.clock.Timekeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UploadsTest {
  private static final int COLLECTORS = 8;

  private static DaemonConfig config() {
    return new DaemonConfig(
        "p1",
        IntStream.range(0, COLLECTORS)
            .mapToObj(
                i ->
                    new Collector(
                        "c" + i,
                        URI.create("http://127.0.0.1:1"),
                        Path.of("key"),
                        Optional.empty(),
                        Optional.empty(),
                        false))
            .toList(),
        new BufferLimits(Path.of("none"), 256_000_000, Duration.ofDays(7), 5_000),
        new StatusAddress("127.0.0.1", 0),
        Optional.empty());
  }

  /** However many collectors there are: a stop that takes longer is a kill by systemd. */
  @Test
  void aDiskThatDoesNotAnswerKeepsTheEndOnlySoLong() throws Exception {
    StuckBuffer buffer = new StuckBuffer();
    Uploads uploads =
        new Uploads(
            buffer,
            new FakeEchoEngine(),
            () -> Instant.EPOCH,
            () -> new Uploads.Running("p1", "abc", Map.of()),
            new Timekeeper(Clock.systemUTC(), System::nanoTime, Instant.EPOCH));
    uploads.apply(config());
    assertTrue(buffer.asked.await(10, TimeUnit.SECONDS));
    long began = System.nanoTime();
    uploads.close(Duration.ofMillis(50), StopReason.STOP);
    long took = System.nanoTime() - began;
    assertTrue(took < TimeUnit.SECONDS.toNanos(6), took / 1_000_000 + " ms");
    assertTrue(uploads.status().size() == COLLECTORS, "and it can be asked");
    buffer.disk.countDown();
  }
}
