package org.ixpqos.collector.live;

import java.time.Duration;
import java.time.Instant;
import org.ixpqos.collector.store.LatestRow;
import org.ixpqos.wire.ResultRow;

/**
 * A pair's newest round, as much of it as the mesh shows.
 *
 * @param interval the time between this pair's rounds; null before it is known
 * @param loss a share; null when nothing was measured
 * @param median milliseconds; null when no reply came
 * @param hindered whether the probe itself refused, dropped or never sent some of it
 */
public record NewestRound(
    Instant time, Duration interval, Double loss, Double median, boolean hindered) {
  static NewestRound of(LatestRow latest) {
    return of(latest.row(), latest.interval());
  }

  static NewestRound of(ResultRow row, Duration interval) {
    boolean hindered =
        row.localDrops() > 0
            || (row.packets() != null && row.packets().sendErrors() + row.packets().notSent() > 0);
    return new NewestRound(row.time(), interval, row.loss(), median(row), hindered);
  }

  /** An original client tells no median. */
  private static Double median(ResultRow row) {
    if (row.rtt() == null) {
      return null;
    }
    return row.rtt().median() == null ? (Double) row.rtt().avg() : row.rtt().median();
  }

  /** The same with the interval from the pair's round before; null is the first. */
  NewestRound after(NewestRound before) {
    Duration since = before == null ? LatestRow.USUAL : Duration.between(before.time(), time);
    Duration known = since.compareTo(LatestRow.LONGEST) > 0 ? LatestRow.LONGEST : since;
    return new NewestRound(time, known, loss, median, hindered);
  }

  /**
   * Whether it is a later round than another: engines keep milliseconds, and a round that comes
   * from there and from its probe is one.
   */
  boolean isAfter(NewestRound other) {
    return other == null || time.toEpochMilli() > other.time().toEpochMilli();
  }
}
