package org.ixpqos.systemtest;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what other processes do. */
final class Await {
  private static final long LOOK_NANOS = 200_000_000;

  private Await() {}

  interface Check {
    void run() throws Exception;
  }

  /** Until a check no longer fails; its last failure when the time is over. */
  static void passes(Duration patience, Check check) throws Exception {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        check.run();
        return;
      } catch (AssertionError | RuntimeException e) {
        if (System.nanoTime() - end > 0) {
          throw e;
        }
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Until something is there. */
  static <T> T value(Duration patience, String what, Supplier<T> look) throws Exception {
    Object[] found = new Object[1];
    passes(
        patience,
        () -> {
          found[0] = look.get();
          if (found[0] == null) {
            throw new IllegalStateException("not there within " + patience + ": " + what);
          }
        });
    @SuppressWarnings("unchecked") // look's own value
    T value = (T) found[0];
    return value;
  }
}
