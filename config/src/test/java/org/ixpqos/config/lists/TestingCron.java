package org.ixpqos.config.lists;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Takes every expression but "broken" to fire each minute, and remembers the zones. */
final class TestingCron implements CronSyntax {
  final List<ZoneId> zones = new ArrayList<>();

  @Override
  public Duration shortestPeriod(String expression, ZoneId zone) {
    zones.add(zone);
    if (expression.equals("broken")) {
      throw new IllegalArgumentException("no seconds");
    }
    return Duration.ofMinutes(1);
  }
}
