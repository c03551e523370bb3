package org.ixpqos.daemon.upload;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.ixpqos.daemon.buffer.BufferEntry;
import org.ixpqos.model.UploadAnswer;
import org.ixpqos.model.clock.ClockText;
import org.ixpqos.model.clock.Timekeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The results that a collector refuses because the two clocks differ. Such a refusal passes with
 * time: the results are postponed, and offered again some minutes later, and at once when a clock
 * was set.
 *
 * <p>Owned by the uploader's thread; {@link #clockStepped} may be called by any.
 */
final class ClockRefusals {
  private static final Logger log = LoggerFactory.getLogger(ClockRefusals.class);
  private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(5);

  /** Collectors that give no reason accept results up to ten minutes ahead of their clock. */
  private static final Duration AHEAD = Duration.ofMinutes(9);

  private final String collector;
  private final Timekeeper time;
  private final RandomGenerator random;
  private volatile boolean stepped;
  private long againAt;
  private boolean agreed = true;
  private boolean logged;

  ClockRefusals(String collector, Timekeeper time, RandomGenerator random) {
    this.collector = collector;
    this.time = time;
    this.random = random;
    this.againAt =
        time.nanoTime(); // results that were postponed before a restart are offered first
  }

  /** This host's clock was set. */
  void clockStepped() {
    stepped = true;
  }

  /** The collector's clock; its rejections are judged by it. */
  void heard(Instant theirs) {
    time.heard(collector, theirs);
    boolean now = agree();
    if (now && !agreed) {
      stepped = true;
    }
    agreed = now;
  }

  private boolean agree() {
    return Timekeeper.isTolerable(ahead());
  }

  /** By how much this clock is ahead of the collector's. */
  Duration ahead() {
    return time.ahead(collector).orElse(Duration.ZERO);
  }

  /**
   * Whether a result may be accepted later. Without a statement of the collector its clock decides:
   * a result from its future, or any result while the two clocks differ.
   */
  boolean passes(BufferEntry entry, UploadAnswer.Rejected rejected, UploadAnswer answer) {
    Instant theirs = answer.serverTime();
    return rejected.retry()
        || (theirs != null && (entry.at().isAfter(theirs.plus(AHEAD)) || !agree()));
  }

  /** Whether the postponed results are to be offered again now. */
  boolean isDue() {
    if (!stepped && time.nanoTime() - againAt < 0) {
      return false;
    }
    stepped = false;
    againAt = time.nanoTime() + AGAIN_NANOS + (long) (AGAIN_NANOS * random.nextDouble());
    return true;
  }

  /** Results were refused for their time. */
  void refused(int rows, String reason) {
    if (!logged) {
      logged = true;
      log.warn(
          "the collector refuses results for their time, they are kept and offered again: look at"
              + " NTP here and there collector={} rows={} clocks=\"{}\" reason=\"{}\"",
          collector,
          rows,
          text().orElse("the same time"),
          reason);
    }
  }

  /** Nothing is refused for its time any more. */
  void allTaken() {
    if (logged) {
      logged = false;
      log.info("the collector takes what it refused for its time collector={}", collector);
    }
  }

  /** The difference of the clocks; empty when they agree. */
  Optional<String> text() {
    return agree()
        ? Optional.empty()
        : Optional.of("this clock is " + ClockText.distance(ahead()) + " the collector's");
  }
}
