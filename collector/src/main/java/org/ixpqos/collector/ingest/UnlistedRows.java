package org.ixpqos.collector.ingest;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The latest refusals of rows that the published lists do not have. Thread-safe. */
public final class UnlistedRows {
  private static final long LATELY = Duration.ofMinutes(10).toNanos();

  private final LongSupplier nanoClock;
  private final IngestListener metrics;

  /** The newest; null when there was none. */
  private volatile Refused newest;

  private record Refused(long nanos, String what) {}

  public UnlistedRows(LongSupplier nanoClock, IngestListener metrics) {
    this.nanoClock = nanoClock;
    this.metrics = metrics;
  }

  /**
   * Rows were refused.
   *
   * @param what their description for the operator
   */
  public void refused(String what) {
    metrics.unlistedRefused();
    newest = new Refused(nanoClock.getAsLong(), what);
  }

  /** The notice for the operator. */
  public Optional<String> notice() {
    Refused last = newest;
    return last == null || nanoClock.getAsLong() - last.nanos() > LATELY
        ? Optional.empty()
        : Optional.of(
            last.what()
                + " is not in probes.json and schedule.json and was not taken, its probe keeps it:"
                + " add it there, or see \"unlisted\" in collector.json");
  }
}
