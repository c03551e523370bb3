package org.ixpqos.daemon.schedule;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.ixpqos.config.cron.ZonedCron;
import org.ixpqos.config.lists.ScheduleEntry;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;

/** Quartz triggers of schedule entries. */
@SuppressWarnings("JavaUtilDate") // Quartz uses java.util.Date
public final class Triggers {
  private Triggers() {}

  /**
   * An entry with {@code every} fires at the multiples of its period since 1970, shifted by its
   * splay; one with {@code cron} at the times of the expression, to the second.
   */
  static TriggerBuilder<? extends Trigger> of(ScheduleEntry entry, String probe, Instant now) {
    TriggerBuilder<Trigger> trigger = TriggerBuilder.newTrigger().withIdentity(entry.name());
    Optional<Duration> every = entry.every();
    if (every.isPresent()) {
      long period = every.get().toMillis();
      long shift = splay(entry, probe).toMillis() % period;
      long first = Math.floorDiv(now.toEpochMilli() - shift, period) * period + period + shift;
      return trigger
          .startAt(new Date(first))
          .withSchedule(
              SimpleScheduleBuilder.simpleSchedule()
                  .withIntervalInMilliseconds(period)
                  .repeatForever()
                  .withMisfireHandlingInstructionNextWithRemainingCount());
    }
    return trigger
        .startAt(Date.from(now))
        .withSchedule(
            new ZonedCronTrigger.Builder(
                ZonedCron.parse(entry.cron().orElseThrow(), entry.zone())));
  }

  /** Whether an entry never fires after a moment: its expression names years that are over. */
  public static boolean expired(ScheduleEntry entry, Instant now) {
    return next(entry, "", now, 1).isEmpty();
  }

  /** A trigger's next time; null when it has expired. */
  static Date nextFireTime(Trigger trigger) {
    Date next = trigger.getNextFireTime();
    return next != null && next.getTime() == ZonedCronTrigger.NEVER.getTime() ? null : next;
  }

  /** The next times at which an entry fires after a moment. */
  public static List<Instant> next(ScheduleEntry entry, String probe, Instant now, int most) {
    return next(entry, probe, now, most, Instant.MAX);
  }

  /** The same up to the first two of them at least, and to the first that is past another. */
  static List<Instant> next(
      ScheduleEntry entry, String probe, Instant now, int most, Instant until) {
    Trigger trigger = of(entry, probe, now).build();
    List<Instant> times = new ArrayList<>();
    Date time = trigger.getFireTimeAfter(Date.from(now));
    while (time != null && times.size() < most) {
      times.add(time.toInstant());
      if (times.size() >= 2 && time.toInstant().isAfter(until)) {
        return times;
      }
      time = trigger.getFireTimeAfter(time);
    }
    return times;
  }

  /**
   * By how much a probe shifts an entry's firings: always the same, and not the same as another.
   */
  public static Duration splay(ScheduleEntry entry, String probe) {
    long most = entry.splay().toMillis();
    if (most == 0 || entry.every().isEmpty()) {
      return Duration.ZERO;
    }
    CRC32 hash = new CRC32();
    hash.update((probe + "/" + entry.name()).getBytes(StandardCharsets.UTF_8));
    return Duration.ofMillis(hash.getValue() % most);
  }
}
