package org.ixpqos.wire;

import java.text.ParseException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Date;
import java.util.TimeZone;
import org.quartz.CronExpression;

/** Cron expressions as Quartz reads them. */
@SuppressWarnings("JavaUtilDate") // Quartz speaks java.util.Date
public final class QuartzCron implements CronSyntax {
  /** How many firings ahead are looked at for the shortest time between two. */
  private static final int FIRINGS = 500;

  @Override
  public Duration shortestPeriod(String expression, ZoneId zone) {
    Date first = parse(expression, zone).getNextValidTimeAfter(new Date());
    if (first == null) {
      throw new IllegalArgumentException("it never fires");
    }
    CronExpression cron = parse(expression, zone);
    long shortest = Duration.ofDays(366).toMillis();
    Date last = first;
    for (int i = 0; i < FIRINGS; i++) {
      Date next = cron.getNextValidTimeAfter(last);
      if (next == null) {
        break;
      }
      shortest = Math.min(shortest, next.getTime() - last.getTime());
      last = next;
    }
    return Duration.ofMillis(shortest);
  }

  /**
   * The expression, read in a zone.
   *
   * @throws IllegalArgumentException with the reason, when it is not one
   */
  public static CronExpression parse(String expression, ZoneId zone) {
    try {
      CronExpression cron = new CronExpression(expression);
      cron.setTimeZone(TimeZone.getTimeZone(zone));
      return cron;
    } catch (ParseException | RuntimeException e) {
      // some broken expressions end in an exception of Quartz's own parser
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
