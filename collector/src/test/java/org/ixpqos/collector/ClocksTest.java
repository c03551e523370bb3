package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.ixpqos.collector.store.SqliteStore;
import org.ixpqos.model.Gap;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.clock.ClockText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clocks that start wrong or jump: nothing is deleted, refused for good or left untold. */
class ClocksTest {
  private static final String PAGE = "/api/v1/data/";

  @TempDir private Path directory;
  private final TestingClock clock = new TestingClock();

  /** The time that is. */
  private final TestingClock truth = new TestingClock();

  private TestingCollector collector;
  private final Set<Instant> sent = new HashSet<>();

  private void start() throws Exception {
    collector = new TestingCollector(directory, "", clock);
  }

  private void pass(Duration time) {
    clock.move(time);
    truth.move(time);
  }

  /** A probe's rounds of some minutes that end now by its clock; answers what is not stored. */
  private List<RoundResult> post(String probe, Duration ahead, List<RoundResult> again)
      throws Exception {
    Instant now = truth.instant().plus(ahead);
    List<RoundResult> rows = new ArrayList<>(again);
    for (int i = 3; i > 0; i--) {
      rows.add(TestingResults.row(now.minusSeconds(60L * i), "t", 0));
      sent.add(rows.get(rows.size() - 1).time());
    }
    return post(probe, now, rows);
  }

  private List<RoundResult> post(String probe, Instant now, List<RoundResult> rows)
      throws Exception {
    HttpResponse<String> answer = collector.post(TestingResults.upload(probe, now, rows));
    assertEquals(200, answer.statusCode(), answer.body());
    List<RoundResult> left = new ArrayList<>();
    JsonObject json = JsonParser.parseString(answer.body()).getAsJsonObject();
    for (JsonElement rejected : json.getAsJsonArray("rejected")) {
      assertTrue(rejected.getAsJsonObject().has("retry"), () -> "refused for good: " + rejected);
      left.add(rows.get(rejected.getAsJsonObject().get("index").getAsInt()));
    }
    return left;
  }

  private long count(String what) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:sqlite:" + collector.storeDirectory().resolve(SqliteStore.FILE));
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT " + what)) {
      return result.getLong(1);
    }
  }

  /** Rounds, sealed or not. */
  private long rounds() throws Exception {
    long rounds = 0;
    for (String source : List.of("p1", "p2", "p3")) {
      JsonObject series =
          JsonParser.parseString(
                  collector
                      .get(
                          PAGE
                              + "series?source="
                              + source
                              + "&target=t&from=2026-11-22T00:00:00Z&until=2026-11-23T00:00:00Z")
                      .body())
              .getAsJsonObject();
      rounds +=
          series.has("error")
              ? 0
              : series
                  .getAsJsonArray("series")
                  .get(0)
                  .getAsJsonObject()
                  .getAsJsonArray("points")
                  .size();
    }
    return rounds;
  }

  private static Stream<Arguments> collectorsClocks() {
    List<Arguments> all = new ArrayList<>();
    for (String off :
        List.of(
            "PT1S", "PT-1S", "PT1H", "PT-1H", "P90D", "P-90D", "P3650D", "P-3650D", "P-20779D")) {
      for (boolean running : new boolean[] {false, true}) {
        all.add(Arguments.of(Duration.parse(off), running));
      }
    }
    return all.stream();
  }

  /** The collector's clock is wrong, and set right after an hour: twice. */
  @ParameterizedTest
  @MethodSource("collectorsClocks")
  void aCollectorsWrongClockCostsNothing(Duration off, boolean running) throws Exception {
    List<List<RoundResult>> left = new ArrayList<>(List.of(List.of(), List.of(), List.of()));
    start();
    try {
      Duration right = Duration.ZERO;
      for (Duration wrong : List.of(right, off, right, off.negated(), right)) {
        if (!running) {
          collector.close();
        }
        clock.step(Duration.between(clock.instant(), truth.instant().plus(wrong)));
        if (!running) {
          start();
        }
        for (int turn = 0; turn < 4; turn++) {
          collector.keepHouse();
          for (int probe = 0; probe < 3; probe++) {
            left.set(probe, post("p" + (probe + 1), right, left.get(probe)));
          }
          collector.keepHouse();
          pass(Duration.ofMinutes(20));
        }
      }
      assertEquals(List.of(List.of(), List.of(), List.of()), left);
      assertEquals(3L * sent.size(), rounds());
      assertEquals(0, count("count(*) FROM raw_hot WHERE time > " + micros(truth.instant())));
      assertEquals(collector.get("/healthz").body(), "{\"status\":\"ok\"}");
    } finally {
      collector.close();
    }
  }

  private static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000;
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1H", "PT-1H", "P90D", "P-90D", "P3650D", "P-3650D", "P-20779D"})
  void aProbesWrongClockIsHeldAndReported(Duration off) throws Exception {
    start();
    try (TestingLog log = new TestingLog(org.ixpqos.collector.ingest.Ingest.class)) {
      post("p1", Duration.ZERO, List.of());
      post("p2", Duration.ZERO, List.of());
      List<RoundResult> left = post("p3", off, List.of());
      String said = String.join(" ", log.lines());
      assertTrue(said.contains("the probe's clock is " + ClockText.distance(off)), said);
      assertTrue(said.contains("look at NTP on the probe"), said);
      // rounds of the past are no trouble; the others wait
      boolean waits = !off.isNegative() || off.toDays() < -30;
      assertEquals(waits ? 3 : 0, left.size());
      post("p3", Duration.ZERO, List.of());
      collector.keepHouse();
      assertEquals("{\"status\":\"ok\"}", collector.get("/healthz").body());
    } finally {
      collector.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"P90D", "P3650D", "P-90D", "P-20779D"})
  void thatNothingIsDeletedIsReportedOnce(Duration off) throws Exception {
    start();
    try (TestingLog log = new TestingLog(Housekeeper.class)) {
      post("p1", Duration.ZERO, List.of());
      clock.step(off);
      for (int i = 0; i < 3; i++) {
        collector.keepHouse();
      }
      List<String> said = log.lines();
      assertEquals(off.isNegative() ? 0 : 1, said.size(), said.toString());
      String health = collector.get("/healthz").body();
      assertTrue(health.contains("look at NTP") || health.contains("start NTP"), health);
      assertTrue(collector.get(PAGE + "mesh").body().contains("\"clock\":"));
      clock.step(off.negated());
      collector.keepHouse();
      assertEquals(off.isNegative() ? 0 : 1, log.lines().size());
      assertFalse(collector.get(PAGE + "mesh").body().contains("\"clock\":"));
    } finally {
      collector.close();
    }
  }

  /** Deleting is logged, and deleted rounds are not accepted again by a clock that went back. */
  @Test
  void whatWasDeletedIsReportedAndNoLateRoundStandsForItsHour() throws Exception {
    start();
    try (TestingLog log = new TestingLog(Housekeeper.class)) {
      Instant first = truth.instant();
      post("p1", Duration.ZERO, List.of());
      pass(Duration.ofDays(36));
      collector.keepHouse();
      assertEquals(List.of(), log.lines()); // there is nothing newer
      post("p1", Duration.ZERO, List.of());
      collector.keepHouse();
      List<String> said = log.lines();
      assertEquals(1, said.size());
      assertTrue(said.get(0).contains("were deleted rounds=3 from=2026-11-22T09:"), said.get(0));
      long sums = count("count(*) FROM r1h");
      for (int i = 0; i < 2; i++) {
        clock.step(Duration.ofDays(-10));
        RoundResult late = TestingResults.row(first.minusSeconds(59), "t", 7);
        assertEquals(1, post("p1", truth.instant(), List.of(late)).size());
        clock.step(Duration.ofDays(10));
        collector.close();
        start();
      }
      collector.keepHouse();
      assertEquals(sums, count("count(*) FROM r1h"));
    } finally {
      collector.close();
    }
  }

  @Test
  void originalClientsTellNoTimeAndAJumpDeletesNothing() throws Exception {
    start();
    try {
      for (int i = 0; i < 5; i++) {
        collector.post(TestingResults.originalUpload("p1", TestingResults.ORIGINAL));
        pass(Duration.ofHours(1));
      }
      for (int i = 0; i < 3; i++) {
        clock.step(Duration.ofDays(90));
        collector.post(TestingResults.originalUpload("p1", TestingResults.ORIGINAL));
        collector.keepHouse();
        collector.close();
        start();
        collector.keepHouse();
      }
      assertEquals(
          8,
          count(
              "sum(n) FROM (SELECT count(*) AS n FROM raw_hot UNION ALL"
                  + " SELECT count(*) FROM raw_chunk)"));
      for (int i = 0; i < 36 * 24; i++) {
        pass(Duration.ofHours(1));
        collector.post(TestingResults.originalUpload("p1", TestingResults.ORIGINAL));
      }
      // each call has a second for sealing
      for (int i = 0; i < 100 && count("count(*) FROM raw_hot") > 3; i++) {
        collector.keepHouse();
      }
      collector.keepHouse();
      long hours = count("count(*) FROM raw_chunk") + 3;
      assertTrue(hours >= 35 * 24 - 1 && hours <= 35 * 24 + 3, hours + " hours");
    } finally {
      collector.close();
    }
  }

  @Test
  void aSilentProbeIsSilentWhereverTheClockGoes() throws Exception {
    for (String off : List.of("P90D", "P-90D", "P-20779D", "PT0S")) {
      start();
      try {
        post("p1", Duration.ZERO, List.of());
        post("p2", Duration.ZERO, List.of());
        clock.step(Duration.parse(off));
        assertTrue(states().contains("\"p1\",\"site\":\"\",\"state\":\"reporting\""), off);
        for (int i = 0; i < 8; i++) {
          pass(Duration.ofMinutes(4));
          post("p2", Duration.ZERO, List.of());
        }
        assertTrue(states().contains("\"p1\",\"site\":\"\",\"state\":\"silent\""), off);
        assertTrue(states().contains("\"p2\",\"site\":\"\",\"state\":\"reporting\""), off);
        clock.step(Duration.parse(off).negated());
      } finally {
        collector.close();
      }
    }
  }

  private String states() throws Exception {
    return collector.get(PAGE + "mesh").body().replaceAll("\"name\":", "");
  }

  /**
   * What is newer than a clock that went back is shown, and what is older than one that went on.
   */
  @ParameterizedTest
  @ValueSource(strings = {"PT2H", "PT-2H", "P90D", "P-90D"})
  void whatIsStoredIsShown(Duration off) throws Exception {
    start();
    try {
      post("p1", Duration.ZERO, List.of());
      clock.step(off);
      for (String path :
          List.of("series?source=p1&target=t", "mesh", "sums", "matrix", "events", "probes")) {
        String body = collector.get(PAGE + path).body();
        assertTrue(body.contains("\"clock\":"), path + ": " + body);
      }
      String series = collector.get(PAGE + "series?source=p1&target=t&range=10m").body();
      assertEquals(3, series.split("\"address\":", -1).length - 1, series);
      assertTrue(collector.get(PAGE + "sums").body().contains("\"pairs\":[["));
      assertTrue(collector.get(PAGE + "mesh").body().contains("\"pairs\":[["));
    } finally {
      collector.close();
    }
  }

  @Test
  void aGapThatBeganBeforeAnythingIsKeptIsRefused() throws Exception {
    start();
    try {
      Instant now = truth.instant();
      Gap gap = new Gap(Instant.parse("0001-01-01T00:00:00Z"), now, Gap.CRASHED, "", 1);
      String answer = collector.post(TestingResults.upload("p1", now, List.of(), gap)).body();
      assertTrue(answer.contains("from: found 0001-01-01T00:00:00.000000Z"), answer);
      assertEquals(0, count("count(*) FROM gap"));
    } finally {
      collector.close();
    }
  }
}
