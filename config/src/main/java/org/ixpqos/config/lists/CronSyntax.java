package org.ixpqos.config.lists;

import java.time.Duration;
import java.time.ZoneId;

/** What knows Quartz's cron expressions; whoever reads a schedule brings one. */
public interface CronSyntax {
  /**
   * The shortest time between two firings.
   *
   * @throws IllegalArgumentException with the reason, when the expression is not one
   */
  Duration shortestPeriod(String expression, ZoneId zone);
}
