package org.ixpqos.systemtest;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ixpqos.engine.EchoEngine;
import org.ixpqos.engine.EchoOptions;
import org.ixpqos.engine.EchoRequest;
import org.ixpqos.engine.EchoRound;
import org.ixpqos.engine.EngineSettings;
import org.ixpqos.engine.PacketOutcome;
import org.ixpqos.engine.linux.NativeEchoEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine against a {@link TunReflector}: it must report the fate of each packet. */
class ReflectorTest {
  private static final int PEERS = 40;
  private static final int COUNT = 60;
  private static final int INTERVAL_MILLIS = 20;
  private static final int[] SIZES = {16, 17, 56, 56, 1_472, 1_473, 20_000};
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Rounding of the two clocks between which times are compared. */
  private static final long TOLERANCE_NANOS = 10_000;

  /** How long a request may have to wait for the reflector. */
  private static final long BUSY_NANOS =
      MILLISECONDS.toNanos(ReflectorPlan.TIMEOUT_MILLIS) - ReflectorPlan.IN_TIME_NANOS;

  /** On a machine that is busy some packets may be overdue; but a test must have its packets. */
  private static final double MAX_UNSENT = 0.2;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theEngineReportsTheFateOfEachPacket(long seed) throws Exception {
    NetworkNamespace namespace = NetworkNamespace.create("tun");
    try (TunReflector reflector =
            new TunReflector(namespace, new ReflectorPlan(seed, COUNT, INTERVAL_MILLIS));
        EchoEngine engine =
            namespace.call(() -> NativeEchoEngine.open(EngineSettings.DEFAULT.withMaxRounds(64)))) {
      List<EchoRound> rounds = measure(engine);
      Ledger ledger = reflector.end();
      Map<String, Integer> ends = new TreeMap<>();
      for (EchoRound round : rounds) {
        compare(ledger.round(round.request().target()), round, ends);
      }
      assertEquals(ledger.strays(), engine.status().strays(), "strays");
      assertTrue(ends.getOrDefault("unsent", 0) < PEERS * COUNT * MAX_UNSENT, ends::toString);
      assertTrue(ends.keySet().containsAll(Set.of("replied", "late", "lost null")), ends::toString);
      // a drop is reported with the next message, and there may be none
      long drops = engine.status().localDrops();
      assertTrue(drops > 0 && drops <= ledger.dropped(), drops + " of " + ledger.dropped());
    } finally {
      namespace.delete();
    }
  }

  private static List<EchoRound> measure(EchoEngine engine) throws Exception {
    for (int i = 0; i < PEERS; i++) {
      engine.start(
          new EchoRequest(
              InetAddress.getByName(i % 2 == 0 ? "10.200.1." + i : "fd20::1:" + i),
              COUNT,
              0,
              MILLISECONDS.toNanos(INTERVAL_MILLIS),
              MILLISECONDS.toNanos(ReflectorPlan.TIMEOUT_MILLIS),
              MILLISECONDS.toNanos(INTERVAL_MILLIS) * i / PEERS,
              new EchoOptions(SIZES[i % SIZES.length], 0, 0, false, null, ""),
              null));
    }
    List<EchoRound> rounds = new ArrayList<>();
    while (rounds.size() < PEERS) {
      EchoRound round = engine.poll(PATIENCE);
      assertTrue(round != null, "a round does not finish");
      rounds.add(round);
    }
    return rounds;
  }

  private static void compare(Ledger.Round done, EchoRound round, Map<String, Integer> ends) {
    InetAddress peer = round.request().target();
    for (int place = 0; place < COUNT; place++) {
      String end = end(round.outcome(place), done, place);
      ends.merge(end, 1, Integer::sum);
      String expected = done.end(place) == null ? "unsent" : done.end(place);
      assertEquals(expected, end, "packet " + place + " to " + peer);
    }
    assertEquals(
        done.counts(),
        Ledger.counts(round.duplicates(), round.reordered(), round.refused()),
        peer::toString);
  }

  private static String end(PacketOutcome outcome, Ledger.Round done, int place) {
    if (outcome instanceof PacketOutcome.Replied replied) {
      timeIsRight(done, place, replied.rttNanos());
      return "replied";
    } else if (outcome instanceof PacketOutcome.Late late) {
      timeIsRight(done, place, late.rttNanos());
      return "late";
    } else if (outcome instanceof PacketOutcome.Lost lost) {
      return "lost " + lost.error();
    }
    return "unsent";
  }

  /** A round trip takes as long as its reply was held back, and until its request was read. */
  private static void timeIsRight(Ledger.Round done, int place, long rttNanos) {
    long beyond = rttNanos - done.heldNanos(place);
    assertTrue(
        beyond > -TOLERANCE_NANOS && beyond < BUSY_NANOS,
        () -> "packet " + place + " took " + beyond + " ns more than it was held back");
  }
}
