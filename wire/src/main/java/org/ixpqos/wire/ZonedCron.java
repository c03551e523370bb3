package org.ixpqos.wire;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/**
 * When a cron expression, as Quartz reads it, fires in a zone. Quartz finds the local times; what
 * they are in UTC is found here, for Quartz leaves out the hour that autumn repeats and the night
 * that spring cuts short.
 *
 * <p>Where clocks go forward, a local time that does not exist is that much later, as java.time has
 * it. Where they go back, an entry that fires at least as often as the repeated time is long fires
 * in both; one that fires less often in the first alone.
 *
 * <p>Immutable.
 */
@SuppressWarnings("JavaUtilDate") // Quartz speaks java.util.Date
public final class ZonedCron {
  /** Before every year that an expression may name. */
  private static final LocalDateTime BEGINNING = LocalDateTime.of(1969, 12, 31, 23, 59, 59);

  private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  /** Days that fire which are looked at for two in a row, when none are. */
  private static final int DAYS = 400;

  /** More than any zone is off UTC, and than any change of its clocks. */
  private static final Duration SPAN = Duration.ofDays(2);

  private static final int SECONDS_OF_DAY = 86_400;

  private final CronExpression local;
  private final ZoneId zone;
  private final ZoneRules rules;
  private final Duration period;

  private ZonedCron(CronExpression local, ZoneId zone) {
    this.local = local;
    this.zone = zone;
    this.rules = zone.getRules();
    this.period = findPeriod();
  }

  /**
   * The expression, read in a zone.
   *
   * @throws IllegalArgumentException with the reason, when it is not one or fires at no time
   */
  public static ZonedCron parse(String expression, ZoneId zone) {
    CronExpression cron;
    try {
      cron = new CronExpression(expression);
    } catch (ParseException | RuntimeException e) {
      // some broken expressions end in an exception of Quartz's own parser
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    cron.setTimeZone(TimeZone.getTimeZone("UTC")); // its local times are taken as if UTC's
    return new ZonedCron(cron, zone);
  }

  /**
   * The shortest time between two firings by the clock on the wall: a property of the expression,
   * whatever day it is read on.
   */
  public Duration shortestPeriod() {
    return period;
  }

  /** The first firing after a moment; empty when there is none any more. */
  public Optional<Instant> next(Instant after) {
    // firings are at whole seconds
    Instant from = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    while (true) {
      ZoneOffsetTransition end = rules.nextTransition(from);
      Optional<Instant> found = within(from, end);
      if (found.isPresent() || end == null) {
        return found;
      }
      LocalDateTime soonest = nextLocal(LocalDateTime.ofInstant(from, ZoneOffset.UTC).minus(SPAN));
      if (soonest == null) {
        return Optional.empty();
      }
      Instant near = soonest.minus(SPAN).toInstant(ZoneOffset.UTC);
      from = near.isAfter(end.getInstant()) ? near : end.getInstant();
    }
  }

  /** The first firing from a moment on and before the end of the offset that is valid then. */
  private Optional<Instant> within(Instant from, ZoneOffsetTransition end) {
    ZoneOffset offset = rules.getOffset(from);
    LocalDateTime wall = LocalDateTime.ofInstant(from, offset);
    ZoneOffsetTransition begin = rules.previousTransition(from.plusNanos(1));
    Instant found = null;
    if (begin != null && begin.isGap()) {
      // the local times that the gap swallowed, moved by its length
      LocalDateTime swallowed =
          nextLocal(LocalDateTime.ofInstant(from, begin.getOffsetBefore()).minusSeconds(1));
      if (swallowed != null && swallowed.isBefore(begin.getDateTimeAfter())) {
        found = swallowed.toInstant(begin.getOffsetBefore());
      }
    } else if (begin != null && !both(begin) && wall.isBefore(begin.getDateTimeBefore())) {
      wall = begin.getDateTimeBefore();
    }
    LocalDateTime regular = nextLocal(wall.minusSeconds(1));
    if (regular != null) {
      Instant at = regular.toInstant(offset);
      found = found == null || at.isBefore(found) ? at : found;
    }
    return Optional.ofNullable(found).filter(at -> end == null || at.isBefore(end.getInstant()));
  }

  private boolean both(ZoneOffsetTransition overlap) {
    return period.compareTo(overlap.getDuration().abs()) <= 0;
  }

  private LocalDateTime nextLocal(LocalDateTime after) {
    Date next = local.getTimeAfter(date(after));
    return next == null
        ? null
        : LocalDateTime.ofEpochSecond(next.getTime() / 1000, 0, ZoneOffset.UTC);
  }

  private static Date date(LocalDateTime time) {
    return Date.from(time.toInstant(ZoneOffset.UTC));
  }

  /** Each day that fires does so at the same times; days of their own are looked at one by one. */
  private Duration findPeriod() {
    LocalDateTime first = nextLocal(BEGINNING);
    if (first == null) {
      throw new IllegalArgumentException("it never fires");
    }
    boolean[] seconds = field("seconds", 60);
    boolean[] minutes = field("minutes", 60);
    boolean[] hours = field("hours", 24);
    int shortest = Integer.MAX_VALUE;
    int opening = -1;
    int last = -1;
    for (int at = 0; at < SECONDS_OF_DAY; at++) {
      if (hours[at / 3600] && minutes[at / 60 % 60] && seconds[at % 60]) {
        shortest = last < 0 ? shortest : Math.min(shortest, at - last);
        opening = opening < 0 ? at : opening;
        last = at;
      }
    }
    Duration within =
        shortest == Integer.MAX_VALUE ? Duration.ofDays(366) : Duration.ofSeconds(shortest);
    int night = SECONDS_OF_DAY - last + opening;
    Duration across = Duration.ofDays(daysBetween(first) - 1).plusSeconds(night);
    return within.compareTo(across) < 0 ? within : across;
  }

  /** The fewest days from one that fires to the next. */
  private long daysBetween(LocalDateTime first) {
    long fewest = 366;
    LocalDateTime day = first;
    for (int i = 0; i < DAYS && fewest > 1; i++) {
      LocalDateTime next = nextLocal(day.toLocalDate().atTime(LocalTime.of(23, 59, 59)));
      if (next == null) {
        break;
      }
      fewest = Math.min(fewest, next.toLocalDate().toEpochDay() - day.toLocalDate().toEpochDay());
      day = next;
    }
    return fewest;
  }

  /** A field's values, out of Quartz's summary of the expression: a line {@code minutes: 0,15}. */
  private boolean[] field(String name, int size) {
    String values =
        local
            .getExpressionSummary()
            .lines()
            .filter(line -> line.startsWith(name + ": "))
            .findFirst()
            .orElseThrow()
            .substring(name.length() + 2);
    boolean[] set = new boolean[size];
    if (values.equals("*")) {
      Arrays.fill(set, true);
      return set;
    }
    for (String value : values.split(",", -1)) {
      set[Integer.parseInt(value)] = true;
    }
    return set;
  }

  /** What the zone's changes of the clock do to the firings of the next year, a sentence each. */
  public List<String> clockChanges(Instant from) {
    List<String> changes = new ArrayList<>();
    Instant until = from.plus(Duration.ofDays(366));
    for (ZoneOffsetTransition change = rules.nextTransition(from);
        change != null && change.getInstant().isBefore(until);
        change = rules.nextTransition(change.getInstant())) {
      say(change).ifPresent(changes::add);
    }
    return changes;
  }

  private Optional<String> say(ZoneOffsetTransition change) {
    boolean gap = change.isGap();
    LocalDateTime begin = gap ? change.getDateTimeBefore() : change.getDateTimeAfter();
    LocalDateTime end = gap ? change.getDateTimeAfter() : change.getDateTimeBefore();
    LocalDateTime firing = nextLocal(begin.minusNanos(1));
    if (firing == null || !firing.isBefore(end)) {
      return Optional.empty();
    }
    String when =
        change.getDateTimeBefore().toLocalDate()
            + ", "
            + zone.getId()
            + (gap ? " has no time from " : " has the time twice from ")
            + HOUR.format(begin)
            + " to "
            + HOUR.format(end)
            + ": ";
    if (gap) {
      Instant moved = firing.toInstant(change.getOffsetBefore());
      String then = HOUR.format(LocalDateTime.ofInstant(moved, change.getOffsetAfter()));
      return Optional.of(
          when
              + (both(change)
                  ? "it goes on without a hole"
                  : "the firing of " + HOUR.format(firing) + " is at " + then));
    }
    return Optional.of(
        when + (both(change) ? "it fires in both" : "it fires in the first, and once"));
  }
}
