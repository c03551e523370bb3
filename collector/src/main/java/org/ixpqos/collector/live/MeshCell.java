package org.ixpqos.collector.live;

import java.time.Duration;
import java.time.Instant;
import org.ixpqos.collector.model.LatestResult;
import org.ixpqos.model.RoundResult;

/**
 * The fields of a pair's newest round that the mesh shows.
 *
 * @param interval the time between this pair's rounds; null before it is known
 * @param loss a ratio, 0 to 1; null when nothing was measured
 * @param median milliseconds; null when no reply came
 * @param hindered whether the probe itself refused, dropped or never sent some of it
 */
public record MeshCell(
    Instant time, Duration interval, Double loss, Double median, boolean hindered) {
  public static MeshCell of(LatestResult latest) {
    return of(latest.row(), latest.interval());
  }

  static MeshCell of(RoundResult row, Duration interval) {
    boolean hindered =
        row.localDrops() > 0
            || (row.packets() != null && row.packets().sendErrors() + row.packets().notSent() > 0);
    return new MeshCell(row.time(), interval, row.loss(), median(row), hindered);
  }

  /** An original client reports no median. */
  private static Double median(RoundResult row) {
    if (row.rtt() == null) {
      return null;
    }
    return row.rtt().median() == null ? (Double) row.rtt().avg() : row.rtt().median();
  }

  /** The interval from the pair's previous round, which is null for the first. */
  Duration since(MeshCell before) {
    Duration since = before == null ? LatestResult.USUAL : Duration.between(before.time(), time);
    return since.compareTo(LatestResult.LONGEST) > 0 ? LatestResult.LONGEST : since;
  }

  /** The same with a known interval. */
  public MeshCell every(Duration usual) {
    return new MeshCell(time, usual, loss, median, hindered);
  }

  /**
   * Whether it is a later round than another: databases keep milliseconds, and a round from there
   * and the same from its probe are one.
   */
  boolean isAfter(MeshCell other) {
    return other == null || time.toEpochMilli() > other.time().toEpochMilli();
  }
}
