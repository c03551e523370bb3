package org.ixpqos.config.lists;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.config.Durations;
import org.ixpqos.model.Dscp;
import org.ixpqos.model.IpAddresses;

/** {@code schedule.json}: what is measured and when, {@code {"schedule": […]}}. */
public record Schedule(List<ScheduleEntry> entries) {
  /** The largest ICMP payload that fits an IPv4 packet: 65,535 − 20 − 8. */
  public static final int LARGEST_PAYLOAD = 65_507;

  /** The smallest payload: the session cookie and the token that a reply is known by. */
  public static final int SMALLEST_PAYLOAD = 16;

  /** The maximum of entries. */
  public static final int MAX_ENTRIES = 1_000;

  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  public Schedule {
    entries = List.copyOf(entries);
  }

  /** Reads the file's root; problems are recorded there, and wrong entries are left out here. */
  public static Schedule from(ConfigObject root, ProbeList probes, CronSyntax cron) {
    List<ScheduleEntry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    if (!root.has("schedule")) {
      root.problem("schedule", root.shown("schedule"), "an array of entries, [{…}, …]");
    }
    Selectors selectors = new Selectors(probes);
    for (ConfigObject object : root.objects("schedule", MAX_ENTRIES)) {
      ScheduleEntry entry = entry(object, selectors, cron);
      if (!entry.name().isEmpty() && !names.add(entry.name())) {
        object.problem("name", "a second \"" + entry.name() + "\"", "each name once");
      }
      entries.add(entry);
    }
    root.finish();
    return new Schedule(entries);
  }

  private static ScheduleEntry entry(ConfigObject object, Selectors selectors, CronSyntax cron) {
    String name = ProbeList.name(object, "name");
    Optional<Duration> every = object.duration("every", MILLISECOND.multipliedBy(100), days(7));
    Optional<String> expression = object.text("cron");
    if (object.has("every") == object.has("cron")) {
      object.problem(
          object.has("every") ? "cron" : "every",
          object.has("every") ? "both \"every\" and \"cron\"" : "neither \"every\" nor \"cron\"",
          "one of the two");
    }
    ZoneId zone =
        object
            .parsed(
                "timeZone",
                "a time zone of the IANA database such as \"Europe/Rome\", or an offset such as"
                    + " \"+02:00\"",
                Schedule::zone)
            .orElse(ZoneOffset.UTC);
    ScheduleEntry.Echo echo = echo(object);
    ScheduleEntry.Targets targets =
        new ScheduleEntry.Targets(
            object.has("targets") ? object.texts("targets") : List.of("*"),
            object.texts("exclude"));
    selectors.check(object, "targets", targets.include());
    selectors.check(object, "exclude", targets.exclude());
    selectors.checkSource(object, echo.source(), targets);
    boolean enabled = object.flag("enabled").orElse(true);
    Duration period =
        every.or(() -> expression.flatMap(e -> period(object, e, zone, cron))).orElse(days(7));
    if (echo.length().compareTo(period) > 0) {
      object.problem(
          "count",
          (echo.count() + echo.warmup())
              + " echoes "
              + Durations.format(echo.interval())
              + " apart, which take "
              + Durations.format(echo.length()),
          "at most "
              + Durations.format(period)
              + " of echoes (with the warm-up), the time to the next firing: rounds of one entry"
              + " never overlap");
    }
    Duration splay =
        object
            .duration("splay", Duration.ZERO, days(1))
            .orElse(shorter(period.dividedBy(2), shorter(echo.interval(), Duration.ofSeconds(1))));
    if (splay.compareTo(period) >= 0) {
      object.problem("splay", object.shown("splay"), "less than the time between two firings");
    }
    object.finish();
    return new ScheduleEntry(name, every, expression, zone, echo, targets, enabled, splay);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static ScheduleEntry.Echo echo(ConfigObject object) {
    int count = number(object, "count", 1, 1_000_000, 10);
    Duration interval =
        object.duration("interval", MILLISECOND, days(1)).orElse(Duration.ofSeconds(1));
    Duration timeout =
        object.duration("timeout", MILLISECOND, MINUTE).orElse(MILLISECOND.multipliedBy(2000));
    int warmup = number(object, "warmup", 0, 1_000, 0);
    int size = number(object, "size", SMALLEST_PAYLOAD, LARGEST_PAYLOAD, 56);
    int ttl = number(object, "ttl", 1, 255, 0);
    return new ScheduleEntry.Echo(
        count,
        interval,
        timeout,
        warmup,
        size,
        dscp(object),
        ttl,
        object.flag("dontFragment").orElse(false),
        object
            .parsed("source", "an IPv4 or IPv6 address of this host", Schedule::source)
            .orElse(""),
        object
            .parsed(
                "interface",
                "the name of a network interface, up to 15 characters",
                text -> Optional.of(text).filter(Schedule::isNetworkInterface))
            .orElse(""));
  }

  private static int dscp(ConfigObject object) {
    // a number may be written with or without quotes; a name is a text
    if (object.has("dscp") && !object.shown("dscp").startsWith("\"")) {
      return number(object, "dscp", 0, 63, 0);
    }
    return object
        .parsed(
            "dscp",
            "a number from 0 to 63, or a name such as \"EF\", \"AF41\", \"CS6\"",
            Dscp::parse)
        .orElse(0);
  }

  private static int number(ConfigObject object, String key, long least, long most, int absent) {
    return object.number(key, least, most).map(Long::intValue).orElse(absent);
  }

  private static Duration days(int days) {
    return Duration.ofDays(days);
  }

  private static Optional<String> source(String text) {
    boolean usable =
        IpAddresses.parse(text)
            .filter(address -> !address.isAnyLocalAddress() && !address.isMulticastAddress())
            .isPresent();
    return usable ? Optional.of(IpAddresses.canonical(text)) : Optional.empty();
  }

  /** What the kernel takes as a name (dev_valid_name): 15 bytes, no space, slash or colon. */
  public static boolean isNetworkInterface(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length <= 15
        && text.matches("[^\\s\\p{Cntrl}/:]+")
        && !text.equals(".")
        && !text.equals("..");
  }

  private static Optional<ZoneId> zone(String text) {
    return Optional.of(ZoneId.of(text)); // another text throws, and is refused
  }

  private static Optional<Duration> period(
      ConfigObject object, String expression, ZoneId zone, CronSyntax cron) {
    try {
      return Optional.of(cron.shortestPeriod(expression, zone));
    } catch (IllegalArgumentException e) {
      object.problem(
          "cron",
          object.shown("cron") + ": " + e.getMessage(),
          "a Quartz cron expression, such as \"0 0/15 * * * ?\" (second minute hour day month"
              + " weekday)");
      return Optional.empty();
    }
  }
}
