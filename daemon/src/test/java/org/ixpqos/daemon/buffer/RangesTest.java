package org.ixpqos.daemon.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangesTest {
  @Test
  void rangesThatTouchBecomeOne() {
    Ranges ranges = new Ranges();
    ranges.add(5, 9);
    ranges.add(1, 2);
    ranges.add(3, 4);
    assertEquals(List.of(new Ranges.Range(1, 9)), ranges.list());
    ranges.add(7, 6);
    assertEquals(9, ranges.size());
    assertEquals(new Ranges.Range(1, 9), ranges.first());
  }

  @Test
  void removingSplits() {
    Ranges ranges = new Ranges();
    ranges.add(1, 10);
    ranges.remove(4, 5);
    assertEquals(List.of(new Ranges.Range(1, 3), new Ranges.Range(6, 10)), ranges.list());
    ranges.remove(Long.MIN_VALUE, Long.MAX_VALUE);
    assertTrue(ranges.isEmpty());
  }

  /** Against the simplest set of numbers that there is. */
  @Test
  void behavesAsASetOfNumbers() {
    Random random = new Random(4711);
    for (int run = 0; run < 200; run++) {
      Ranges ranges = new Ranges();
      BitSet model = new BitSet();
      for (int step = 0; step < 100; step++) {
        int first = random.nextInt(100);
        int last = first + random.nextInt(20) - 1;
        if (random.nextBoolean()) {
          ranges.add(first, last);
          model.set(first, last + 1);
        } else {
          ranges.remove(first, last);
          model.clear(first, last + 1);
        }
        BitSet seen = new BitSet();
        long before = Long.MIN_VALUE;
        for (Ranges.Range range : ranges.list()) {
          assertTrue(range.first() > before + 1, "ranges touch: " + ranges.list());
          seen.set((int) range.first(), (int) range.last() + 1);
          before = range.last();
        }
        assertEquals(model, seen);
        assertEquals(model.cardinality(), ranges.size());
      }
    }
  }
}
