package org.ixpqos.engine.loop;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts that the loop's thread raises and any thread reads. */
final class Counters {
  static final int REPLIED = 0;
  static final int LOST = 1;
  static final int LATE = 2;
  static final int SEND_ERROR = 3;
  static final int NOT_SENT = 4;
  static final int DUPLICATES = 5;
  static final int REORDERED = 6;
  static final int REFUSED = 7;
  static final int LOCAL_DROPS = 8;
  static final int STRAYS = 9;
  static final int CLOCK_STEPS = 10;
  static final int IN_FLIGHT = 11;
  private static final int SIZE = 12;

  private final AtomicLongArray counts = new AtomicLongArray(SIZE);

  /** There is one writer, so no compare-and-set is needed. */
  void add(int counter, long more) {
    counts.setRelease(counter, counts.getPlain(counter) + more);
  }

  long get(int counter) {
    return counts.getAcquire(counter);
  }
}
