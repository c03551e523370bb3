package org.ixpqos.daemon.round;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.ixpqos.model.RttSummary;
import org.junit.jupiter.api.Test;

/** The values were computed by hand, in milliseconds. */
class RttStatisticsTest {
  private static final long MS = 1_000_000;
  private static final long NONE = -1;

  @Test
  void noReplyHasNoTimes() {
    assertNull(RttStatistics.of(new long[] {}));
    assertNull(RttStatistics.of(new long[] {NONE, NONE}));
  }

  @Test
  void oneReplyIsEveryQuantile() {
    RttSummary summary = RttStatistics.of(new long[] {NONE, 3 * MS, NONE});
    assertEquals(3, summary.min());
    assertEquals(3, summary.max());
    assertEquals(3, summary.avg());
    assertEquals(3.0, summary.median());
    assertEquals(0, summary.jitter());
    assertEquals(0.0, summary.pdv95());
    assertNull(summary.ipdv());
    assertEquals(
        List.of(3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0), summary.quantiles());
  }

  @Test
  void twoRepliesHaveTheirMeanAsMedian() {
    RttSummary summary = RttStatistics.of(new long[] {4 * MS, 2 * MS});
    assertEquals(2, summary.min());
    assertEquals(4, summary.max());
    assertEquals(3, summary.avg());
    assertEquals(3.0, summary.median());
    assertEquals(1, summary.jitter());
    assertEquals(2.0, summary.ipdv());
    assertEquals(2.0, summary.pdv95());
  }

  /** 2 4 4 4 5 5 7 9: mean 5, population deviation 2 (the sample deviation would be 2.138). */
  @Test
  void jitterIsThePopulationStandardDeviation() {
    RttSummary summary =
        RttStatistics.of(
            new long[] {2 * MS, 4 * MS, 4 * MS, 4 * MS, 5 * MS, 5 * MS, 7 * MS, 9 * MS});
    assertEquals(5, summary.avg());
    assertEquals(2, summary.jitter());
    assertEquals(4.5, summary.median());
    // |2| |0| |0| |1| |0| |2| |2| over 7 pairs
    assertEquals(1.0, summary.ipdv());
    // ranks ⌈p·8⌉: 1 1 2 3 4 4 5 6 7 8 8
    assertEquals(
        List.of(2.0, 2.0, 4.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0, 9.0), summary.quantiles());
    assertEquals(7.0, summary.pdv95());
  }

  @Test
  void quantilesAreTheSmallestValueThatTheShareDoesNotExceed() {
    long[] hundred = new long[100];
    for (int i = 0; i < 100; i++) {
      hundred[i] = (100 - i) * MS;
    }
    RttSummary summary = RttStatistics.of(hundred);
    assertEquals(
        List.of(5.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 95.0),
        summary.quantiles());
    assertEquals(50.5, summary.median());
    assertEquals(94.0, summary.pdv95());
    assertEquals(1.0, summary.ipdv());
  }

  @Test
  void ipdvSkipsPairsWithAPacketMissing() {
    // 1→4 counts 3; 4→lost and lost→9 do not; 9→10 counts 1
    RttSummary summary = RttStatistics.of(new long[] {MS, 4 * MS, NONE, 9 * MS, 10 * MS});
    assertEquals(2.0, summary.ipdv());
  }

  @Test
  void theFirstPacketCountsLikeTheOthers() {
    RttSummary summary = RttStatistics.of(new long[] {100 * MS, MS});
    assertEquals(100, summary.max());
  }

  @Test
  void noTimeAtAllIsATime() {
    RttSummary rtt = RttStatistics.of(new long[] {0, 1_000_000, 0, -1});
    assertEquals(0, rtt.min());
    assertEquals(1, rtt.ipdv());
    assertEquals(0, rtt.median());
    // each side of the difference by itself
    assertEquals(2, RttStatistics.of(new long[] {0, 2_000_000}).ipdv());
    assertEquals(3, RttStatistics.of(new long[] {3_000_000, 0}).ipdv());
  }
}
