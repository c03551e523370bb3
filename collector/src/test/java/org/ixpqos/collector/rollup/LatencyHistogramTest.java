package org.ixpqos.collector.rollup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ixpqos.collector.store.format.BlobReader;
import org.ixpqos.collector.store.format.BlobWriter;
import org.ixpqos.model.RttSummary;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  /** By RFC 2330's definition. */
  private static double quantile(List<Double> sorted, double share) {
    return sorted.get((int) Math.max(0, Math.ceil(share * sorted.size()) - 1));
  }

  private static RttSummary summary(List<Double> sorted) {
    return new RttSummary(
        sorted.get(0),
        sorted.get(sorted.size() - 1),
        sorted.stream().mapToDouble(d -> d).average().orElseThrow(),
        0.1,
        quantile(sorted, 0.5),
        RttSummary.QUANTILES.stream().map(share -> quantile(sorted, share)).toList(),
        0.1,
        0.1);
  }

  private static byte[] bytes(LatencyHistogram histogram) {
    BlobWriter out = new BlobWriter();
    histogram.writeTo(out);
    return out.bytes();
  }

  private static LatencyHistogram again(LatencyHistogram histogram) {
    return LatencyHistogram.readFrom(new BlobReader(bytes(histogram)));
  }

  /** Rounds of which each is another time of the day: their p95 is not the mean of theirs. */
  @Test
  void quantilesOfManyRoundsAreThoseOfAllTheirReplies() {
    Random random = new Random(11);
    LatencyHistogram all = new LatencyHistogram();
    List<Double> replies = new ArrayList<>();
    for (int round = 0; round < 500; round++) {
      double base = 0.3 + 2 * random.nextDouble();
      List<Double> sorted =
          random.doubles(60).map(d -> base + 0.2 * -Math.log(1 - d)).sorted().boxed().toList();
      LatencyHistogram one = new LatencyHistogram();
      one.add(summary(sorted), sorted.size());
      assertEquals(60, one.total());
      all.add(again(one));
      replies.addAll(sorted);
    }
    replies.sort(null);
    assertEquals(30_000, all.total());
    for (double share : new double[] {0.05, 0.25, 0.5, 0.75, 0.9, 0.95}) {
      double exact = quantile(replies, share);
      assertEquals(exact, all.quantile(share), 0.03 * exact, "quantile " + share);
    }
    assertTrue(bytes(all).length < 150, bytes(all).length + " bytes");
  }

  @Test
  void hasNoQuantileOfNothing() {
    assertNull(new LatencyHistogram().quantile(0.5));
    assertArrayEquals(new byte[0], bytes(new LatencyHistogram()));
    assertNull(again(new LatencyHistogram()).quantile(0.5));
  }

  @Test
  void holdsTheShortestAndTheLongest() {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.add(new RttSummary(0, 0, 0, 0, 0.0, List.of(), null, null), 1);
    histogram.add(new RttSummary(9e9, 9e9, 9e9, 0, 9e9, List.of(), null, null), 1);
    assertEquals(0.001, histogram.quantile(0.1), 0.0001);
    assertEquals(Integer.MAX_VALUE / 1e3, histogram.quantile(1.0), 0.05 * Integer.MAX_VALUE / 1e3);
  }

  @Test
  void everyNumberOfRepliesIsCounted() {
    for (int replies = 1; replies <= 200; replies++) {
      LatencyHistogram histogram = new LatencyHistogram();
      histogram.add(
          summary(new Random(replies).doubles(replies, 0.1, 10).sorted().boxed().toList()),
          replies);
      assertEquals(replies, histogram.total());
    }
  }

  /** Each value by itself: what stores of earlier versions have in their rollups. */
  private static LatencyHistogram oneByOne(RttSummary rtt, long replies) {
    LatencyHistogram histogram = new LatencyHistogram();
    double fromShare = 0;
    double from = rtt.min();
    long placed = 0;
    for (int i = 0; i <= rtt.quantiles().size(); i++) {
      boolean last = i == rtt.quantiles().size();
      double toShare = last ? 1 : RttSummary.QUANTILES.get(i);
      double to = last ? rtt.max() : rtt.quantiles().get(i);
      long until = last ? replies : (long) Math.floor(toShare * replies + 0.5);
      for (long k = placed; k < until; k++) {
        double share = ((k + 0.5) / replies - fromShare) / (toShare - fromShare);
        double value = from + share * (to - from);
        histogram.add(new RttSummary(value, value, value, 0, value, List.of(), null, null), 1);
      }
      placed = Math.max(placed, until);
      fromShare = toShare;
      from = to;
    }
    return histogram;
  }

  @Test
  void countsAsIfEachReplyWereCounted() {
    Random random = new Random(5);
    for (int i = 0; i < 2_000; i++) {
      int replies = 1 + random.nextInt(i % 10 == 0 ? 20_000 : 200);
      double scale = Math.pow(10, random.nextInt(6) - 1);
      // in no order too: a store may have what was not looked at then
      List<Double> quantiles = random.doubles(11, 0, scale).boxed().toList();
      if (i % 3 > 0) {
        quantiles = quantiles.stream().sorted().toList();
      }
      RttSummary rtt =
          new RttSummary(
              scale * random.nextDouble(), 2 * scale, scale, 0.1, null, quantiles, null, null);
      LatencyHistogram histogram = new LatencyHistogram();
      histogram.add(rtt, replies);
      assertTrue(histogram.agreesWith(oneByOne(rtt, replies)), rtt + " of " + replies);
    }
  }

  @Test
  void aHugeCountCostsNoMoreThanBuckets() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    RttSummary rtt =
        new RttSummary(
            0,
            3_600_000,
            9,
            0.1,
            32.0,
            List.of(1., 2., 4., 8., 16., 32., 64., 128., 256., 512., 1024.),
            0.1,
            0.1);
    long cpu = threads.getCurrentThreadCpuTime();
    LatencyHistogram histogram = new LatencyHistogram();
    for (int i = 0; i < 1_000; i++) {
      histogram.add(rtt, i % 2 == 0 ? 1_000_000_000 : Long.MAX_VALUE / 2_000);
    }
    cpu = threads.getCurrentThreadCpuTime() - cpu;
    assertTrue(cpu < 3_000_000_000L, cpu / 1_000_000 + " ms");
    assertEquals(500 * (1_000_000_000 + Long.MAX_VALUE / 2_000), histogram.total());
  }
}
