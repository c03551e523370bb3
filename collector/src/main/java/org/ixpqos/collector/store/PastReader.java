package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import org.ixpqos.collector.model.PastRound;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.wire.WireTime;

/**
 * The newest round of each pair at some moments of the past, all from one read of the rounds
 * between them. Lives as long as one read.
 */
final class PastReader {
  /** A round that is older than this was not the newest of a pair that was being measured. */
  static final Duration WITHIN = Duration.ofHours(1);

  private static final long WITHIN_MICROS = WITHIN.toNanos() / 1_000;

  private final Connection connection;

  PastReader(Connection connection) {
    this.connection = connection;
  }

  /** The state of one pair: of each moment, the rounds since the moment before. */
  private static final class Rounds {
    final PastRound[] newest;
    final long[] before;

    Rounds(int moments) {
      newest = new PastRound[moments];
      before = new long[moments];
      Arrays.fill(before, Long.MIN_VALUE);
    }

    void add(int moment, RoundResult row) {
      long time = WireTime.micros(row.time());
      PastRound there = newest[moment];
      if (there != null && WireTime.micros(there.time()) >= time) {
        before[moment] = Math.max(before[moment], time);
        return;
      }
      if (there != null) {
        before[moment] = Math.max(before[moment], WireTime.micros(there.time()));
      }
      newest[moment] = round(row);
    }

    private static PastRound round(RoundResult row) {
      boolean hindered =
          row.localDrops() > 0
              || (row.packets() != null
                  && row.packets().sendErrors() + row.packets().notSent() > 0);
      // an original client reports no median
      Double median =
          row.rtt() == null
              ? null
              : row.rtt().median() == null ? (Double) row.rtt().avg() : row.rtt().median();
      return new PastRound(row.time(), null, row.loss(), median, hindered);
    }

    /** The newest at each moment; null where there is none. */
    PastRound[] at(long[] moments) {
      PastRound[] found = new PastRound[moments.length];
      PastRound last = null;
      for (int i = 0; i < moments.length; i++) {
        if (newest[i] != null) {
          last = dated(newest[i], before[i], last);
        }
        boolean known = last != null && moments[i] - WireTime.micros(last.time()) <= WITHIN_MICROS;
        found[i] = known ? last : null;
      }
      return found;
    }

    private static PastRound dated(PastRound round, long before, PastRound last) {
      long earlier =
          before != Long.MIN_VALUE
              ? before
              : last == null ? Long.MIN_VALUE : WireTime.micros(last.time());
      return earlier == Long.MIN_VALUE
          ? round
          : new PastRound(
              round.time(),
              WireTime.ofMicros(earlier),
              round.loss(),
              round.median(),
              round.hindered());
    }
  }

  /**
   * The newest round of each pair at each moment, null where there was none.
   *
   * @param moments microseconds since 1970, in their order
   */
  Map<Integer, PastRound[]> at(long[] moments, IntPredicate wanted) throws SQLException {
    Map<Integer, Rounds> rounds = new HashMap<>();
    new ResultReader(connection, id -> wanted.test(id) ? ResultReader.Names.ANY : null)
        .each(
            null,
            moments[0] - WITHIN_MICROS,
            moments[moments.length - 1] + 1,
            (id, row) -> {
              int place = Arrays.binarySearch(moments, WireTime.micros(row.time()));
              rounds
                  .computeIfAbsent(id, any -> new Rounds(moments.length))
                  .add(place >= 0 ? place : -place - 1, row);
            });
    Map<Integer, PastRound[]> found = new HashMap<>();
    rounds.forEach((id, its) -> found.put(id, its.at(moments)));
    return found;
  }
}
