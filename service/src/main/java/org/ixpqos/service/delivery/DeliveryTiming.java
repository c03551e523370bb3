package org.ixpqos.service.delivery;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The clocks of a machine; those of a test are moved by hand.
 *
 * @param clock the wall clock
 * @param nanoClock nanoseconds from some moment on, as {@link System#nanoTime} gives them
 * @param pause waits
 */
public record DeliveryTiming(InstantSource clock, LongSupplier nanoClock, Pause pause) {
  /** Waits. */
  public interface Pause {
    /** A pause that lasts. */
    Pause REAL = time -> TimeUnit.NANOSECONDS.sleep(time.toNanos());

    void of(Duration time) throws InterruptedException;
  }
}
