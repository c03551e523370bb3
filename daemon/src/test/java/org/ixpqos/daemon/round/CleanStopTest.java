package org.ixpqos.daemon.round;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.ixpqos.config.lists.Probe;
import org.ixpqos.daemon.buffer.Buffer;
import org.ixpqos.daemon.buffer.BufferEntry;
import org.ixpqos.daemon.buffer.DurableBuffer;
import org.ixpqos.daemon.buffer.TestingClock;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.engine.EchoRound;
import org.ixpqos.engine.PacketOutcome;
import org.ixpqos.engine.resolve.NameResolver;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.Gap;
import org.ixpqos.model.clock.Timekeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stop in the middle of a round, from engine to disk: each round in flight is a row, or is
 * counted in the gap of the next start.
 */
@Timeout(60)
class CleanStopTest {
  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final TestingClock clock = new TestingClock(TIME);
  private final AtomicLong nanos = new AtomicLong();
  private final Timekeeper time = new Timekeeper(clock, nanos::get, Instant.EPOCH);
  private final EndingEngine engine = new EndingEngine();
  private final CountDownLatch lookup = new CountDownLatch(1);
  private final NameResolver names =
      new NameResolver(
          name -> {
            try {
              lookup.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(name);
          },
          System::nanoTime,
          Duration.ofMinutes(1),
          Duration.ofSeconds(5));

  /** Ends what it was to end only after it was asked in vain so often: peers do not answer. */
  private static final class EndingEngine extends FakeEchoEngine {
    final AtomicInteger inVain = new AtomicInteger();
    final Random random = new Random(7);
    volatile boolean stopped;
    volatile boolean stuck;

    EndingEngine() {
      answering = false;
    }

    @Override
    public void stop(Duration drain) {
      stopped = true;
    }

    @Override
    public EchoRound poll(Duration wait) throws InterruptedException {
      EchoRound round = super.poll(Duration.ZERO);
      if (round == null && stopped && !stuck && inVain.incrementAndGet() % 3 == 0) {
        List<FakeRound> running = started.stream().filter(each -> !each.finished()).toList();
        if (!running.isEmpty()) {
          finish(running.get(random.nextInt(running.size())), new PacketOutcome.Lost(null));
        }
      }
      return round;
    }
  }

  private DaemonConfig config() {
    return new DaemonConfig(
        "p1",
        List.of(
            new DaemonConfig.Collector(
                "main",
                URI.create("http://127.0.0.1:1"),
                Path.of("key"),
                Optional.empty(),
                Optional.empty(),
                false)),
        new DaemonConfig.BufferLimits(directory, 256_000_000, Duration.ofDays(7), 5_000),
        new DaemonConfig.StatusAddress("127.0.0.1", 0),
        Optional.empty());
  }

  /** Fires once, and stops while the rounds run, as the daemon does. */
  private void runAndStop(Duration most, Probe... peers) throws Exception {
    DurableBuffer buffer = new DurableBuffer(config(), time);
    Recorder recorder = new Recorder(engine, buffer, time, row -> {});
    RoundStarter starter =
        new RoundStarter(engine, names, recorder, () -> new ClockState(true, 1, false), time);
    recorder.start();
    starter.fire(RoundStarterTest.entry(3), List.of(peers), 3);
    clock.add(Duration.ofSeconds(1));
    buffer.stopsAt(nanos.get());
    starter.stop();
    starter.fire(RoundStarterTest.entry(3), List.of(peers), 3);
    engine.stop(most);
    recorder.close(most);
    clock.add(Duration.ofSeconds(9)); // the collectors took so long
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(9));
    buffer.close();
  }

  private List<JsonObject> entries(BufferEntry.Kind kind) {
    clock.add(Duration.ofMinutes(1));
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
    List<JsonObject> found = new ArrayList<>();
    try (DurableBuffer buffer = new DurableBuffer(config(), time)) {
      Optional<Buffer.Batch> batch = buffer.next("main", false, 1_000);
      while (batch.isPresent()) {
        for (Buffer.Numbered each : batch.get().entries()) {
          if (each.entry().kind() == kind) {
            found.add(JsonParser.parseString(each.entry().json()).getAsJsonObject());
          }
        }
        buffer.acknowledge(batch.get(), List.of());
        batch = buffer.next("main", false, 1_000);
      }
    }
    return found;
  }

  private static Probe[] peers(int count) {
    Probe[] peers = new Probe[count];
    for (int i = 0; i < count; i++) {
      peers[i] = RoundStarterTest.peer("t" + i, "10.0.1." + i);
    }
    return peers;
  }

  @AfterEach
  void close() {
    lookup.countDown();
    names.close();
  }

  @Test
  void roundsInFlightEndAsWhatTheyAreThoughPeersDoNotAnswer() throws Exception {
    runAndStop(LONG, peers(50));
    assertEquals(50, engine.started.size(), "nothing is fired after the stop");
    List<JsonObject> rows = entries(BufferEntry.Kind.ROW);
    assertEquals(50, rows.stream().map(row -> row.get("name")).distinct().count());
    assertEquals(50, rows.size());
    rows.forEach(row -> assertEquals(3, row.get("lost").getAsInt()));
  }

  @Test
  void theGapBeginsWithTheStopHoweverLongTheRestTakes() throws Exception {
    runAndStop(LONG, peers(2));
    List<JsonObject> gaps = entries(BufferEntry.Kind.GAP);
    assertEquals(1, gaps.size(), gaps.toString());
    assertEquals(Gap.STOPPED, gaps.get(0).get("reason").getAsString());
    assertEquals("2026-11-22T10:00:01.000000Z", gaps.get(0).get("from").getAsString());
    assertEquals("2026-11-22T10:01:10.000000Z", gaps.get(0).get("until").getAsString());
  }

  @Test
  void aNameThatIsStillLookedUpIsARowWithThatReason() throws Exception {
    runAndStop(LONG, RoundStarterTest.peer("p4", "p4.example"), peers(1)[0]);
    List<JsonObject> rows = entries(BufferEntry.Kind.ROW);
    assertEquals(2, rows.size(), rows.toString());
    JsonObject named =
        rows.stream().filter(row -> row.get("name").getAsString().equals("p4")).findFirst().get();
    assertEquals(3, named.get("not_sent").getAsInt());
    assertTrue(named.get("reasons").toString().contains("cancelled"), named.toString());
  }

  @Test
  void anEngineThatDoesNotEndKeepsTheStopOnlySoLongAndIsReportedAsCutShort() throws Exception {
    engine.stuck = true;
    runAndStop(Duration.ofMillis(50), peers(4));
    List<JsonObject> gaps = entries(BufferEntry.Kind.GAP);
    JsonObject cut =
        gaps.stream()
            .filter(gap -> gap.get("reason").getAsString().equals(Gap.CUT_SHORT))
            .findFirst()
            .orElseThrow();
    assertEquals(4, cut.get("rounds").getAsInt());
  }
}
