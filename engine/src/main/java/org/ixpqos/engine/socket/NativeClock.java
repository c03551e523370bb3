package org.ixpqos.engine.socket;

/** Linux's clocks. HotSpot's nanoTime is CLOCK_MONOTONIC. Used by the loop's thread only. */
public final class NativeClock implements EngineClock {
  private static final int CLOCK_REALTIME = 0;

  private final LibC c;
  private final NativeMemory timespec = NativeMemory.allocate(16);

  public NativeClock(LibC c) {
    this.c = c;
  }

  @Override
  public long monotonicNanos() {
    return System.nanoTime();
  }

  @Override
  public long realtimeNanos() {
    c.clock_gettime(CLOCK_REALTIME, timespec.address(0));
    return timespec.host().getLong(0) * 1_000_000_000 + timespec.host().getLong(8);
  }
}
