package org.ixpqos.collector.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ixpqos.collector.TestingResults;
import org.ixpqos.collector.store.format.ResultBlobTest;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.RoundResult;
import org.junit.jupiter.api.Test;

class RollupTest {
  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void aFieldThatIsNoComponentIsAddedUpAndStored() {
    Rollup one = new Rollup();
    one.add(TestingResults.row(TIME, "p2", 1).with(RoundFields.PATH_MTU, 1_400));
    Rollup other = new Rollup();
    other.add(TestingResults.row(TIME.plusSeconds(60), "p2", 2).with(RoundFields.PATH_MTU, 1_280));
    other.add(TestingResults.row(TIME.plusSeconds(120), "p2", 3));
    Rollup all = new Rollup();
    all.add(one);
    all.add(other);
    assertEquals(1_280, all.of(RoundFields.PATH_MTU).intValue());
    Rollup read = RollupBlob.decode(RollupBlob.encode(all));
    assertTrue(read.agreesWith(all));
    for (RoundField field : RoundFields.ALL) {
      Number value = all.of(field);
      if (value != null) {
        assertEquals(value.doubleValue(), read.of(field).doubleValue(), 0.001, field.name());
      }
    }
  }

  /** Each with a number of its own, so that none can stand for another. */
  @Test
  void eachNumberOfPacketsIsAddedToItsOwnSum() {
    RoundResult row = TestingResults.row(TIME, "p2", 1);
    RoundResult counted =
        new RoundResult(
            row.time(),
            row.schedule(),
            row.target(),
            row.proto(),
            row.address(),
            row.pinged(),
            row.loss(),
            row.rtt(),
            new PacketCounts(90, 40, 17, 11, 9, 13, 3, 2),
            row.timestamps(),
            19,
            row.clock(),
            row.size(),
            row.dscp(),
            row.reasons());
    Rollup twice = sum(List.of(counted, counted));
    for (RoundField field : Rollup.SUMMED) {
      long one = field.of(counted).longValue();
      assertTrue(one > 0, field.name());
      assertEquals(2 * one, twice.of(field).longValue(), field.name());
    }
  }

  @Test
  void withoutSuchAFieldTheStoredFormIsTheFirst() {
    Rollup rollup = new Rollup();
    rollup.add(TestingResults.row(TIME, "p2", 1));
    assertNull(rollup.of(RoundFields.PATH_MTU));
    assertEquals(1, RollupBlob.encode(rollup)[0]);
  }

  private static Rollup sum(List<RoundResult> rows) {
    Rollup sum = new Rollup();
    rows.forEach(sum::add);
    return sum;
  }

  private static List<RoundResult> rows(long seed, int count) {
    Random random = new Random(seed);
    return Stream.generate(() -> ResultBlobTest.randomRow(random)).limit(count).toList();
  }

  @Test
  void whatIsKeptAgreesAndReportsTheSame() {
    for (int count : new int[] {0, 1, 3, 60}) {
      Rollup sum = sum(rows(count, count));
      Rollup again = RollupBlob.decode(RollupBlob.encode(sum));
      assertTrue(sum.agreesWith(again), () -> count + " rows");
      assertEquals(sum.rounds(), again.rounds());
      assertEquals(sum.min(), again.min());
      assertEquals(sum.max(), again.max());
      assertEquals(sum.loss(), again.loss());
      assertEquals(sum.quantile(0.5), again.quantile(0.5));
      for (RoundField field : RoundFields.ALL) {
        if (sum.of(field) == null) {
          assertNull(again.of(field), field.name());
        } else {
          double value = sum.of(field).doubleValue();
          assertEquals(value, again.of(field).doubleValue(), 0.001, field.name());
        }
      }
    }
    assertThrows(IllegalStateException.class, () -> RollupBlob.decode(new byte[] {3, 0}));
  }

  @Test
  void sumsOfSumsAreTheSumOfAll() {
    List<RoundResult> rows = rows(3, 90);
    Rollup parts = sum(rows.subList(0, 40));
    parts.add(sum(rows.subList(40, 90)));
    assertTrue(parts.agreesWith(sum(rows)));
    Rollup nothing = new Rollup();
    parts.add(nothing);
    assertTrue(parts.agreesWith(sum(rows)));
    nothing.add(parts);
    assertTrue(nothing.agreesWith(sum(rows)));
  }

  @Test
  void countsAreThoseOfTheRows() {
    List<RoundResult> rows = rows(5, 50);
    Rollup sum = sum(rows);
    assertEquals(50, sum.rounds());
    assertEquals(rows.stream().filter(row -> row.loss() == null).count(), sum.unknown());
    List<RoundResult> counted = rows.stream().filter(row -> row.packets() != null).toList();
    assertEquals(counted.stream().mapToLong(row -> row.packets().sent()).sum(), sum.sent());
    assertEquals(
        counted.stream().mapToLong(row -> row.packets().replied()).sum(),
        sum.of(RoundFields.RECEIVED).longValue());
    assertEquals(counted.stream().mapToLong(row -> row.packets().lost()).sum(), sum.lost());
    assertEquals(counted.stream().mapToLong(row -> row.packets().late()).sum(), sum.late());
    assertEquals(
        counted.stream().mapToLong(row -> row.packets().sendErrors()).sum(),
        sum.of(RoundFields.SEND_ERRORS).longValue());
    assertEquals(
        counted.stream().mapToLong(row -> row.packets().notSent()).sum(),
        sum.of(RoundFields.NOT_SENT).longValue());
    assertEquals(
        counted.stream().mapToLong(row -> row.packets().duplicates()).sum(),
        sum.of(RoundFields.DUPLICATES).longValue());
    assertEquals(
        counted.stream().mapToLong(row -> row.packets().reordered()).sum(),
        sum.of(RoundFields.REORDERED).longValue());
    assertEquals(
        rows.stream().mapToLong(RoundResult::localDrops).sum(),
        sum.of(RoundFields.LOCAL_DROPS).longValue());
    assertEquals((double) (sum.lost() + sum.late()) / sum.sent(), sum.loss());
  }

  @Test
  void nothingMeasuredIsUnknown() {
    Rollup nothing = new Rollup();
    assertNull(nothing.loss());
    assertNull(nothing.min());
    assertNull(nothing.max());
    RoundFields.ALL.forEach(field -> assertNull(nothing.of(field), field.name()));
    assertNull(nothing.quantile(0.5));
  }

  @Test
  void aDifferenceOfAnythingIsNoticed() {
    List<Consumer<Rollup>> changes =
        List.of(
            sum -> sum.rounds++,
            sum -> sum.unknown++,
            sum -> sum.sums[0]++,
            sum -> sum.sums[1]++,
            sum -> sum.sums[2]++,
            sum -> sum.sums[3]++,
            sum -> sum.sums[4]++,
            sum -> sum.sums[5]++,
            sum -> sum.sums[6]++,
            sum -> sum.sums[7]++,
            sum -> sum.sums[8]++,
            sum -> sum.addMore(RoundFields.PATH_MTU, 1_400),
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
    List<RoundResult> rows = rows(7, 20);
    for (int i = 0; i < changes.size(); i++) {
      Rollup other = sum(rows);
      changes.get(i).accept(other);
      assertFalse(sum(rows).agreesWith(other), "change " + i);
    }
  }
}
