package org.ixpqos.daemon.notice;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.ixpqos.daemon.buffer.Buffer;
import org.ixpqos.daemon.config.DaemonConfig.BufferLimits;
import org.ixpqos.model.clock.Timekeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns once when the buffer is half full, by size or by age, long before it drops anything; and
 * logs when it has emptied to a quarter.
 *
 * <p>Used by one thread, the watchdog's.
 */
public final class BufferGrowth {
  private static final Logger log = LoggerFactory.getLogger(BufferGrowth.class);
  private static final double HALF = 0.5;
  private static final double QUARTER = 0.25;

  private final Supplier<Buffer.Status> buffer;
  private final Supplier<BufferLimits> limits;
  private final Timekeeper time;
  private boolean warned;

  public BufferGrowth(
      Supplier<Buffer.Status> buffer, Supplier<BufferLimits> limits, Timekeeper time) {
    this.buffer = buffer;
    this.limits = limits;
    this.time = time;
  }

  /** Checks how full it is. */
  public void look() {
    Buffer.Status status = buffer.get();
    double share = share(status);
    if (!warned && share >= HALF) {
      warned = true;
      log.warn(
          "the buffer fills, when it is full the oldest rounds are dropped: 'ixpqos status' shows"
              + " which collector does not take them full_percent={} entries={} megabytes={}",
          Math.round(share * 100),
          status.entries(),
          status.bytes() / 1_000_000);
    } else if (warned && share <= QUARTER) {
      warned = false;
      log.info("the buffer has emptied full_percent={}", Math.round(share * 100));
    }
  }

  private double share(Buffer.Status status) {
    double bySize = (double) status.bytes() / limits.get().maxBytes();
    if (!time.mayDelete()) {
      return bySize; // with a clock that may be wrong nothing is dropped for its age
    }
    Instant now = time.now();
    Duration age = Duration.between(status.oldest().orElse(now), now);
    return Math.max(bySize, (double) age.toMillis() / limits.get().maxAge().toMillis());
  }
}
