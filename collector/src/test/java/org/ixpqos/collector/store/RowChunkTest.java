package org.ixpqos.collector.store;

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
import org.ixpqos.collector.TestingRows;
import org.ixpqos.wire.ClockState;
import org.ixpqos.wire.ResultRow;
import org.ixpqos.wire.WireTime;
import org.junit.jupiter.api.Test;

class RowChunkTest {
  private static final Instant HOUR = Instant.parse("2026-11-22T10:00:00Z");
  private static final Pair PAIR = new Pair("p1", "p2", 4, "mesh");
  private static final String ADDRESS = "10.0.0.2";

  private static ResultRow with(ResultRow row, Instant time, ClockState clock) {
    return new ResultRow(
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

  private static List<ResultRow> randomRows(Random random, int count) {
    List<ResultRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ResultRow row = RowBlobTest.randomRow(random);
      rows.add(with(row, HOUR.plusNanos(random.nextInt(3_600_000) * 1_000_000L), row.clock()));
    }
    rows.sort(Comparator.comparing(ResultRow::time));
    return rows;
  }

  @Test
  void keepsAllThatRowsCarry() {
    Random random = new Random(11);
    for (int i = 0; i < 300; i++) {
      List<ResultRow> rows = randomRows(random, 1 + random.nextInt(90));
      byte[] chunk = RowChunk.encode(rows, ADDRESS);
      assertEquals(rows, RowChunk.decode(chunk, PAIR, ADDRESS));
      long time = WireTime.micros(rows.get(random.nextInt(rows.size())).time());
      assertTrue(RowChunk.has(chunk, time));
      assertFalse(RowChunk.has(chunk, time + 1));
    }
  }

  @Test
  void keepsTheLargestNumbers() {
    List<ResultRow> rows = new ArrayList<>();
    for (long error : new long[] {0, Long.MAX_VALUE, 1, Long.MAX_VALUE - 1, 1L << 62, 0}) {
      rows.add(
          with(
              TestingRows.row(HOUR, "p2", 0),
              HOUR.plusSeconds(60L * rows.size()),
              new ClockState(true, error, false)));
    }
    assertEquals(rows, RowChunk.decode(RowChunk.encode(rows, ADDRESS), PAIR, ADDRESS));
  }

  @Test
  void aRowOfAnOrdinaryHourTakesTwelveOctets() {
    ModelLoad load = new ModelLoad(20);
    Map<String, List<ResultRow>> pairs = new TreeMap<>();
    for (int minute = 0; minute < 60; minute++) {
      for (ResultRow row : load.upload(3, HOUR.plus(Duration.ofMinutes(minute))).rows()) {
        pairs.computeIfAbsent(row.target(), any -> new ArrayList<>()).add(row);
      }
    }
    int octets = 0;
    int rows = 0;
    for (List<ResultRow> all : pairs.values()) {
      octets += RowChunk.encode(all, all.get(0).address()).length;
      rows += all.size();
    }
    assertTrue(octets <= 12 * rows, octets + " octets for " + rows + " rows");
  }

  @Test
  void aPeerThatIsDownTakesNextToNothing() {
    List<ResultRow> rows = new ArrayList<>();
    for (int minute = 0; minute < 60; minute++) {
      rows.add(TestingRows.row(HOUR.plusSeconds(60L * minute), "p2", 60));
    }
    byte[] chunk = RowChunk.encode(rows, ADDRESS);
    assertEquals(rows, RowChunk.decode(chunk, PAIR, ADDRESS));
    assertTrue(chunk.length < 2 * rows.size(), chunk.length + " octets");
  }

  @Test
  void oneThatWasCutIsRefused() {
    byte[] chunk = RowChunk.encode(randomRows(new Random(5), 60), ADDRESS);
    for (int length = 0; length < chunk.length - 1; length += 7) {
      byte[] cut = Arrays.copyOf(chunk, length);
      assertThrows(RuntimeException.class, () -> RowChunk.decode(cut, PAIR, ADDRESS));
    }
  }

  @Test
  void refusesALaterFormat() {
    assertThrows(
        IllegalStateException.class, () -> RowChunk.decode(new byte[] {2, 1}, PAIR, ADDRESS));
  }
}
