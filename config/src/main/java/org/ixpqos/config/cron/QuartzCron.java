package org.ixpqos.config.cron;

import java.time.Duration;
import java.time.ZoneId;
import org.ixpqos.config.lists.CronSyntax;

/** Cron expressions as Quartz reads them. */
public final class QuartzCron implements CronSyntax {
  @Override
  public Duration shortestPeriod(String expression, ZoneId zone) {
    return ZonedCron.parse(expression, zone).shortestPeriod();
  }
}
