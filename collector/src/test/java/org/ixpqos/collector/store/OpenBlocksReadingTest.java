package org.ixpqos.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.ixpqos.collector.TestingResults;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.wire.WireTime;
import org.junit.jupiter.api.Test;

/** What is committed while a reader goes through a block is in what the reader hands over, once. */
class OpenBlocksReadingTest {
  private static final Instant TEN = Instant.parse("2026-11-22T10:00:00Z");
  private static final long HOUR = Resolution.HOUR.of(WireTime.micros(TEN));
  private static final long END = (HOUR + 1) * Resolution.HOUR.micros;
  private static final OpenBlocks.Block BLOCK = Blocks.hour(HOUR);

  /** Counts the rounds of each pair; known once a reader has handed the block over. */
  private final OpenBlocks<AtomicLong> blocks =
      new OpenBlocks<>((count, row) -> count.incrementAndGet());

  private static OpenBlocks.Commit commit(long number, int... pairs) {
    List<OpenBlocks.Added> rounds =
        Arrays.stream(pairs)
            .mapToObj(pair -> added(pair, TestingResults.row(TEN.plusSeconds(number), "p2", 0)))
            .toList();
    return new OpenBlocks.Commit(number, Set.of(BLOCK), Set.of(), rounds);
  }

  private static OpenBlocks.Added added(int pair, RoundResult row) {
    return new OpenBlocks.Added(pair, WireTime.micros(row.time()), row);
  }

  private static Map<Integer, AtomicLong> counts(long ofPair1) {
    return new HashMap<>(Map.of(1, new AtomicLong(ofPair1)));
  }

  private Map<Integer, Long> known(long atLeast) {
    Map<Integer, Long> known = new HashMap<>();
    assertTrue(blocks.forEach(BLOCK, atLeast, END, (pair, count) -> known.put(pair, count.get())));
    return known;
  }

  private boolean isKnown() {
    return blocks.isKnown(BLOCK);
  }

  @Test
  void whatComesMeanwhileIsAddedOnce() {
    blocks.committed(List.of(commit(1, 1)));
    try (OpenBlocks<AtomicLong>.Reading reading = blocks.begin(BLOCK)) {
      // the reader has seen the second change, which is noted only now
      blocks.committed(List.of(commit(2, 1), commit(3, 1, 2)));
      reading.take(2, END - 1, pair -> new AtomicLong(), counts(2));
    }
    assertEquals(Map.of(1, 3L, 2, 1L), known(3));
    blocks.committed(List.of(commit(4, 2)));
    assertEquals(Map.of(1, 3L, 2, 2L), known(4));
  }

  @Test
  void aReaderThatBeganTooLateHandsNothingOver() {
    blocks.committed(List.of(commit(1, 1), commit(2, 1)));
    try (OpenBlocks<AtomicLong>.Reading reading = blocks.begin(BLOCK)) {
      reading.take(1, END - 1, pair -> new AtomicLong(), counts(1));
    }
    assertFalse(isKnown());
  }

  @Test
  void aCommitOfWhichTheNewRoundsAreNotKnownBreaksTheReading() {
    try (OpenBlocks<AtomicLong>.Reading reading = blocks.begin(BLOCK)) {
      blocks.committed(List.of(new OpenBlocks.Commit(2, Set.of(BLOCK), Set.of(), null)));
      reading.take(1, END - 1, pair -> new AtomicLong(), counts(1));
    }
    assertFalse(isKnown());
    try (OpenBlocks<AtomicLong>.Reading reading = blocks.begin(BLOCK)) {
      reading.take(2, END - 1, pair -> new AtomicLong(), counts(1));
    }
    assertTrue(isKnown());
  }

  @Test
  void otherIdsBreakTheReading() {
    try (OpenBlocks<AtomicLong>.Reading reading = blocks.begin(BLOCK)) {
      blocks.clear();
      reading.take(1, END - 1, pair -> new AtomicLong(), counts(1));
    }
    assertFalse(isKnown());
  }

  @Test
  void whatIsCommittedAfterTheEndOfTheReadingIsNotKept() {
    OpenBlocks<AtomicLong>.Reading reading = blocks.begin(BLOCK);
    reading.close();
    blocks.committed(List.of(commit(2, 1)));
    reading.take(1, END - 1, pair -> new AtomicLong(), counts(1));
    assertFalse(isKnown(), "a reading that is closed has missed a commit");
  }

  private static final OpenBlocks.Block SLICE =
      Blocks.slice(Math.floorDiv(WireTime.micros(TEN), Blocks.SLICE_MICROS));

  private static OpenBlocks.Commit begins(OpenBlocks.Block block, long number) {
    return new OpenBlocks.Commit(number, Set.of(block), Set.of(block), List.of());
  }

  @Test
  void anHourIsKeptFromItsFirstRoundOnAndASliceOnlyWhileReadersAskForSlices() {
    OpenBlocks<AtomicLong> kept =
        new OpenBlocks<>(pair -> new AtomicLong(), (count, row) -> count.incrementAndGet());
    kept.committed(List.of(begins(BLOCK, 1), begins(SLICE, 1)));
    assertTrue(kept.isKnown(BLOCK));
    assertFalse(kept.isKnown(SLICE), "nobody has asked for a slice");
    kept.forEach(SLICE, 1, END, (pair, count) -> {});
    for (int later = 1; later <= 5; later++) {
      OpenBlocks.Block next = Blocks.slice(SLICE.t() + later);
      kept.committed(List.of(begins(next, 1 + later)));
      assertEquals(later <= 3, kept.isKnown(next), later + " slices later");
    }
  }
}
