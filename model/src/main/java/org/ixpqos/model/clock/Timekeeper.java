package org.ixpqos.model.clock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.ixpqos.model.clock.ClockStanding.State;

/**
 * The one owner of time in a process. The wall clock dates what is measured. The monotonic clock
 * measures durations. What can't be undone (deleting, refusing for good) happens only while {@link
 * #mayDelete} holds: when most of the other hosts' clocks that were heard show the same time as
 * this one. A probe hears its collectors, a collector its probes.
 *
 * <p>Each clock, our own too, is kept as its distance from our monotonic clock, so that a statement
 * of another host stays evidence when our wall clock is set. The monotonic clock stands still while
 * the host sleeps: afterwards the clock counts as set, and as contradicted until others are heard.
 *
 * <p>Safe for use by any thread. Listeners are called on the thread that finds the step, one step
 * at a time.
 */
public final class Timekeeper {
  /** Clocks that differ by no more show the same time; NTP keeps them far closer. */
  public static final Duration TOLERANCE = Duration.ofMinutes(10);

  private static final Duration TOLERANCE_BACK = TOLERANCE.negated();

  /** Slewing moves at most half a millisecond a second; this is more than any look apart. */
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Hosts that were heard within this time are compared, others only when there are none. */
  private static final long RECENT_NANOS = TimeUnit.HOURS.toNanos(1);

  /** The maximum of hosts whose clocks are kept; the one heard longest ago is removed first. */
  private static final int MAX_WITNESSES = 1_000;

  private record Witness(Duration distance, long heardNanos) {}

  private final Clock wall;
  private final LongSupplier nanoTime;
  private final Instant built;
  private final long originNanos;
  private final List<Consumer<ClockStep>> listeners = new CopyOnWriteArrayList<>();

  /** Serialises the checks: all listeners are notified of a step before the next check. */
  private final Object looking = new Object();

  /** Guarded by {@link #looking}: how far the wall clock is from the monotonic one. */
  private Instant zero;

  /** Guarded by itself; in the order in which they were last heard. */
  private final Map<String, Witness> witnesses = new LinkedHashMap<>();

  /**
   * Takes the wall clock as it is now for not set.
   *
   * @param nanoTime a monotonic clock, nanoseconds from anywhere, as {@link System#nanoTime}
   * @param built when this program was built: a clock that shows less was never set
   */
  public Timekeeper(Clock wall, LongSupplier nanoTime, Instant built) {
    this.wall = wall;
    this.nanoTime = nanoTime;
    this.built = built;
    this.originNanos = nanoTime.getAsLong();
    this.zero = wall.instant();
  }

  /** The wall clock, not checked. */
  public Clock clock() {
    return wall;
  }

  /** The time that the wall clock shows, not checked. */
  public Instant now() {
    return wall.instant();
  }

  /** The monotonic clock, nanoseconds. */
  public long nanoTime() {
    return nanoTime.getAsLong();
  }

  /** Whether the wall clock shows a time that can be: not before this program was built. */
  public boolean isSet() {
    return isPossible(now());
  }

  /** Whether a clock that is set can have shown a time. */
  public boolean isPossible(Instant shown) {
    return !shown.isBefore(built);
  }

  /**
   * The time that the wall clock shows when the monotonic clock stands at a moment, by their
   * present distance. A moment that was passed under a clock that was wrong is dated right by it
   * once the clock is set.
   */
  public Instant at(long nanos) {
    return now().plusNanos(nanos - nanoTime());
  }

  /** Adds a listener, which receives each step. It must not block. */
  public void onStep(Consumer<ClockStep> listener) {
    listeners.add(listener);
  }

  /**
   * Checks whether the wall clock was set since the last check, and notifies the listeners before
   * it returns. To be called at least every few seconds: slow drift is followed and is no step.
   */
  public Optional<ClockStep> look() {
    synchronized (looking) {
      Duration elapsed = elapsed();
      Instant now = wall.instant();
      Instant expected = zero.plus(elapsed);
      zero = now.minus(elapsed);
      if (Duration.between(expected, now).abs().compareTo(Duration.ofNanos(STEP_NANOS)) <= 0) {
        return Optional.empty();
      }
      ClockStep step = new ClockStep(expected, now);
      listeners.forEach(listener -> listener.accept(step));
      return Optional.of(step);
    }
  }

  private Duration elapsed() {
    return Duration.ofNanos(nanoTime.getAsLong() - originNanos);
  }

  /**
   * Takes the time of another host.
   *
   * @param host its name
   * @param theirs what its clock showed just now
   */
  public void heard(String host, Instant theirs) {
    Duration elapsed = elapsed();
    Witness witness =
        new Witness(Duration.between(Instant.EPOCH, theirs).minus(elapsed), nanoTime.getAsLong());
    synchronized (witnesses) {
      witnesses.remove(host);
      witnesses.put(host, witness);
      if (witnesses.size() > MAX_WITNESSES) {
        witnesses.remove(witnesses.keySet().iterator().next());
      }
    }
  }

  /** By how much our clock is ahead of a host's; empty when that host was not heard. */
  public Optional<Duration> ahead(String host) {
    Duration own = ownDistance();
    synchronized (witnesses) {
      return Optional.ofNullable(witnesses.get(host)).map(w -> own.minus(w.distance()));
    }
  }

  private Duration ownDistance() {
    return Duration.between(Instant.EPOCH, wall.instant()).minus(elapsed());
  }

  /** How this clock compares with the clocks that were heard. */
  public ClockStanding standing() {
    Duration[] ahead = comparisons();
    Arrays.sort(ahead);
    int heard = ahead.length;
    Duration median = heard == 0 ? Duration.ZERO : ahead[heard / 2];
    int agreeing = (int) Arrays.stream(ahead).filter(Timekeeper::isTolerable).count();
    State state;
    if (!isSet()) {
      state = State.UNSET;
    } else if (heard == 0) {
      state = State.UNCONFIRMED;
    } else {
      state = 2 * agreeing > heard ? State.CONFIRMED : State.CONTRADICTED;
    }
    return new ClockStanding(state, heard, agreeing, median);
  }

  private Duration[] comparisons() {
    Duration own = ownDistance();
    long now = nanoTime.getAsLong();
    synchronized (witnesses) {
      boolean some = witnesses.values().stream().anyMatch(w -> isRecent(w, now));
      return witnesses.values().stream()
          .filter(w -> !some || isRecent(w, now))
          .map(w -> own.minus(w.distance()))
          .toArray(Duration[]::new);
    }
  }

  private static boolean isRecent(Witness witness, long now) {
    return now - witness.heardNanos() <= RECENT_NANOS;
  }

  /**
   * Whether clocks at this distance show the same time. {@link Duration#abs} computes with decimal
   * numbers of any length, which is too much for each clock of each comparison.
   */
  public static boolean isTolerable(Duration distance) {
    return distance.compareTo(TOLERANCE) <= 0 && distance.compareTo(TOLERANCE_BACK) >= 0;
  }

  /**
   * Whether the clock is known to be right, so that irreversible actions may depend on it. When
   * false, data is kept or held, and the reason is logged; measuring goes on.
   */
  public boolean mayDelete() {
    return standing().state() == State.CONFIRMED;
  }
}
