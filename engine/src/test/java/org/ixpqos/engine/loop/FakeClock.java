package org.ixpqos.engine.loop;

import org.ixpqos.engine.socket.EngineClock;

/** Two clocks that stand still until a test moves them. Begins just before nanoTime wraps. */
final class FakeClock implements EngineClock {
  private long monotonic = Long.MAX_VALUE - 1_000_000_000;
  private long realtime = 1_700_000_000_000_000_000L;

  @Override
  public long monotonicNanos() {
    return monotonic;
  }

  @Override
  public long realtimeNanos() {
    return realtime;
  }

  void advance(long nanos) {
    monotonic += nanos;
    realtime += nanos;
  }

  void step(long nanos) {
    realtime += nanos;
  }
}
