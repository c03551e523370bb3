package org.ixpqos.collector.incident;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ixpqos.collector.incident.Incident.Kind;
import org.ixpqos.collector.model.Resolution;
import org.ixpqos.model.PacketCounts;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.wire.WireTime;

/** Finds what stands out among the rounds of one pair in one hour. Not thread-safe. */
public final class IncidentFinder {
  private final int pairId;
  private final Double habit;
  private final Threshold threshold;
  private final List<Incident> found = new ArrayList<>();
  private final Map<Kind, Incident> running = new EnumMap<>(Kind.class);
  private final Map<Kind, Integer> good = new EnumMap<>(Kind.class);
  private long before = Long.MIN_VALUE;

  /** Microseconds from the round before to the last; 0 before the second. */
  private long step;

  /**
   * @param habit the usual median, milliseconds; null when nothing usual is known
   */
  public IncidentFinder(int pairId, Double habit, Threshold threshold) {
    this.pairId = pairId;
    this.habit = habit;
    this.threshold = threshold;
  }

  /**
   * As much of a round as is looked at: an hour of a large mesh has many.
   *
   * @param time microseconds since 1970
   * @param loss null when nothing was measured
   * @param median milliseconds; null when none is told
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

  /** Takes the next round in the order of time. */
  public void add(Round round) {
    long time = round.time();
    if (before != Long.MIN_VALUE) {
      if (step > 0 && time - before > Incident.patience(step)) {
        end();
      }
      step = time - before;
    }
    before = time;
    if (round.loss() != null) {
      note(Kind.LOSS, threshold.isLossy(round.loss()), round, round.loss());
    }
    if (round.median() != null) {
      note(Kind.LATENCY, threshold.isSlow(round.median(), habit), round, round.median());
    }
  }

  private void note(Kind kind, boolean standsOut, Round round, double value) {
    Incident now = running.get(kind);
    int quiet = good.getOrDefault(kind, 0);
    if (!standsOut) {
      good.put(kind, quiet + 1);
      if (now != null && quiet + 1 > Incident.MAX_GOOD) {
        end(kind);
      }
      return;
    }
    Incident next =
        new Incident(
            pairId,
            kind,
            round.time(),
            round.time(),
            step,
            now == null ? quiet : 0,
            0,
            1,
            round.sent(),
            round.lost(),
            value,
            kind == Kind.LATENCY ? habit : null);
    running.put(kind, now == null ? next : now.with(next));
    good.put(kind, 0);
  }

  private void end() {
    for (Kind kind : Kind.values()) {
      end(kind);
    }
  }

  private void end(Kind kind) {
    Incident last = running.remove(kind);
    if (last != null) {
      // a pair with one round in the hour is taken to be measured every hour
      long known = last.step() > 0 ? last.step() : step > 0 ? step : Resolution.HOUR.micros;
      found.add(ended(last, known, good.getOrDefault(kind, 0)));
    }
  }

  private static Incident ended(Incident episode, long step, int good) {
    return new Incident(
        episode.pairId(),
        episode.kind(),
        episode.first(),
        episode.last(),
        step,
        episode.before(),
        good,
        episode.rounds(),
        episode.sent(),
        episode.lost(),
        episode.worst(),
        episode.habit());
  }

  /** All that was found. */
  public List<Incident> finish() {
    end();
    return found;
  }
}
