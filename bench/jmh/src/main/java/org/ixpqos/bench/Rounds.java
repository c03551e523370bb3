package org.ixpqos.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ixpqos.daemon.round.RttStatistics;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.Reason;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;

/**
 * Rounds of 60 packets as a quiet network gives them: 0.5 ms with a tail, one in ten with a loss.
 */
public final class Rounds {
  public static final int PACKETS = 60;
  private static final Instant START = Instant.parse("2026-11-22T10:00:00.123456Z");

  private Rounds() {}

  /** Round-trip times in the order of sending, nanoseconds; -1 is lost. */
  public static long[] times(Random random, int packets, boolean loss) {
    long[] times = new long[packets];
    for (int i = 0; i < packets; i++) {
      times[i] = 400_000 + (long) (100_000 * Math.exp(random.nextGaussian()));
    }
    if (loss) {
      times[random.nextInt(packets)] = -1;
    }
    return times;
  }

  /** Rounds of one pair, a minute apart. */
  public static List<RoundResult> rows(int count) {
    Random random = new Random(1);
    List<RoundResult> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(row(random, i));
    }
    return rows;
  }

  private static RoundResult row(Random random, int minute) {
    boolean loss = random.nextInt(10) == 0;
    RttSummary rtt = RttStatistics.of(times(random, PACKETS, loss));
    long lost = loss ? 1 : 0;
    PacketCounts counts = new PacketCounts(PACKETS, PACKETS - lost, lost, 0, 0, 0, 0, 0);
    return new RoundResult(
        START.plusSeconds(60L * minute),
        "mesh",
        "p2",
        4,
        "10.0.0.2",
        true,
        counts.loss(),
        rtt,
        counts,
        "kernel-tx-rx",
        0,
        new ClockState(true, 100 + random.nextInt(50), false),
        56,
        0,
        loss ? List.of(new Reason("lost", "host-unreachable", null, 1)) : List.of());
  }
}
