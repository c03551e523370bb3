package org.ixpqos.engine.loop;

import java.util.Arrays;

/**
 * The rounds by their next deadline: a binary heap that knows the position of every slot, so that a
 * deadline can be changed. It grows with the highest slot. Times are compared by difference, so
 * nanoTime may wrap. Owned by the loop's thread.
 */
final class DeadlineHeap {
  private static final int ABSENT = -1;

  private long[] deadlines = {};
  private int[] slots = {};
  private int[] positions = {};
  private int size;

  /** Makes room for slots from 0 up to a capacity. */
  void ensure(int capacity) {
    int before = positions.length;
    if (capacity > before) {
      deadlines = Arrays.copyOf(deadlines, capacity);
      slots = Arrays.copyOf(slots, capacity);
      positions = Arrays.copyOf(positions, capacity);
      Arrays.fill(positions, before, capacity, ABSENT);
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The slot with the earliest deadline, of one that is not empty. */
  int first() {
    return slots[0];
  }

  long firstDeadline() {
    return deadlines[slots[0]];
  }

  /** Adds a slot, or moves it. */
  void set(int slot, long deadline) {
    int position = positions[slot];
    if (position == ABSENT) {
      position = size++;
    }
    deadlines[slot] = deadline;
    place(slot, position);
    up(position);
    down(positions[slot]);
  }

  /** Takes a slot out, if it is in. */
  void remove(int slot) {
    int position = positions[slot];
    if (position == ABSENT) {
      return;
    }
    positions[slot] = ABSENT;
    int last = slots[--size];
    if (last != slot) {
      place(last, position);
      up(position);
      down(positions[last]);
    }
  }

  private void up(int from) {
    int position = from;
    int slot = slots[position];
    while (position > 0) {
      int parent = (position - 1) >>> 1;
      if (!earlier(slot, slots[parent])) {
        break;
      }
      place(slots[parent], position);
      position = parent;
    }
    place(slot, position);
  }

  private void down(int from) {
    int position = from;
    int slot = slots[position];
    while (2 * position + 1 < size) {
      int child = 2 * position + 1;
      if (child + 1 < size && earlier(slots[child + 1], slots[child])) {
        child++;
      }
      if (!earlier(slots[child], slot)) {
        break;
      }
      place(slots[child], position);
      position = child;
    }
    place(slot, position);
  }

  private void place(int slot, int position) {
    slots[position] = slot;
    positions[slot] = position;
  }

  private boolean earlier(int one, int other) {
    return deadlines[one] - deadlines[other] < 0;
  }
}
