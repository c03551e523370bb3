package org.ixpqos.collector.incident;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.ixpqos.collector.incident.Incident.Kind;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.wire.WireTime;

/**
 * Finds the incidents among the rounds of one pair in one hour. Small, because an open hour has one
 * for each pair. Not thread-safe.
 */
public final class IncidentFinder {
  private final int pairId;
  private final Double baseline;
  private final Threshold threshold;
  private final Track loss = new Track(Kind.LOSS);
  private final Track latency = new Track(Kind.LATENCY);

  /** The ended incidents; most pairs have none. */
  private List<Incident> ended = List.of();

  /** When the last round started, microseconds since 1970. */
  private long last = Long.MIN_VALUE;

  /** Microseconds from the round before to the last; 0 before the second. */
  private long step;

  private boolean isInOrder = true;

  /**
   * @param baseline the pair's baseline, milliseconds; null when there is none
   */
  public IncidentFinder(int pairId, Double baseline, Threshold threshold) {
    this.pairId = pairId;
    this.baseline = baseline;
    this.threshold = threshold;
  }

  /** One kind of incident in the course of the hour. */
  private static final class Track {
    private final Kind kind;

    /** Null while nothing stands out. */
    private Incident running;

    /** Rounds in a row that do not stand out, up to the last. */
    private int good;

    private Track(Kind kind) {
      this.kind = kind;
    }
  }

  /**
   * The fields of a round that are used: an hour of a large mesh has many.
   *
   * @param time microseconds since 1970
   * @param loss null when nothing was measured
   * @param median milliseconds; null when the round has none
   */
  public record Round(long time, Double loss, Double median, int sent, int lost) {
    public static Round of(RoundResult row) {
      PacketCounts packets = row.packets();
      return new Round(
          WireTime.micros(row.time()),
          row.loss(),
          row.rtt() == null ? null : row.rtt().median(),
          packets == null ? 0 : (int) packets.sent(),
          packets == null ? 0 : (int) (packets.lost() + packets.late()));
    }
  }

  /** Takes the next round; one that is earlier than the last is left out, and all after it. */
  public void add(Round round) {
    long time = round.time();
    isInOrder &= time >= last;
    if (!isInOrder) {
      return;
    }
    if (last != Long.MIN_VALUE) {
      if (step > 0 && time - last > Incident.patience(step)) {
        end(loss);
        end(latency);
      }
      step = time - last;
    }
    last = time;
    if (round.loss() != null) {
      note(loss, threshold.isLossy(round.loss()), round, round.loss());
    }
    if (round.median() != null) {
      note(latency, threshold.isSlow(round.median(), baseline), round, round.median());
    }
  }

  /** Whether the rounds came in the order of time; else they must be read again, sorted. */
  public boolean isInOrder() {
    return isInOrder;
  }

  /**
   * Whether the rounds were judged as they are to be judged: by this threshold, and by a baseline
   * where one is known. A baseline that has moved since is not another judgement.
   *
   * @param present the baselines by the pairs' ids, milliseconds; null when none is known
   */
  public boolean isJudgedBy(Threshold wanted, IntFunction<Double> present) {
    return threshold.equals(wanted) && (baseline != null || present.apply(pairId) == null);
  }

  private void note(Track track, boolean standsOut, Round round, double value) {
    if (!standsOut) {
      track.good++;
      if (track.running != null && track.good > Incident.MAX_GOOD) {
        end(track);
      }
      return;
    }
    Incident next =
        new Incident(
            pairId,
            track.kind,
            round.time(),
            round.time(),
            step,
            track.running == null ? track.good : 0,
            0,
            1,
            round.sent(),
            round.lost(),
            value,
            track.kind == Kind.LATENCY ? baseline : null);
    track.running = track.running == null ? next : track.running.with(next);
    track.good = 0;
  }

  private void end(Track track) {
    if (track.running != null) {
      if (ended.isEmpty()) {
        ended = new ArrayList<>(1);
      }
      ended.add(asEnded(track));
      track.running = null;
    }
  }

  private Incident asEnded(Track track) {
    Incident running = track.running;
    // a pair with one round in the hour counts as measured every hour
    long known = running.step() > 0 ? running.step() : step > 0 ? step : Resolution.HOUR.micros;
    return new Incident(
        running.pairId(),
        running.kind(),
        running.first(),
        running.last(),
        known,
        running.before(),
        track.good,
        running.rounds(),
        running.sent(),
        running.lost(),
        running.worst(),
        running.baseline());
  }

  /** All incidents up to the last round. */
  public List<Incident> found() {
    if (loss.running == null && latency.running == null) {
      return List.copyOf(ended);
    }
    List<Incident> found = new ArrayList<>(ended);
    for (Track track : List.of(loss, latency)) {
      if (track.running != null) {
        found.add(asEnded(track));
      }
    }
    return found;
  }
}
