package org.ixpqos.daemon.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.ixpqos.config.cron.QuartzCron;
import org.ixpqos.daemon.buffer.DurableBuffer;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.daemon.config.ConfigurationLoader;
import org.ixpqos.daemon.round.FakeEchoEngine;
import org.ixpqos.daemon.round.Recorder;
import org.ixpqos.daemon.round.RoundStarter;
import org.ixpqos.engine.resolve.NameResolver;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.Gap;
import org.ixpqos.model.clock.Timekeeper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An exception before any round of a firing was started: the firing is recorded as a gap. */
@Timeout(60)
class FiringFaultTest {
  private static final int PEERS = 3;

  @TempDir private Path directory;
  private final List<Gap> gaps = new CopyOnWriteArrayList<>();
  private final Timekeeper time =
      new Timekeeper(Clock.systemUTC(), System::nanoTime, Instant.EPOCH);
  private Configuration configuration;

  @BeforeEach
  void configure() throws Exception {
    Files.writeString(
        directory.resolve("daemon.json"),
        "{\"name\": \"p1\", \"buffer\": {\"directory\": \"" + directory + "\"}}");
    StringBuilder probes = new StringBuilder();
    for (int i = 1; i <= PEERS + 1; i++) {
      probes.append(i == 1 ? "" : ", ");
      probes.append("{\"name\": \"p" + i + "\", \"proto\": 4, \"address\": \"127.0.0." + i + "\"}");
    }
    Files.writeString(directory.resolve("probes.json"), "{\"probes\": [" + probes + "]}");
    Files.writeString(
        directory.resolve("schedule.json"),
        "{\"schedule\": [{\"name\": \"first\", \"every\": \"1s\", \"count\": 1, \"interval\":"
            + " \"10ms\"}, {\"name\": \"second\", \"every\": \"1s\", \"count\": 1, \"interval\":"
            + " \"10ms\"}]}");
    configuration = new ConfigurationLoader(directory, new QuartzCron()).load();
  }

  private long gapsOf(String entry) {
    return gaps.stream()
        .filter(gap -> gap.reason().equals(Gap.FAULT) && gap.schedule().equals(entry))
        .peek(gap -> assertEquals(PEERS, gap.rounds()))
        .count();
  }

  private void awaitGaps(long each) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (gapsOf("first") < each || gapsOf("second") < each) {
      assertTrue(System.nanoTime() < end, gaps::toString);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  @Test
  void itIsTheKernelsClockThatThrows() throws Exception {
    FakeEchoEngine engine = new FakeEchoEngine();
    try (NameResolver names = new NameResolver(Duration.ofMinutes(1), Duration.ofSeconds(1));
        DurableBuffer buffer = new DurableBuffer(configuration.daemon(), time)) {
      Recorder recorder = new Recorder(engine, buffer, time, row -> {});
      RoundStarter starter =
          new RoundStarter(engine, names, recorder, FiringFaultTest::brokenClock, time);
      try (Firings firings =
          new Firings(
              (now, entry, count) -> starter.fire(entry, now.peers(entry), count),
              gaps::add,
              new ClockSteps(time, gaps::add),
              time)) {
        firings.start();
        firings.apply(configuration); // and fires both at once: neither keeps the other from it
        assertEquals(2, firings.faults());
        assertEquals(2, gapsOf("first") + gapsOf("second"), gaps::toString);
        awaitGaps(3); // and goes on
        assertTrue(firings.faults() >= 6);
        assertTrue(engine.started.isEmpty());
        assertEquals(0, starter.faults(), "no round was begun");
      }
    }
  }

  private static ClockState brokenClock() {
    throw new IllegalStateException("a bug, thrown by this test");
  }

  @Test
  void itIsTheStarterThatThrows() throws Exception {
    try (Firings firings =
        new Firings(
            (now, entry, count) -> {
              throw new IllegalStateException("a bug, thrown by this test");
            },
            gaps::add,
            new ClockSteps(time, gaps::add),
            time)) {
      firings.start();
      firings.apply(configuration);
      awaitGaps(2);
      assertTrue(firings.running());
    }
  }
}
