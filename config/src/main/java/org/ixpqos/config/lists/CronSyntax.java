package org.ixpqos.config.lists;

import java.time.Duration;
import java.time.ZoneId;

/** A parser of Quartz's cron expressions; the reader of a schedule provides one. */
public interface CronSyntax {
  /**
   * The shortest time between two firings.
   *
   * @throws IllegalArgumentException with the reason, when the expression is not one
   */
  Duration shortestPeriod(String expression, ZoneId zone);
}
