package org.ixpqos.wire;

import java.time.Duration;
import java.time.ZoneId;

/** Cron expressions as Quartz reads them. */
public final class QuartzCron implements CronSyntax {
  @Override
  public Duration shortestPeriod(String expression, ZoneId zone) {
    return ZonedCron.parse(expression, zone).shortestPeriod();
  }
}
