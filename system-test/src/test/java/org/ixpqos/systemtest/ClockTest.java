package org.ixpqos.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
 * The probe's clock is set by an hour, back and forth, under a running daemon: by libfaketime, as
 * the clock of a machine can't be set for one process, nor by a time namespace.
 */
class ClockTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int FIRINGS = 3;

  /** Of an echo on loopback; a step would make it an hour. */
  private static final double MAX_MILLIS = 100;

  @TempDir private Path directory;
  private MovedClock clock;
  private FaultSite site;
  private final Map<String, JsonObject> seen = new TreeMap<>();

  @BeforeEach
  void start() throws Exception {
    site = new FaultSite(directory, Files.createDirectory(directory.resolve("buffer")));
    site.collector.start();
    site.collectAt(site.collector.port(), directory.resolve("buffer"));
    clock = new MovedClock(site.daemon);
    site.daemon.start();
  }

  @AfterEach
  void end() throws Exception {
    site.close();
  }

  /** Waits for some firings that lie between, by the probe's clock. */
  private void measure(Instant from, Instant until) throws Exception {
    Await.passes(
        PATIENCE,
        () -> {
          Set<String> times = new TreeSet<>();
          for (JsonElement element : site.status().getAsJsonArray("peers")) {
            JsonObject peer = element.getAsJsonObject();
            String text = peer.get("time").getAsString();
            seen.put(peer.get("name").getAsString() + " " + text, peer);
          }
          for (JsonObject peer : seen.values()) {
            Instant time = Instant.parse(peer.get("time").getAsString());
            if (!time.isBefore(from) && time.isBefore(until)) {
              times.add(peer.get("time").getAsString());
            }
          }
          assertTrue(times.size() >= FIRINGS, times + " from " + from);
        });
  }

  private static Instant time(String round) {
    return Instant.parse(round.substring(round.indexOf(' ') + 1));
  }

  private static Set<String> missing(Set<String> wanted, Set<String> found) {
    Set<String> missing = new TreeSet<>(wanted);
    missing.removeAll(found);
    return missing;
  }

  /** The rounds that a command for the buffer prints. */
  private Set<String> rounds(String... command) {
    List<String> line = new ArrayList<>(List.of(LoopbackProgram.COMMAND.toString(), "buffer"));
    line.addAll(List.of(command));
    line.add("--config=" + site.daemon.config());
    return Shell.run(line)
        .lines()
        .filter(text -> text.startsWith("{"))
        .map(text -> JsonParser.parseString(text).getAsJsonObject())
        .filter(entry -> entry.get("kind").getAsString().equals("row"))
        .map(entry -> entry.getAsJsonObject("json"))
        .map(row -> row.get("name").getAsString() + " " + row.get("time").getAsString())
        .collect(Collectors.toSet());
  }

  @Test
  void anHourBackAndForthLosesNoRoundAndLengthensNone() throws Exception {
    Instant began = Instant.now();
    measure(began.minusSeconds(60), began.plusSeconds(600));
    clock.set(-3600);
    measure(began.minusSeconds(3_660), began.minusSeconds(3_000));
    clock.set(0);
    measure(Instant.now(), began.plusSeconds(600));
    clock.set(3600);
    measure(began.plusSeconds(3_000), began.plusSeconds(4_200));
    clock.set(0);
    measure(Instant.now(), began.plusSeconds(600));

    StoredRounds stored = new StoredRounds(site.store());
    // what is an hour ahead is not taken yet: it waits for its time, and is not to blame
    Set<String> ahead =
        seen.keySet().stream()
            .filter(round -> time(round).isAfter(began.plusSeconds(3_000)))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> others = new TreeSet<>(seen.keySet());
    others.removeAll(ahead);
    Await.passes(PATIENCE, () -> assertEquals(Set.of(), missing(others, stored.rounds())));
    assertFalse(ahead.isEmpty());
    assertEquals(Set.of(), missing(ahead, rounds("export")));
    assertEquals(Set.of(), rounds("quarantine", "--json"));

    for (JsonObject peer : seen.values()) {
      if (peer.get("loss").isJsonNull()) {
        assertEquals("overdue", peer.get("reason").getAsString(), "the machine is busy");
        continue;
      }
      assertEquals(0, peer.get("loss").getAsDouble(), peer::toString);
      assertTrue(peer.get("median_ms").getAsDouble() < MAX_MILLIS, peer::toString);
    }
    String log = Files.readString(site.daemon.log());
    assertEquals(4, log.lines().filter(line -> line.contains("the clock was set")).count(), log);
    System.out.printf(
        Locale.ROOT,
        "ClockTest steps=4 shown=%d ahead=%d lost=0 gaps=%s%n",
        seen.size(),
        ahead.size(),
        stored.reasons());
  }
}
