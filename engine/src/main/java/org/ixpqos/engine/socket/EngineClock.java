package org.ixpqos.engine.socket;

/** The two clocks of a host. */
public interface EngineClock {
  /** CLOCK_MONOTONIC, nanoseconds from an arbitrary moment; no step touches it. */
  long monotonicNanos();

  /** CLOCK_REALTIME, nanoseconds since 1970: the one that the kernel stamps packets with. */
  long realtimeNanos();
}
