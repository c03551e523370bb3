package org.ixpqos.service.delivery;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The clocks of a machine; those of a test are moved by hand.
 *
 * @param clock the wall clock
 * @param nanoClock nanoseconds from some moment on, as {@link System#nanoTime} gives them
 * @param pause waits
 */
public record DeliveryTiming(InstantSource clock, LongSupplier nanoClock, Pause pause) {
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** Waits. */
  public interface Pause {
    /** A pause that lasts. */
    Pause REAL =
        new Pause() {
          @Override
          public void of(Duration time) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
          }

          @Override
          public void of(Duration time, BooleanSupplier sooner) throws InterruptedException {
            Duration left = time;
            while (left.compareTo(LOOK) > 0 && !sooner.getAsBoolean()) {
              of(LOOK);
              left = left.minus(LOOK);
            }
            if (!sooner.getAsBoolean()) {
              of(left);
            }
          }
        };

    void of(Duration time) throws InterruptedException;

    /** A pause that a condition ends sooner; the condition is looked at every two seconds. */
    default void of(Duration time, BooleanSupplier sooner) throws InterruptedException {
      of(time);
    }
  }
}
