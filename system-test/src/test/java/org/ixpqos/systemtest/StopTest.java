package org.ixpqos.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon that is stopped at random moments, as an upgrade or a change of its key does, while
 * rounds are in flight and a third of the peers does not answer: each round is stored once, as what
 * it was, and the time between is a gap. Needs root, for a network namespace.
 *
 * <p>The long form: {@code -Dstops=200}.
 */
class StopTest {
  private static final int STOPS = Integer.getInteger("stops", 8);
  private static final long SEED = Long.getLong("stops.seed", System.nanoTime());
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A round is sent for 0.6 s, and waited for as long again: it is always in flight. */
  private static final String SCHEDULE =
      """
      {"schedule": [{"name": "mesh", "every": "1s", "count": 5, "interval": "150ms",
                     "timeout": "600ms", "targets": ["*"], "exclude": ["p0"]}]}
      """;

  /** Further lines of a host with too few resources. */
  private static final Set<String> BUSY = Set.of("overlap", "misfired");

  /** From one firing to the next, with what a busy host adds. */
  private static final Duration STEP = Duration.ofMillis(1_700);

  /** A stop waits for packets in flight, and delivers; longer than this it hangs. */
  private static final Duration LONGEST_STOP = Duration.ofSeconds(12);

  @TempDir private Path directory;
  private final Random random = new Random(SEED);
  private final NetworkNamespace namespace = NetworkNamespace.create("stop");
  private FaultSite site;
  private StoredRounds stored;

  @BeforeEach
  void start() throws Exception {
    // packets routed to this device come out of the other, have no receiver, and are never answered
    ip("link", "add", "silent", "arp", "off", "type", "veth", "peer", "name", "hole");
    ip("address", "add", "192.0.2.1/24", "dev", "silent");
    ip("link", "set", "silent", "up");
    ip("link", "set", "hole", "up");
    Path buffer = Files.createDirectory(directory.resolve("buffer"));
    site =
        new FaultSite(
            directory, buffer, i -> i % 3 == 0 ? "192.0.2." + (i + 1) : "127.0.1." + i, SCHEDULE);
    namespace.call(site.collector::start);
    site.collectAt(site.collector.port(), buffer);
    stored = new StoredRounds(site.store());
  }

  private void ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip", "-n", namespace.name()));
    command.addAll(List.of(arguments));
    Shell.run(command);
  }

  @AfterEach
  void close() throws Exception {
    if (site != null) {
      site.close();
    }
    namespace.delete();
  }

  /** Lets it run: what is awaited here is not a condition but that time passes. */
  private static void run(double seconds) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() - end < 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  @Test
  void eachRoundInFlightIsStoredAndTheCollectorKnowsThatTheDaemonEnded() throws Exception {
    long longest = 0;
    for (int stop = 0; stop < STOPS; stop++) {
      namespace.call(site.daemon::start);
      run(0.2 + random.nextDouble() * 1.5);
      boolean away = random.nextInt(8) == 0;
      if (away) {
        site.collector.signal("STOP");
      }
      long began = System.nanoTime();
      site.daemon.terminate();
      longest = Math.max(longest, System.nanoTime() - began);
      if (away) {
        site.collector.signal("CONT");
      } else {
        Await.passes(PATIENCE, () -> assertEquals("signal", stored.stopReason(FaultSite.SOURCE)));
      }
    }
    // what a stop without the collector left behind is delivered
    namespace.call(site.daemon::start);
    run(3);
    site.daemon.terminate();
    Await.passes(PATIENCE, () -> assertEquals("signal", stored.stopReason(FaultSite.SOURCE)));

    Map<String, Integer> reasons = stored.reasons();
    Set<String> others = new TreeSet<>(reasons.keySet());
    others.removeAll(BUSY);
    assertEquals(Set.of("stopped"), others, "a clean stop cuts nothing short");
    assertEquals(STOPS, reasons.get("stopped"));
    int firings = assertWhole();
    assertNoHoles();
    assertTrue(longest < LONGEST_STOP.toNanos(), "the longest stop took " + longest / 1e9 + " s");
    System.out.printf(
        Locale.ROOT,
        "StopTest stops=%d seed=%d firings=%d rounds=%d missing=0 longest_stop=%.1fs%n",
        STOPS,
        SEED,
        firings,
        stored.rows(),
        longest / 1e9);
  }

  /** Each firing has a round to each peer. */
  private int assertWhole() throws Exception {
    Map<Instant, Set<String>> firings = new TreeMap<>();
    stored
        .byTarget()
        .forEach(
            (target, times) ->
                times.forEach(
                    time -> firings.computeIfAbsent(time, none -> new TreeSet<>()).add(target)));
    firings.forEach(
        (time, targets) ->
            assertEquals(FaultSite.PEERS, targets.size(), () -> "at " + time + ": " + targets));
    assertTrue(firings.size() >= STOPS, firings.size() + " firings");
    return firings.size();
  }

  /** Where a firing is missing, the daemon was away, and a gap has it. */
  private void assertNoHoles() throws Exception {
    List<StoredRounds.Hole> gaps = stored.gaps();
    List<Instant> times = new ArrayList<>(stored.byTarget().values().iterator().next());
    for (int i = 1; i < times.size(); i++) {
      Instant before = times.get(i - 1);
      Instant time = times.get(i);
      if (Duration.between(before, time).compareTo(STEP) > 0) {
        assertTrue(
            gaps.stream().anyMatch(gap -> gap.from().isBefore(time) && gap.until().isAfter(before)),
            () -> "nothing from " + before + " to " + time + "; " + gaps);
      }
    }
  }
}
