package org.ixpqos.collector.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.ixpqos.model.clock.ClockStanding;
import org.ixpqos.model.clock.Timekeeper;
import org.ixpqos.model.wire.UploadReader;

/**
 * The time that reads end at. Behind a clock that may be wrong, what is newer than it is shown too,
 * and said to be.
 */
public final class Present {
  private final Timekeeper time;
  private final LastHeard heard;
  private final Supplier<Instant> newest;

  /**
   * @param newest the time of the newest round of all; the past where there is none
   */
  public Present(Timekeeper time, LastHeard heard, Supplier<Instant> newest) {
    this.time = time;
    this.heard = heard;
    this.newest = newest;
  }

  /** What the clock shows, to the microsecond. */
  public Instant now() {
    return time.now().truncatedTo(ChronoUnit.MICROS);
  }

  /** Before which all rounds are shown. */
  public Instant until(Instant now) {
    Instant usual = now.plus(UploadReader.MAX_AHEAD);
    Instant last = newest.get().plus(1, ChronoUnit.MICROS);
    return time.mayDelete() || !last.isAfter(usual) ? usual : last;
  }

  /**
   * The beginning of a time that ends now: behind a clock that may be ahead, with the newest round.
   */
  public Instant since(Instant now, Duration range) {
    Instant last = newest.get();
    boolean ahead = remark().isPresent() && last.isBefore(now) && last.isAfter(Instant.EPOCH);
    return (ahead ? last : now).minus(range);
  }

  /** What a probe's clock shows when ours shows {@code now}. */
  public Instant at(String probe, Instant now) {
    Duration ahead = heard.ahead(probe);
    boolean differs = ahead != null && ahead.abs().compareTo(Timekeeper.TOLERANCE) > 0;
    return differs ? now.plus(ahead) : now;
  }

  /** When this collector began to listen. */
  public Instant started() {
    return heard.started();
  }

  /** When the collector before it heard of any probe for the last time. */
  public Instant stopped() {
    return heard.stopped();
  }

  /** What whoever reads must know of the clock; empty when nothing speaks against it. */
  public Optional<String> remark() {
    ClockStanding standing = time.standing();
    return switch (standing.state()) {
      case CONFIRMED, UNCONFIRMED -> Optional.empty();
      case UNSET, CONTRADICTED -> Optional.of(standing.text("probes"));
    };
  }
}
