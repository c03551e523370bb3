package org.ixpqos.daemon.round;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.ixpqos.daemon.buffer.Buffer;
import org.ixpqos.model.Gap;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.clock.Timekeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results and gaps from the time while the wall clock was not set, such as after a boot in 1970:
 * they stay in memory, up to a bound, and are dated by the monotonic clock once the wall clock is
 * set. Owned by the recorder's thread.
 */
final class Undated {
  private static final Logger log = LoggerFactory.getLogger(Undated.class);

  /** The memory of a usual round's result, bytes. */
  private static final int ROW_BYTES = 1_000;

  /** The maximum of rounds, which take 6 MB: an hour and a half of a round a minute to 70 peers. */
  static final int MOST = 6_000_000 / ROW_BYTES;

  /** A result with its firing's moment, or a gap from one moment to another; monotonic. */
  private record Held(RoundResult row, Gap gap, long from, long until) {}

  private final Timekeeper time;
  private final Deque<Held> held = new ArrayDeque<>();
  private long dropped;
  private long droppedFrom;
  private long droppedUntil;

  /** The wall clock at {@link #anchorNanos}, from the moment that it was set. */
  private Instant anchor;

  private long anchorNanos;

  Undated(Timekeeper time) {
    this.time = time;
  }

  /** Adds a result of a firing that is not dated. */
  void add(Firing firing, RoundResult row) {
    add(new Held(row, null, firing.nanos(), firing.nanos()));
  }

  /** Adds a gap from a time when the clock was not set. */
  void add(Gap gap, long from, long until) {
    add(new Held(null, gap, from, until));
  }

  private void add(Held next) {
    if (held.isEmpty() && dropped == 0 && !time.isSet()) {
      log.warn(
          "the clock of this host is not set, it shows {}: results are held in memory and dated"
              + " when it is; start NTP, or set it with 'timedatectl'",
          time.now().truncatedTo(ChronoUnit.SECONDS));
    }
    held.add(next);
    if (held.size() > MOST) {
      Held oldest = held.remove();
      droppedFrom = dropped == 0 ? oldest.from() : droppedFrom;
      droppedUntil = oldest.until();
      dropped += oldest.row() == null ? oldest.gap().rounds() : 1;
    }
  }

  /** Dates all entries, if the clock is set. */
  void settle(Consumer<RoundResult> rows, Consumer<Gap> gaps) {
    if (!time.isSet()) {
      anchor = null; // when it is set again, the distance will be another
      return;
    }
    if (held.isEmpty()) {
      return;
    }
    if (anchor == null) {
      anchorNanos = time.nanoTime();
      anchor = time.now().truncatedTo(ChronoUnit.MICROS);
      log.info(
          "the clock is set: what was measured before is dated by it rounds={} dropped={}",
          held.size(),
          dropped);
    }
    if (dropped > 0) {
      gaps.accept(new Gap(at(droppedFrom), at(droppedUntil), Gap.DROPPED, "", dropped));
      dropped = 0;
    }
    for (Held each : held) {
      if (each.row() != null) {
        rows.accept(each.row().at(at(each.from())));
      } else {
        Gap gap = each.gap();
        gaps.accept(
            new Gap(at(each.from()), at(each.until()), gap.reason(), gap.schedule(), gap.rounds()));
      }
    }
    held.clear();
  }

  private Instant at(long nanos) {
    return anchor.plus(Duration.ofNanos(nanos - anchorNanos)).truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * The daemon ends: entries that can't be dated are lost, and the gap of its absence will count
   * them.
   */
  void giveUp(Buffer.Additions additions) {
    long rounds = dropped + held.stream().filter(each -> each.row() != null).count();
    if (rounds > 0) {
      log.error(
          "the daemon ends before the clock of this host was set: results without a date are lost"
              + " rounds={}",
          rounds);
      additions.undated(rounds);
    }
  }

  /** Results that wait for a date. */
  int size() {
    return held.size();
  }
}
