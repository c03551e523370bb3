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
 * The time that reads end at. With a clock that may be wrong, newer rounds are shown too, with a
 * notice.
 */
public final class Present {
  private final Timekeeper time;
  private final LastHeard heard;
  private final Supplier<Instant> newest;

  /**
   * @param newest the time of the newest round; in the past where there is none
   */
  public Present(Timekeeper time, LastHeard heard, Supplier<Instant> newest) {
    this.time = time;
    this.heard = heard;
    this.newest = newest;
  }

  /** The clock, to the microsecond. */
  public Instant now() {
    return time.now().truncatedTo(ChronoUnit.MICROS);
  }

  /** The moment before which all rounds are shown. */
  public Instant until(Instant now) {
    Instant usual = now.plus(UploadReader.MAX_AHEAD);
    Instant last = newest.get().plus(1, ChronoUnit.MICROS);
    return time.mayDelete() || !last.isAfter(usual) ? usual : last;
  }

  /**
   * The beginning of a range that ends now; with a clock that may be ahead, it ends with the newest
   * round.
   */
  public Instant since(Instant now, Duration range) {
    Instant last = newest.get();
    boolean ahead = remark().isPresent() && last.isBefore(now) && last.isAfter(Instant.EPOCH);
    return (ahead ? last : now).minus(range);
  }

  /** The time of a probe's clock when ours shows {@code now}. */
  public Instant at(String probe, Instant now) {
    Duration ahead = heard.ahead(probe);
    boolean differs = ahead != null && !Timekeeper.isTolerable(ahead);
    return differs ? now.plus(ahead) : now;
  }

  /** When this collector began to listen. */
  public Instant started() {
    return heard.started();
  }

  /** When the previous collector process last heard a probe. */
  public Instant stopped() {
    return heard.stopped();
  }

  /** The notice about the clock for readers; empty when the clock is fine. */
  public Optional<String> remark() {
    ClockStanding standing = time.standing();
    return switch (standing.state()) {
      case CONFIRMED, UNCONFIRMED -> Optional.empty();
      case UNSET, CONTRADICTED -> Optional.of(standing.text("probes"));
    };
  }
}
