package org.ixpqos.collector.rollup;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.wire.WireTime;

/** Rounds of a pair, or, above a maximum, their rollups over equal times. Not thread-safe. */
public final class ThinnedResults {
  private static final List<Duration> WIDTHS =
      List.of(
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofDays(1));

  private final int most;
  private final Duration width;
  private List<RoundResult> rows = new ArrayList<>();
  private boolean sorted;

  /** Null while there are not too many. */
  private SortedMap<Instant, Rollup> rollups;

  public ThinnedResults(int most, Instant from, Instant until) {
    this.most = most;
    Duration all = Duration.between(from, until);
    this.width =
        WIDTHS.stream()
            .filter(one -> all.dividedBy(one) < most)
            .findFirst()
            .orElse(WIDTHS.get(WIDTHS.size() - 1));
  }

  public void add(RoundResult row) {
    if (rollups == null && rows.size() == most) {
      rollups = new TreeMap<>();
      rows.forEach(this::thin);
      rows = List.of();
    }
    if (rollups == null) {
      rows.add(row);
      sorted = false;
    } else {
      thin(row);
    }
  }

  private void thin(RoundResult row) {
    long micros = width.toNanos() / 1_000;
    long begin = Math.floorDiv(WireTime.micros(row.time()), micros) * micros;
    rollups.computeIfAbsent(WireTime.ofMicros(begin), any -> new Rollup()).add(row);
  }

  /** In the order of time; none where there were too many. */
  public List<RoundResult> rows() {
    if (!sorted && !rows.isEmpty()) {
      rows.sort(Comparator.comparing(RoundResult::time));
      sorted = true;
    }
    return rows;
  }

  /** By the beginning of their time; none where there were few enough rounds. */
  public SortedMap<Instant, Rollup> rollups() {
    return rollups == null ? new TreeMap<>() : rollups;
  }

  /** The resolution of a rollup; null where there were few enough rounds. */
  public Duration width() {
    return rollups == null ? null : width;
  }
}
