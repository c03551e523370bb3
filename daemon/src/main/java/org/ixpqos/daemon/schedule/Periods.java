package org.ixpqos.daemon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ixpqos.config.lists.ScheduleEntry;
import org.ixpqos.daemon.config.Configuration;
import org.ixpqos.model.wire.SchedulePeriods;

/** The maximum time between two firings of each entry that has peers. */
public final class Periods {
  /** Over a weekend, and over a change of the zone's clocks on one. */
  private static final Duration AHEAD = Duration.ofDays(8);

  /**
   * The maximum of firings that are examined of one entry; one a second has as many in three hours.
   */
  private static final int MAX_FIRINGS = 10_000;

  private Periods() {}

  /** By entry; an entry that fires at most once has none. */
  public static Map<String, Duration> of(Configuration configuration, Instant now) {
    Map<String, Duration> periods = new TreeMap<>();
    for (ScheduleEntry entry : configuration.enabled()) {
      if (periods.size() < SchedulePeriods.MOST && !configuration.peers(entry).isEmpty()) {
        longest(entry, now).ifPresent(period -> periods.put(entry.name(), period));
      }
    }
    return periods;
  }

  private static Optional<Duration> longest(ScheduleEntry entry, Instant now) {
    if (entry.every().isPresent()) {
      return entry.every();
    }
    List<Instant> firings = Triggers.next(entry, "", now, MAX_FIRINGS, now.plus(AHEAD));
    Duration longest = Duration.ZERO;
    for (int i = 1; i < firings.size(); i++) {
      Duration step = Duration.between(firings.get(i - 1), firings.get(i));
      longest = step.compareTo(longest) > 0 ? step : longest;
    }
    return longest.isZero() ? Optional.empty() : Optional.of(longest);
  }
}
