package org.ixpqos.config.cron;

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
@SuppressWarnings("JavaUtilDate") // Quartz uses java.util.Date
public final class ZonedCron {
  /** Before every year that an expression may name. */
  private static final LocalDateTime BEGINNING = LocalDateTime.of(1969, 12, 31, 23, 59, 59);

  private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  /** How many days with firings are searched for two that follow each other. */
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
   * independent of the day on which it is read.
   */
  public Duration shortestPeriod() {
    return period;
  }

  /** The first firing after a moment; empty when there is none any more. */
  public Optional<Instant> next(Instant after) {
    // firings are at full seconds
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

  /** The smallest number of days from one with firings to the next. */
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

  /**
   * What the zone's changes of the clock do to the firings of the next year, a sentence each.
   *
   * @param sending how long a round is sent: a firing that comes sooner after another is left out
   */
  public List<String> clockChanges(Instant from, Duration sending) {
    List<String> changes = new ArrayList<>();
    Instant until = from.plus(Duration.ofDays(366));
    for (ZoneOffsetTransition change = rules.nextTransition(from);
        change != null && change.getInstant().isBefore(until);
        change = rules.nextTransition(change.getInstant())) {
      ClockChange described = new ClockChange(change);
      Optional<String> what = described.what();
      Optional<String> overlap = described.overlap(sending);
      if (what.isPresent() || overlap.isPresent()) {
        String both = what.map(text -> overlap.map(o -> text + "; " + o).orElse(text)).orElse("");
        changes.add(described.when() + (both.isEmpty() ? overlap.orElseThrow() : both));
      }
    }
    return changes;
  }

  /** One change of the zone's clocks, and what it does to the firings. */
  private final class ClockChange {
    /** Firings that are looked at: those of a second in three hours. */
    private static final int MOST = 10_800;

    private final ZoneOffsetTransition change;
    private final LocalDateTime begin;
    private final LocalDateTime end;

    ClockChange(ZoneOffsetTransition change) {
      this.change = change;
      boolean gap = change.isGap();
      this.begin = gap ? change.getDateTimeBefore() : change.getDateTimeAfter();
      this.end = gap ? change.getDateTimeAfter() : change.getDateTimeBefore();
    }

    String when() {
      return change.getDateTimeBefore().toLocalDate()
          + ", "
          + zone.getId()
          + (change.isGap() ? " has no time from " : " has the time twice from ")
          + HOUR.format(begin)
          + " to "
          + HOUR.format(end)
          + ": ";
    }

    /** Empty when nothing fires at the times that are missing, or there twice. */
    Optional<String> what() {
      LocalDateTime first = nextLocal(begin.minusSeconds(1));
      if (first == null || !first.isBefore(end)) {
        return Optional.empty();
      }
      if (!change.isGap()) {
        return Optional.of(both(change) ? "it fires in both" : "it fires in the first, and once");
      }
      LocalDateTime last = first;
      boolean merged = true;
      for (LocalDateTime at = first; at != null && at.isBefore(end); at = nextLocal(at)) {
        merged &= moved(at).equals(nextLocal(moved(at).minusSeconds(1)));
        last = at;
      }
      String at = HOUR.format(first);
      String then = HOUR.format(moved(first));
      if (first.equals(last)) {
        return Optional.of(
            "the firing of "
                + at
                + (merged ? " is the same as that of " + then : " is at " + then));
      }
      at += " to " + HOUR.format(last);
      then += " to " + HOUR.format(moved(last));
      return Optional.of(
          "the firings of "
              + at
              + (merged ? " are the same as those of " + then : " are at " + then));
    }

    private LocalDateTime moved(LocalDateTime swallowed) {
      return swallowed.plus(change.getDuration());
    }

    /** Two firings that the change brings closer together than a round is long. */
    Optional<String> overlap(Duration sending) {
      if (sending.compareTo(Duration.ofSeconds(1)) <= 0) {
        return Optional.empty(); // firings are at full seconds
      }
      Duration near = change.getDuration().abs().plus(sending);
      Instant until = change.getInstant().plus(near);
      Optional<Instant> before = next(change.getInstant().minus(near).minusSeconds(1));
      for (int i = 0; i < MOST && before.isPresent(); i++) {
        Optional<Instant> after = next(before.get());
        if (after.isEmpty() || after.get().isAfter(until)) {
          break;
        }
        if (Duration.between(before.get(), after.get()).compareTo(sending) < 0) {
          return Optional.of(
              "the firing of "
                  + HOUR.format(LocalDateTime.ofInstant(after.get(), zone))
                  + " is left out and recorded as an overlap: the round before it is still being"
                  + " sent");
        }
        before = after;
      }
      return Optional.empty();
    }
  }
}
