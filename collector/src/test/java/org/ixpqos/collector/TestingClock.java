package org.ixpqos.collector;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.ixpqos.model.clock.Timekeeper;

/** Stands still until it is moved. */
public final class TestingClock extends Clock {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  private volatile Instant now = Instant.parse("2026-11-22T10:00:00Z");

  /** So much time passes. */
  public void move(Duration by) {
    now = now.plus(by);
    nanos.addAndGet(by.toNanos());
  }

  /** The wall clock is set, and no time passes. */
  public void step(Duration by) {
    now = now.plus(by);
  }

  /** The monotonic clock. */
  public long nanoTime() {
    return nanos.get();
  }

  /** Of a host whose clock was ever set. */
  public Timekeeper keeper() {
    return new Timekeeper(this, this::nanoTime, Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}
