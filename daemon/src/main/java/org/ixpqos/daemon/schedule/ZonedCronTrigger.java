package org.ixpqos.daemon.schedule;

import java.time.Instant;
import java.util.Date;
import org.ixpqos.config.cron.ZonedCron;
import org.quartz.Calendar;
import org.quartz.CronTrigger;
import org.quartz.ScheduleBuilder;
import org.quartz.impl.triggers.CronTriggerImpl;
import org.quartz.spi.MutableTrigger;

/**
 * A Quartz trigger whose times {@link ZonedCron} computes. One that has expired waits for {@link
 * #NEVER}, because Quartz refuses a trigger without a next time, and a clock that was wrong may
 * still be set.
 */
@SuppressWarnings("JavaUtilDate") // Quartz uses java.util.Date
final class ZonedCronTrigger extends CronTriggerImpl {
  private static final long serialVersionUID = 1;

  /** The next time of a trigger that has none. */
  static final Date NEVER = Date.from(Instant.parse("9999-12-31T00:00:00Z"));

  // Error Prone: triggers are Serializable, those of a store in memory are never serialized
  @SuppressWarnings("serial")
  private final transient ZonedCron cron;

  private ZonedCronTrigger(ZonedCron cron) {
    this.cron = cron;
  }

  /** Builds such triggers; missed firings are left out. */
  static final class Builder extends ScheduleBuilder<CronTrigger> {
    private final ZonedCron cron;

    Builder(ZonedCron cron) {
      this.cron = cron;
    }

    @Override
    public MutableTrigger build() {
      ZonedCronTrigger trigger = new ZonedCronTrigger(cron);
      trigger.setMisfireInstruction(CronTrigger.MISFIRE_INSTRUCTION_DO_NOTHING);
      return trigger;
    }
  }

  @Override
  protected Date getTimeAfter(Date after) {
    return cron.next(after.toInstant()).map(Date::from).orElse(null);
  }

  @Override
  public Date computeFirstFireTime(Calendar calendar) {
    Date first = super.computeFirstFireTime(calendar);
    if (first == null) {
      setNextFireTime(NEVER);
    }
    return first == null ? NEVER : first;
  }
}
