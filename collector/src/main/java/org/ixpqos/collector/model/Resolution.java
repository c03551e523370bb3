package org.ixpqos.collector.model;

import java.time.Duration;

/** The resolutions of rollups. */
public enum Resolution {
  HOUR("r1h", Duration.ofHours(1)),
  DAY("r1d", Duration.ofDays(1));

  public final String table;
  public final long micros;
  private final Duration length;

  Resolution(String table, Duration length) {
    this.table = table;
    this.length = length;
    this.micros = length.toNanos() / 1_000;
  }

  public Duration length() {
    return length;
  }

  /** The number of the block with a moment, microseconds since 1970. */
  public long of(long time) {
    return Math.floorDiv(time, micros);
  }
}
