package org.ixpqos.collector.store.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.ixpqos.collector.ModelLoad;
import org.ixpqos.collector.TestingResults;
import org.ixpqos.collector.model.Pair;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.wire.WireTime;
import org.junit.jupiter.api.Test;

class ResultChunkTest {
  private static final Instant HOUR = Instant.parse("2026-11-22T10:00:00Z");
  private static final Pair PAIR = new Pair("p1", "p2", 4, "mesh");
  private static final String ADDRESS = "10.0.0.2";

  private static RoundResult with(RoundResult row, Instant time, ClockState clock) {
    return new RoundResult(
        time,
        row.schedule(),
        row.target(),
        row.proto(),
        row.address(),
        row.pinged(),
        row.loss(),
        row.rtt(),
        row.packets(),
        row.timestamps(),
        row.localDrops(),
        clock,
        row.size(),
        row.dscp(),
        row.reasons());
  }

  private static List<RoundResult> randomRows(Random random, int count) {
    List<RoundResult> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RoundResult row = ResultBlobTest.randomRow(random);
      rows.add(with(row, HOUR.plusNanos(random.nextInt(3_600_000) * 1_000_000L), row.clock()));
    }
    rows.sort(Comparator.comparing(RoundResult::time));
    return rows;
  }

  @Test
  void keepsAllThatRowsCarry() {
    Random random = new Random(11);
    for (int i = 0; i < 300; i++) {
      List<RoundResult> rows = randomRows(random, 1 + random.nextInt(90));
      byte[] chunk = ResultChunk.encode(rows, ADDRESS);
      assertEquals(rows, ResultChunk.decode(chunk, PAIR, ADDRESS));
      long time = WireTime.micros(rows.get(random.nextInt(rows.size())).time());
      assertTrue(ResultChunk.has(chunk, time));
      assertFalse(ResultChunk.has(chunk, time + 1));
    }
  }

  @Test
  void keepsTheLargestNumbers() {
    List<RoundResult> rows = new ArrayList<>();
    for (long error : new long[] {0, Long.MAX_VALUE, 1, Long.MAX_VALUE - 1, 1L << 62, 0}) {
      rows.add(
          with(
              TestingResults.row(HOUR, "p2", 0),
              HOUR.plusSeconds(60L * rows.size()),
              new ClockState(true, error, false)));
    }
    assertEquals(rows, ResultChunk.decode(ResultChunk.encode(rows, ADDRESS), PAIR, ADDRESS));
  }

  @Test
  void aRowOfAnOrdinaryHourTakesTwelveBytes() {
    ModelLoad load = new ModelLoad(20);
    Map<String, List<RoundResult>> pairs = new TreeMap<>();
    for (int minute = 0; minute < 60; minute++) {
      for (RoundResult row : load.upload(3, HOUR.plus(Duration.ofMinutes(minute))).rows()) {
        pairs.computeIfAbsent(row.target(), any -> new ArrayList<>()).add(row);
      }
    }
    int bytes = 0;
    int rows = 0;
    for (List<RoundResult> all : pairs.values()) {
      bytes += ResultChunk.encode(all, all.get(0).address()).length;
      rows += all.size();
    }
    assertTrue(bytes <= 12 * rows, bytes + " bytes for " + rows + " rows");
  }

  @Test
  void aPeerThatIsDownTakesNextToNothing() {
    List<RoundResult> rows = new ArrayList<>();
    for (int minute = 0; minute < 60; minute++) {
      rows.add(TestingResults.row(HOUR.plusSeconds(60L * minute), "p2", 60));
    }
    byte[] chunk = ResultChunk.encode(rows, ADDRESS);
    assertEquals(rows, ResultChunk.decode(chunk, PAIR, ADDRESS));
    assertTrue(chunk.length < 2 * rows.size(), chunk.length + " bytes");
  }

  /** The time between two rounds is that of most rounds, wherever in the hour a late one is. */
  @Test
  void aLateRoundCostsOnlyItself() {
    for (int late = 1; late < 60; late++) {
      List<RoundResult> rows = new ArrayList<>();
      for (int minute = 0; minute < 60; minute++) {
        rows.add(
            TestingResults.row(
                HOUR.plusSeconds(60L * minute + (minute >= late ? 7 : 0)), "p2", 60));
      }
      byte[] chunk = ResultChunk.encode(rows, ADDRESS);
      assertEquals(rows, ResultChunk.decode(chunk, PAIR, ADDRESS));
      assertTrue(chunk.length < 2 * rows.size(), chunk.length + " bytes, late is " + late);
    }
  }

  @Test
  void oneThatWasCutIsRefused() {
    byte[] chunk = ResultChunk.encode(randomRows(new Random(5), 60), ADDRESS);
    for (int length = 0; length < chunk.length - 1; length += 7) {
      byte[] cut = Arrays.copyOf(chunk, length);
      assertThrows(RuntimeException.class, () -> ResultChunk.decode(cut, PAIR, ADDRESS));
    }
  }

  @Test
  void refusesALaterFormat() {
    assertThrows(
        IllegalStateException.class, () -> ResultChunk.decode(new byte[] {3, 1}, PAIR, ADDRESS));
  }

  @Test
  void aFieldThatIsNoComponentIsKept() {
    List<RoundResult> rows = new ArrayList<>(randomRows(new Random(7), 60));
    rows.set(3, rows.get(3).with(RoundFields.PATH_MTU, 1_400));
    rows.set(4, rows.get(4).with(RoundFields.PATH_MTU, 1_280));
    byte[] chunk = ResultChunk.encode(rows, ADDRESS);
    List<RoundResult> decoded = ResultChunk.decode(chunk, PAIR, ADDRESS);
    for (int i = 0; i < rows.size(); i++) {
      assertEquals(rows.get(i).more(), decoded.get(i).more(), "row " + i);
    }
  }

  /** A chunk that 0.1.0 can read too, where there is nothing that it does not know. */
  @Test
  void withoutMoreFieldsTheFormatIsTheFirst() {
    assertEquals(1, ResultChunk.encode(randomRows(new Random(8), 3), ADDRESS)[0]);
  }
}
