package org.ixpqos.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ixpqos.wire.ResultRow;
import org.junit.jupiter.api.Test;

class LinkSummaryTest {
  private static LinkSummary sum(List<ResultRow> rows) {
    LinkSummary sum = new LinkSummary();
    rows.forEach(sum::add);
    return sum;
  }

  private static List<ResultRow> rows(long seed, int count) {
    Random random = new Random(seed);
    return Stream.generate(() -> RowBlobTest.randomRow(random)).limit(count).toList();
  }

  @Test
  void whatIsKeptAgreesAndSaysTheSame() {
    for (int count : new int[] {0, 1, 3, 60}) {
      LinkSummary sum = sum(rows(count, count));
      LinkSummary again = SummaryBlob.decode(SummaryBlob.encode(sum));
      assertTrue(sum.agreesWith(again), () -> count + " rows");
      assertEquals(sum.rounds(), again.rounds());
      assertEquals(sum.min(), again.min());
      assertEquals(sum.max(), again.max());
      assertEquals(sum.loss(), again.loss());
      assertEquals(sum.quantile(0.5), again.quantile(0.5));
      if (sum.avg() != null) {
        assertEquals(sum.avg(), again.avg(), 0.001);
        assertEquals(sum.jitter(), again.jitter(), 0.001);
      }
    }
    assertThrows(IllegalStateException.class, () -> SummaryBlob.decode(new byte[] {2, 0}));
  }

  @Test
  void sumsOfSumsAreTheSumOfAll() {
    List<ResultRow> rows = rows(3, 90);
    LinkSummary parts = sum(rows.subList(0, 40));
    parts.add(sum(rows.subList(40, 90)));
    assertTrue(parts.agreesWith(sum(rows)));
    LinkSummary nothing = new LinkSummary();
    parts.add(nothing);
    assertTrue(parts.agreesWith(sum(rows)));
    nothing.add(parts);
    assertTrue(nothing.agreesWith(sum(rows)));
  }

  @Test
  void countsAreThoseOfTheRows() {
    List<ResultRow> rows = rows(5, 50);
    LinkSummary sum = sum(rows);
    assertEquals(50, sum.rounds());
    assertEquals(rows.stream().filter(row -> row.loss() == null).count(), sum.unknown());
    List<ResultRow> counted = rows.stream().filter(row -> row.packets() != null).toList();
    assertEquals(counted.stream().mapToLong(row -> row.packets().sent()).sum(), sum.sent());
    assertEquals(counted.stream().mapToLong(row -> row.packets().replied()).sum(), sum.received());
    assertEquals(counted.stream().mapToLong(row -> row.packets().lost()).sum(), sum.lost());
    assertEquals(counted.stream().mapToLong(row -> row.packets().late()).sum(), sum.late());
    assertEquals(
        counted.stream().mapToLong(row -> row.packets().sendErrors()).sum(), sum.sendErrors());
    assertEquals(counted.stream().mapToLong(row -> row.packets().notSent()).sum(), sum.notSent());
    assertEquals(
        counted.stream().mapToLong(row -> row.packets().duplicates()).sum(), sum.duplicates());
    assertEquals(
        counted.stream().mapToLong(row -> row.packets().reordered()).sum(), sum.reordered());
    assertEquals(rows.stream().mapToLong(ResultRow::localDrops).sum(), sum.localDrops());
    assertEquals((double) (sum.lost() + sum.late()) / sum.sent(), sum.loss());
  }

  @Test
  void nothingMeasuredIsUnknown() {
    LinkSummary nothing = new LinkSummary();
    assertNull(nothing.loss());
    assertNull(nothing.min());
    assertNull(nothing.max());
    assertNull(nothing.avg());
    assertNull(nothing.jitter());
    assertNull(nothing.quantile(0.5));
  }

  @Test
  void aDifferenceOfAnythingIsNoticed() {
    List<Consumer<LinkSummary>> changes =
        List.of(
            sum -> sum.rounds++,
            sum -> sum.unknown++,
            sum -> sum.sent++,
            sum -> sum.received++,
            sum -> sum.lost++,
            sum -> sum.late++,
            sum -> sum.sendErrors++,
            sum -> sum.notSent++,
            sum -> sum.duplicates++,
            sum -> sum.reordered++,
            sum -> sum.localDrops++,
            sum -> sum.uncounted++,
            sum -> sum.timed++,
            sum -> sum.min -= 0.001,
            sum -> sum.max += 0.001,
            sum -> sum.sum += 0.1,
            sum -> sum.sum -= 0.1,
            sum -> sum.jitter += 0.1,
            sum -> sum.jitter -= 0.1,
            sum -> sum.uncountedLoss += 0.01,
            sum -> sum.uncountedLoss -= 0.01,
            sum -> sum.histogram.add(sum.histogram));
    List<ResultRow> rows = rows(7, 20);
    for (int i = 0; i < changes.size(); i++) {
      LinkSummary other = sum(rows);
      changes.get(i).accept(other);
      assertFalse(sum(rows).agreesWith(other), "change " + i);
    }
  }
}
