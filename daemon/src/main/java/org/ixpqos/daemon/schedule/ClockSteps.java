package org.ixpqos.daemon.schedule;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.ixpqos.model.Gap;
import org.ixpqos.model.clock.ClockStep;
import org.ixpqos.model.clock.ClockText;
import org.ixpqos.model.clock.Timekeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The effect of clock steps on the schedule: the skipped time is one gap, and no firing of it was
 * missed. Safe for use by any thread; the thread that sees a step first reports it.
 */
public final class ClockSteps {
  private static final Logger log = LoggerFactory.getLogger(ClockSteps.class);
  private static final int REMEMBERED = 16;

  private final Timekeeper time;
  private final Consumer<Gap> gaps;
  private final Deque<ClockStep> forward = new ArrayDeque<>(); // guarded by this
  private volatile Runnable follow = () -> {};

  /**
   * Listens to a clock's steps.
   *
   * @param gaps takes the gap of a step forward, and must not wait
   */
  public ClockSteps(Timekeeper time, Consumer<Gap> gaps) {
    this.time = time;
    this.gaps = gaps;
    time.onStep(this::stepped);
  }

  /** Adds a listener, called after each step on the thread that saw it; it must not wait. */
  void onStep(Runnable next) {
    follow = next;
  }

  private void stepped(ClockStep step) {
    String by = ClockText.amount(step.by());
    if (!time.isPossible(step.from())) {
      log.warn("the clock was set from {} to {}", seconds(step.from()), seconds(step.to()));
    } else if (step.isForward()) {
      log.warn(
          "the clock was set forward, or the host slept: the time between is recorded as one"
              + " gap, durations are not affected by_ms={} by=\"{}\" from={} to={}",
          step.by().toMillis(),
          by,
          seconds(step.from()),
          seconds(step.to()));
      Instant from = step.from().truncatedTo(ChronoUnit.MICROS);
      gaps.accept(new Gap(from, step.to().truncatedTo(ChronoUnit.MICROS), Gap.CLOCK_STEP, "", 0));
    } else {
      log.warn(
          "the clock was set back: what is measured now has the times of what was measured before,"
              + " durations are not touched by_ms={} by=\"{}\" from={} to={}",
          step.by().toMillis(),
          by,
          seconds(step.from()),
          seconds(step.to()));
    }
    synchronized (this) {
      if (step.isForward()) {
        forward.addLast(step);
        if (forward.size() > REMEMBERED) {
          forward.removeFirst();
        }
      } else {
        // the skipped times come again, as far as they are after this
        forward.removeIf(skipped -> skipped.to().isAfter(step.to()));
      }
    }
    follow.run();
  }

  private static Instant seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }

  /** The step that skipped a moment; empty when the clock showed it or will show it. */
  synchronized Optional<ClockStep> skipping(Instant moment) {
    return forward.stream()
        .filter(step -> moment.isAfter(step.from()) && !moment.isAfter(step.to()))
        .findFirst();
  }

  /** Checks for a step, so that the caller's next call takes it into account. */
  void look() {
    var unused = time.look();
  }
}
