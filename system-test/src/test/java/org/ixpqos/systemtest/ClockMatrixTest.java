package org.ixpqos.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Wall clocks that are wrong, on the real programs: no round is deleted, refused for good or
 * invented, and all missing rounds are in gaps.
 */
class ClockMatrixTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration PHASE = Duration.ofSeconds(8);
  private static final long HOUR = 3_600;
  private static final long DAY = 24 * HOUR;

  /**
   * Seconds since 1970: libfaketime takes the monotonic time of a wait for the wall's, and a
   * process whose wall clock shows less than the host's time since its boot would wait for that.
   */
  private static final long YEAR_1970 = 9 * DAY;

  /** The collector keeps house twice a minute: what it deletes is deleted by then. */
  private static final Duration HOUSEKEEPING = Duration.ofSeconds(40);

  private static final String SCHEDULE =
      """
      {"schedule": [{"name": "every", "every": "1s", "count": 1, "interval": "100ms", "timeout": "300ms"},
                    {"name": "cron", "cron": "0/2 * * * * ?", "count": 1, "interval": "100ms",
                     "timeout": "300ms"}]}
      """;

  private static final Gson GSON = new Gson();

  @TempDir private Path directory;
  private final Map<String, LoopbackProgram> programs = new LinkedHashMap<>();
  private final Map<String, MovedClock> clocks = new TreeMap<>();
  private final List<String> daemons = new ArrayList<>();

  @BeforeEach
  void key() throws Exception {
    Files.writeString(directory.resolve("api-key"), "clock-test-key\n");
  }

  @AfterEach
  void end() throws Exception {
    for (LoopbackProgram program : programs.values()) {
      program.close();
    }
  }

  private LoopbackProgram program(String name, String command) throws Exception {
    LoopbackProgram program = new LoopbackProgram(command, directory.resolve(name));
    List<Map<String, Object>> probes = new ArrayList<>();
    for (String daemon : daemons) {
      probes.add(Map.of("name", daemon, "proto", 4, "address", "127.0.0.1"));
    }
    for (int i = 1; i <= 3; i++) {
      probes.add(Map.of("name", "t" + i, "proto", 4, "address", "127.0.1." + i));
    }
    write(program.config().resolve("probes.json"), Map.of("probes", probes));
    Files.writeString(program.config().resolve("schedule.json"), SCHEDULE);
    programs.put(name, program);
    return program;
  }

  /** A process whose clock can be moved takes half a core: few at a time. */
  private void move(String name) throws Exception {
    clocks.put(name, new MovedClock(programs.get(name)));
  }

  private LoopbackProgram collector(String name, boolean moved) throws Exception {
    LoopbackProgram program = program(name, "collector");
    if (moved) {
      move(name);
    }
    listen(program, 0);
    program.start();
    // the same port when it is started again
    listen(program, program.port());
    return program;
  }

  private void listen(LoopbackProgram collector, int port) throws Exception {
    write(
        collector.config().resolve("collector.json"),
        Map.of(
            "listen", Map.of("address", "127.0.0.1", "port", port),
            "apiKeyFile", directory.resolve("api-key").toString(),
            "store", Map.of("directory", collector.config().resolve("store").toString())));
  }

  private LoopbackProgram daemon(String name, Map<String, Integer> collectors) throws Exception {
    LoopbackProgram program = program(name, "daemon");
    List<Map<String, Object>> list = new ArrayList<>();
    collectors.forEach(
        (collector, port) ->
            list.add(
                Map.of(
                    "name",
                    collector,
                    "url",
                    "http://127.0.0.1:" + port,
                    "keyFile",
                    directory.resolve("api-key").toString())));
    write(
        program.config().resolve("daemon.json"),
        Map.of(
            "name",
            name,
            "collectors",
            list,
            "buffer",
            Map.of(
                "directory",
                program.config().resolve("buffer").toString(),
                "backlogRate",
                1_000_000),
            "status",
            Map.of("port", 0)));
    return program;
  }

  private static void write(Path file, Map<String, ?> json) throws Exception {
    Files.writeString(file, GSON.toJson(json));
  }

  /** Lets time pass that nothing can shorten: the programs' own clocks are the machine's. */
  private static void pass(Duration time) throws Exception {
    Instant end = Instant.now().plus(time);
    Await.passes(time.plusSeconds(10), () -> assertFalse(Instant.now().isBefore(end)));
  }

  private static List<JsonObject> lines(String... arguments) {
    List<String> command = new ArrayList<>(List.of(LoopbackProgram.COMMAND.toString()));
    command.addAll(List.of(arguments));
    return Shell.run(command)
        .lines()
        .filter(line -> line.startsWith("{"))
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  /** What waits in a daemon's buffer: {@code row} or {@code gap}. */
  private List<JsonObject> buffered(String daemon, String kind) {
    return lines("buffer", "export", "--config=" + programs.get(daemon).config()).stream()
        .filter(line -> line.get("kind").getAsString().equals(kind))
        .map(line -> line.getAsJsonObject("json"))
        .toList();
  }

  private List<JsonObject> quarantined(String daemon) {
    return lines("buffer", "quarantine", "--json", "--config=" + programs.get(daemon).config());
  }

  private static String round(JsonObject row) {
    return row.get("schedule").getAsString()
        + " "
        + row.get("name").getAsString()
        + " "
        + row.get("time").getAsString();
  }

  /** The rounds of a source that a collector has. */
  private Set<String> stored(String collector, String source) {
    return lines(
            "collector",
            "export",
            "--format",
            "ndjson",
            "--config=" + programs.get(collector).config())
        .stream()
        .filter(row -> row.get("source").getAsString().equals(source))
        .map(
            row ->
                row.get("schedule").getAsString()
                    + " "
                    + row.get(row.has("target") ? "target" : "name").getAsString()
                    + " "
                    + row.get("time").getAsString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> missing(Set<String> wanted, Set<String> found) {
    Set<String> missing = new TreeSet<>(wanted);
    missing.removeAll(found);
    return missing;
  }

  private void delivered(String daemon, Set<String> collectors) throws Exception {
    Await.passes(
        PATIENCE,
        () -> {
          for (JsonElement element : programs.get(daemon).status().getAsJsonArray("collectors")) {
            JsonObject collector = element.getAsJsonObject();
            if (collectors.contains(collector.get("name").getAsString())) {
              assertTrue(collector.get("waiting").getAsLong() < 12, collector::toString);
            }
          }
        });
  }

  private String log(String program) {
    return LoopbackProgram.text(programs.get(program).log());
  }

  @Test
  void collectorsWithWrongClocksKeepAllAndGetAll() throws Exception {
    daemons.add("p0");
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put("right", collector("right", false).port());
    ports.put("wrong", collector("wrong", true).port());
    // no collector: the buffer keeps all rounds
    ports.put("dead", 1);
    LoopbackProgram daemon = daemon("p0", ports).start();
    Set<String> all = new TreeSet<>(ports.keySet());
    all.remove("dead");
    Await.passes(PATIENCE, () -> assertTrue(buffered("p0", "row").size() > 30));
    delivered("p0", all);
    Set<String> before = stored("right", "p0");

    clocks.get("wrong").set(90 * DAY);
    pass(HOUSEKEEPING);
    unharmed(before);
    clocks.get("wrong").set(0);
    delivered("p0", all);
    daemon.terminate();
    Set<String> measured =
        buffered("p0", "row").stream()
            .map(ClockMatrixTest::round)
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(measured.size() > before.size() + 100, () -> "measured " + measured.size());
    Instant last = Instant.now().minusSeconds(5);
    for (String name : all) {
      Set<String> missing =
          missing(measured, stored(name, "p0")).stream()
              .filter(round -> time(round).isBefore(last))
              .collect(Collectors.toCollection(TreeSet::new));
      // what waited at the end of the daemon is delivered by its next start
      assertTrue(missing.size() < 12, name + " misses " + missing);
    }
    assertEquals(List.of(), quarantined("p0"));
    System.out.printf(
        Locale.ROOT,
        "ClockMatrixTest collectors=%d measured=%d deleted=0 quarantined=0%n",
        all.size(),
        measured.size());
  }

  /** The collector whose clock is wrong keeps its rounds, and both ends report the wrong clock. */
  private void unharmed(Set<String> before) throws Exception {
    assertEquals(Set.of(), missing(before, stored("wrong", "p0")), "deleted");
    for (String name : List.of("wrong", "p0")) {
      assertTrue(
          log(name).lines().anyMatch(line -> line.contains("clock") && line.contains("90 d")),
          () -> name + " says nothing: " + log(name));
    }
    assertEquals(List.of(), quarantined("p0"));
  }

  private static Instant time(String round) {
    return Instant.parse(round.substring(round.lastIndexOf(' ') + 1));
  }

  @Test
  void probesWithWrongClocksLoseNothingAndInventNothing() throws Exception {
    Instant began = Instant.now();
    daemons.add("p0");
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put("right", collector("right", false).port());
    ports.put("dead", 1);
    LoopbackProgram daemon = daemon("p0", ports);
    move("p0");
    clocks.get("p0").set(YEAR_1970 - began.getEpochSecond());
    daemon.start();
    for (long offset : new long[] {0, -HOUR, 30 * DAY, 0}) {
      pass(PHASE);
      clocks.get("p0").set(offset);
    }
    Instant set = Instant.now();
    pass(PHASE);
    assertEquals(
        0,
        daemon.status().getAsJsonObject("buffer").get("dropped").getAsLong(),
        () -> "dropped: " + log("p0"));
    daemon.terminate();
    check("p0", began, set);
  }

  private void check(String probe, Instant began, Instant set) throws Exception {
    List<JsonObject> rows = buffered(probe, "row");
    Instant now = Instant.now();
    Set<String> acceptable = new TreeSet<>();
    for (JsonObject row : rows) {
      Instant time = Instant.parse(row.get("time").getAsString());
      assertTrue(
          time.isAfter(began.minusSeconds(3 * HOUR)), () -> probe + " invented a time: " + row);
      if (time.isBefore(now.plusSeconds(300))) {
        acceptable.add(round(row));
      }
    }
    // measured under the right clock again, by both kinds of entries
    for (String schedule : List.of("every", "cron")) {
      assertTrue(
          acceptable.stream()
              .anyMatch(
                  round -> round.startsWith(schedule) && time(round).isAfter(set.plusSeconds(1))),
          () -> probe + " is silent: " + schedule + " " + acceptable + log(probe));
    }
    for (JsonObject gap : buffered(probe, "gap")) {
      assertTrue(gap.get("rounds").getAsLong() < 200, () -> probe + " invented rounds: " + gap);
      assertTrue(
          Instant.parse(gap.get("from").getAsString()).isAfter(began.minusSeconds(3 * HOUR)),
          () -> probe + " invented a time: " + gap);
    }
    assertEquals(List.of(), quarantined(probe));
    Set<String> missing =
        missing(acceptable, stored("right", probe)).stream()
            .filter(round -> time(round).isBefore(set.plusSeconds(3)))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), missing, () -> log(probe));
    System.out.printf(
        Locale.ROOT,
        "ClockMatrixTest probe=%s measured=%d acceptable=%d gaps=%s%n",
        probe,
        rows.size(),
        acceptable.size(),
        reasons(buffered(probe, "gap")));
  }

  private static Map<String, Integer> reasons(List<JsonObject> gaps) {
    Map<String, Integer> reasons = new TreeMap<>();
    gaps.forEach(gap -> reasons.merge(gap.get("reason").getAsString(), 1, Integer::sum));
    return reasons;
  }
}
