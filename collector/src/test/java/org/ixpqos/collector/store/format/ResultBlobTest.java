package org.ixpqos.collector.store.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ixpqos.collector.TestingResults;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.Reason;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;
import org.ixpqos.model.wire.WireTime;
import org.junit.jupiter.api.Test;

public class ResultBlobTest {
  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00.123456Z");
  private static final Pair PAIR = new Pair("p1", "p2", 4, "mesh");

  private static RoundResult again(RoundResult row, String pairAddress) {
    return ResultBlob.decode(
        ResultBlob.encode(row, pairAddress), WireTime.micros(row.time()), PAIR, pairAddress);
  }

  @Test
  void anOrdinaryRoundIsSmall() {
    RoundResult row = TestingResults.row(TIME, "p2", 0);
    assertEquals(row, again(row, row.address()));
    int length = ResultBlob.encode(row, row.address()).length;
    assertTrue(length <= 40, length + " bytes");
  }

  @Test
  void keepsAllThatARowCarries() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      RoundResult row = randomRow(random);
      assertEquals(row, again(row, random.nextBoolean() ? row.address() : "192.0.2.1"));
    }
  }

  @Test
  void refusesALaterFormat() {
    assertThrows(
        IllegalStateException.class, () -> ResultBlob.decode(new byte[] {2, 0}, 0, PAIR, "a"));
  }

  /** Any row that may come. */
  public static RoundResult randomRow(Random random) {
    boolean original = random.nextInt(4) == 0;
    long replied = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(1_000);
    RttSummary rtt = replied == 0 ? null : randomTimes(random, original);
    PacketCounts packets = original ? null : randomCounts(random, replied);
    List<Reason> reasons = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      reasons.add(new Reason("lost", "über", random.nextBoolean() ? null : "fe80::1", i));
    }
    Double unknownOrAllLost = random.nextBoolean() ? (Double) 1.0 : null;
    return new RoundResult(
        TIME,
        PAIR.schedule(),
        PAIR.target(),
        PAIR.proto(),
        "10.0.0." + random.nextInt(256),
        random.nextBoolean(),
        packets != null ? packets.loss() : rtt != null ? (Double) 0.1 : unknownOrAllLost,
        rtt,
        packets,
        List.of("", "kernel-tx-rx", "kernel-rx", "user", "hardware").get(random.nextInt(5)),
        random.nextInt(3),
        random.nextBoolean()
            ? null
            : new ClockState(random.nextBoolean(), random.nextInt(100_000), random.nextBoolean()),
        random.nextInt(65_508),
        random.nextInt(64),
        reasons);
  }

  private static PacketCounts randomCounts(Random random, long replied) {
    long lost = random.nextInt(3);
    long late = random.nextInt(2);
    long errors = random.nextInt(2);
    long notSent = random.nextInt(300);
    return new PacketCounts(
        replied + lost + late + errors + notSent,
        replied,
        lost,
        late,
        errors,
        notSent,
        random.nextInt(2),
        random.nextInt(2));
  }

  private static RttSummary randomTimes(Random random, boolean original) {
    List<Double> sorted =
        random.doubles(13, 0, 2_000).sorted().map(d -> micros(d)).boxed().toList();
    return new RttSummary(
        sorted.get(0),
        sorted.get(12),
        sorted.get(6),
        micros(random.nextDouble()),
        original ? null : sorted.get(6),
        original ? List.of() : sorted.subList(1, 12),
        random.nextBoolean() ? null : (Double) micros(random.nextDouble()),
        original ? null : (Double) micros(random.nextDouble() * 9));
  }

  private static double micros(double milliseconds) {
    return Math.rint(milliseconds * 1e3) / 1e3;
  }
}
