package org.ixpqos.config.lists;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ixpqos.config.ConfigObject;
import org.ixpqos.config.Problem;
import org.ixpqos.config.Problems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  private static final ProbeList PROBES =
      new ProbeList(
          List.of(
              new Probe("p1", 4, "10.0.0.1", "ROM1", List.of("core"), Map.of()),
              new Probe("p2", 4, "10.0.0.2", "", List.of(), Map.of())));

  private final Problems problems = new Problems();
  private final TestingCron cron = new TestingCron();

  private Schedule read(String json) {
    return Schedule.from(ConfigObject.parse(json, "schedule.json", problems), PROBES, cron);
  }

  /** Reads one entry; {@code keys} are its keys beside the name. */
  private ScheduleEntry entry(String keys) {
    return read("{\"schedule\": [{\"name\": \"mesh\", " + keys + "}]}").entries().get(0);
  }

  private List<String> found() {
    return problems.list().stream().map(Problem::toString).toList();
  }

  private void assertOneProblem(String key, String found, String allowed) {
    assertEquals(
        List.of(new Problem("schedule.json", "$.schedule[0]." + key, found, allowed)),
        problems.list());
  }

  @Test
  void fillsInDefaults() {
    ScheduleEntry entry = entry("\"every\": \"1m\"");
    assertEquals(List.of(), found());
    assertEquals(
        new ScheduleEntry(
            "mesh",
            Optional.of(Duration.ofMinutes(1)),
            Optional.empty(),
            ZoneOffset.UTC,
            new ScheduleEntry.Echo(
                10, Duration.ofSeconds(1), Duration.ofSeconds(2), 0, 56, 0, 0, false, "", ""),
            new ScheduleEntry.Targets(List.of("*"), List.of()),
            true,
            Duration.ofSeconds(1)),
        entry);
  }

  @Test
  void readsEveryKey() {
    ScheduleEntry entry =
        entry(
            """
            "cron": "0 0/15 * * * ?", "timeZone": "Europe/Rome", "count": 5, "interval": "200ms",
            "timeout": "3s", "warmup": 1, "size": 8972, "dscp": "AF41", "ttl": 3,
            "dontFragment": true, "source": "10.0.0.1", "interface": "eth0.100",
            "targets": ["@core", "p2"], "exclude": ["@site:ROM1"], "enabled": false, "splay": "5s"
            """);
    assertEquals(List.of(), found());
    assertEquals(
        new ScheduleEntry(
            "mesh",
            Optional.empty(),
            Optional.of("0 0/15 * * * ?"),
            ZoneId.of("Europe/Rome"),
            new ScheduleEntry.Echo(
                5,
                Duration.ofMillis(200),
                Duration.ofSeconds(3),
                1,
                8972,
                34,
                3,
                true,
                "10.0.0.1",
                "eth0.100"),
            new ScheduleEntry.Targets(List.of("@core", "p2"), List.of("@site:ROM1")),
            false,
            Duration.ofSeconds(5)),
        entry);
    assertEquals(List.of(ZoneId.of("Europe/Rome")), cron.zones);
  }

  /** Each key at its bounds, and one step beyond; the other keys leave room for it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "count       | 1       | 604800 | 0      | 1000001",
        "interval    | '1ms'   | '1h'   | '0ms'  | '25h'",
        "timeout     | '1ms'   | '1m'   | '0ms'  | '61s'",
        "warmup      | 0       | 1000   | -1     | 1001",
        "size        | 16      | 65507  | 15     | 65508",
        "dscp        | 0       | 63     | -1     | 64",
        "dscp        | '0'     | '63'   | '-1'   | '64'",
        "ttl         | 1       | 255    | 0      | 256",
        "splay       | '0s'    | '1d'   | '-1s'  | '25h'"
      })
  void holdsEachKeyToItsBounds(String key, String least, String most, String below, String above) {
    for (String value : List.of(least, most)) {
      entry("\"every\": \"7d\", \"" + key + "\": " + value.replace('\'', '"'));
      assertEquals(List.of(), found(), value);
    }
    for (String value : List.of(below, above)) {
      entry("\"every\": \"7d\", \"" + key + "\": " + value.replace('\'', '"'));
    }
    assertEquals(
        List.of("$.schedule[0]." + key, "$.schedule[0]." + key),
        problems.list().stream().map(Problem::path).toList());
  }

  @ParameterizedTest
  @CsvSource({"100ms, true", "7d, true", "99ms, false", "8d, false"})
  void holdsThePeriodToItsBounds(String every, boolean allowed) {
    entry("\"every\": \"" + every + "\", \"count\": 1, \"interval\": \"1ms\"");
    assertEquals(allowed, problems.isEmpty(), found().toString());
  }

  @Test
  void wantsEveryOrCron() {
    entry("\"count\": 1");
    assertOneProblem("every", "neither \"every\" nor \"cron\"", "one of the two");
  }

  @Test
  void refusesEveryAndCron() {
    entry("\"every\": \"1m\", \"cron\": \"0 * * * * ?\"");
    assertOneProblem("cron", "both \"every\" and \"cron\"", "one of the two");
  }

  @Test
  void reportsWhyACronExpressionIsNone() {
    entry("\"cron\": \"broken\"");
    assertOneProblem(
        "cron",
        "\"broken\": no seconds",
        "a Quartz cron expression, such as \"0 0/15 * * * ?\" (second minute hour day month"
            + " weekday)");
  }

  @Test
  void letsARoundFillItsPeriod() {
    entry("\"every\": \"1m\", \"count\": 59, \"warmup\": 1, \"interval\": \"1s\"");
    assertEquals(List.of(), found());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"every\": \"1m\"", "\"cron\": \"0 * * * * ?\""})
  void refusesARoundThatReachesIntoTheNext(String when) {
    entry(when + ", \"count\": 60, \"warmup\": 1, \"interval\": \"1s\"");
    assertOneProblem(
        "count",
        "61 echoes 1s apart, which take 61s",
        "at most 1m of echoes (with the warm-up), the time to the next firing: rounds of one"
            + " entry never overlap");
  }

  @Test
  void copesWithARoundOfAThousandYears() {
    entry("\"every\": \"1m\", \"count\": 1000000, \"interval\": \"1d\"");
    assertEquals(1, found().size());
    assertTrue(found().get(0).contains("which take 1000000d"), found().get(0));
  }

  @Test
  void splaysByHalfThePeriodAtMostByDefault() {
    ScheduleEntry entry = entry("\"every\": \"1s\", \"count\": 1, \"interval\": \"1s\"");
    assertEquals(List.of(), found());
    assertEquals(Duration.ofMillis(500), entry.splay());
  }

  @Test
  void refusesASplayOfAWholePeriod() {
    entry("\"every\": \"1m\", \"splay\": \"60s\"");
    assertOneProblem("splay", "\"60s\"", "less than the time between two firings");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, true",
    "2001:db8::1, false", // of the other family: no target could be reached from it
    "p1.example.net, false",
    "10.0.0.300, false",
    "0.0.0.0, false",
    "224.0.0.1, false"
  })
  void wantsASourceAddress(String source, boolean allowed) {
    entry("\"every\": \"1m\", \"source\": \"" + source + "\"");
    assertEquals(allowed, problems.isEmpty(), found().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "eth0, true",
    "abcdefghijklmno, true", // IFNAMSIZ is 16 with the final NUL
    "abcdefghijklmnop, false",
    "a/b, false",
    "'a b', false",
    "a\\u0000b, false",
    "a:0, false",
    "üüüüüüüü, false", // 16 bytes
    "'..', false",
    "'', false"
  })
  void wantsANetworkInterfacesName(String name, boolean allowed) {
    entry("\"every\": \"1m\", \"interface\": \"" + name + "\"");
    assertEquals(allowed, problems.isEmpty(), found().toString());
  }

  @Test
  void guessesASelectorThatSelectsNobody() {
    entry("\"every\": \"1m\", \"targets\": [\"p1\", \"@cor\"], \"exclude\": [\"@site:ROM2\"]");
    String allowed = "*, a name of probes.json, @GROUP or @site:NAME";
    assertEquals(
        List.of(
            new Problem(
                "schedule.json",
                "$.schedule[0].targets[1]",
                "\"@cor\", which selects no probe (did you mean \"@core\"?)",
                allowed),
            new Problem(
                "schedule.json",
                "$.schedule[0].exclude[0]",
                "\"@site:ROM2\", which selects no probe (did you mean \"@site:ROM1\"?)",
                allowed)),
        problems.list());
  }

  @ParameterizedTest
  @ValueSource(strings = {"@site:", "@", "", "P1", "core"})
  void refusesASelectorThatSelectsNobody(String selector) {
    entry("\"every\": \"1m\", \"targets\": [\"" + selector + "\"]");
    assertEquals(1, found().size());
  }

  @Test
  void refusesANameTwiceAndUnknownKeys() {
    read(
        """
        {"schedule": [{"name": "a", "every": "1m"}, {"name": "a", "every": "1m", "cuont": 5}],
         "version": 1}
        """);
    assertEquals(
        List.of("$.schedule[1].cuont", "$.schedule[1].name", "$.version"),
        problems.list().stream().map(Problem::path).toList());
    assertTrue(found().get(0).contains("(did you mean \"count\"?)"), found().get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"schedule\": null}", "{\"schedule\": {}}"})
  void wantsTheArray(String json) {
    read(json);
    assertEquals(1, found().size());
    assertEquals("$.schedule", problems.list().get(0).path());
  }

  @Test
  void readsTheOriginalsFile() {
    assertEquals(List.of(), read("{\"schedule\": []}").entries());
    assertEquals(List.of(), found());
  }

  @ParameterizedTest
  @ValueSource(strings = {"CET", "Europe/Rome", "+02:00", "Z"})
  void knowsTimeZones(String zone) {
    assertEquals(ZoneId.of(zone), entry("\"cron\": \"x\", \"timeZone\": \"" + zone + "\"").zone());
    assertEquals(List.of(), found());
  }

  @Test
  void refusesATimeZoneThatIsNone() {
    entry("\"cron\": \"x\", \"timeZone\": \"Europe/Atlantis\"");
    assertOneProblem(
        "timeZone",
        "\"Europe/Atlantis\"",
        "a time zone of the IANA database such as \"Europe/Rome\", or an offset such as"
            + " \"+02:00\"");
    assertFalse(problems.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC+2", "GMT+2", "UT-3", "UTC+05:30", "-11:30", "Etc/GMT+5"})
  void offsetsAreExact(String zone) {
    ScheduleEntry entry = entry("\"cron\": \"x\", \"timeZone\": \"" + zone + "\"");
    assertEquals(List.of(), found());
    assertEquals(ZoneId.of(zone), entry.zone());
  }

  @ParameterizedTest
  @ValueSource(strings = {"EST5", "UTC+25", "Rome", "PST", "", "+2:0:0:0", "CEST"})
  void refusesWhatIsNoZone(String zone) {
    entry("\"cron\": \"x\", \"timeZone\": \"" + zone + "\"");
    assertEquals(1, problems.list().size(), found().toString());
  }

  @Test
  void aSourceThatCountsForSomeTargetsAloneIsReported() {
    ProbeList both =
        new ProbeList(
            List.of(
                new Probe("p1", 4, "10.0.0.1", "", List.of(), Map.of()),
                new Probe("p1", 6, "2001:db8::1", "", List.of(), Map.of())));
    Schedule.from(
        ConfigObject.parse(
            "{\"schedule\": [{\"name\": \"m\", \"every\": \"1m\", \"source\": \"10.0.0.9\"}]}",
            "schedule.json",
            problems),
        both,
        cron);
    assertEquals(List.of(), found());
    assertEquals(1, problems.warnings().size(), problems.warnings().toString());
  }

  /** 1,500 targets of which none is there, among 1,500 probes, were 79 s. */
  @Test
  @Timeout(10)
  void wrongSelectorsByTheThousandAreCheap() {
    List<Probe> many = new ArrayList<>();
    StringBuilder targets = new StringBuilder();
    for (int i = 0; i < 1_500; i++) {
      many.add(
          new Probe("probe-" + i, 4, "10.0." + i / 250 + "." + i % 250, "", List.of(), Map.of()));
      targets.append(i == 0 ? "" : ",").append("\"prope-").append(i).append('"');
    }
    String entry = "{\"name\": \"m%d\", \"every\": \"1m\", \"targets\": [" + targets + "]}";
    StringBuilder entries = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      entries.append(i == 0 ? "" : ",").append(entry.replace("%d", "" + i));
    }
    Schedule schedule =
        Schedule.from(
            ConfigObject.parse("{\"schedule\": [" + entries + "]}", "schedule.json", problems),
            new ProbeList(many),
            cron);
    assertEquals(20, schedule.entries().size());
    assertFalse(problems.isEmpty());
  }
}
