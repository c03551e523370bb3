package org.ixpqos.engine.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeadlineHeapTest {
  /** Against a map, with a clock that wraps in the middle. */
  @Test
  void theFirstIsAlwaysTheEarliest() {
    Random random = new Random(7);
    DeadlineHeap heap = new DeadlineHeap();
    Map<Integer, Long> model = new HashMap<>();
    long base = Long.MAX_VALUE - 50_000;
    for (int i = 0; i < 100_000; i++) {
      int slot = random.nextInt(50);
      heap.ensure(slot + 1);
      if (random.nextInt(3) == 0) {
        heap.remove(slot);
        model.remove(slot);
      } else {
        long deadline = base + i + random.nextInt(1_000);
        heap.set(slot, deadline);
        model.put(slot, deadline);
      }
      assertEquals(model.isEmpty(), heap.isEmpty());
      if (!heap.isEmpty()) {
        long earliest = model.values().stream().mapToLong(d -> d - base).min().orElseThrow();
        assertEquals(earliest, heap.firstDeadline() - base);
        assertEquals(heap.firstDeadline(), model.get(heap.first()));
      }
    }
  }
}
