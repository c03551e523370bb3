package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ixpqos.model.RoundResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is not in the lists that a collector publishes has a small room, and takes none of theirs.
 */
class UnlistedTest {
  @TempDir private Path directory;
  private TestingCollector collector;

  private void start(String more) throws Exception {
    collector = new TestingCollector(directory, more);
  }

  private void publish(String... names) throws Exception {
    List<String> probes = new ArrayList<>();
    for (String name : names) {
      probes.add("{\"name\": \"" + name + "\", \"proto\": 4, \"address\": \"10.0.0.1\"}");
    }
    collector.write("probes.json", "{\"probes\": [" + String.join(", ", probes) + "]}");
    collector.write("schedule.json", "{\"schedule\": [{\"name\": \"mesh\", \"every\": \"1m\"}]}");
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private HttpResponse<String> post(String source, String... targets) throws Exception {
    List<RoundResult> rows = new ArrayList<>();
    collector.clock.move(Duration.ofSeconds(1));
    for (String target : targets) {
      rows.add(TestingResults.row(collector.clock.instant(), target, 0));
    }
    return collector.post(TestingResults.upload(source, collector.clock.instant(), rows));
  }

  private String taken(String source, String... targets) throws Exception {
    return post(source, targets).body().replaceAll(".*\"accepted\":(\\d+).*", "$1");
  }

  private static String[] names(int count) {
    String[] names = new String[count];
    for (int i = 0; i < count; i++) {
      names[i] = "made-up" + i;
    }
    return names;
  }

  @Test
  void withoutListsNothingIsHeldAgainstThem() throws Exception {
    start("\"limits\": {\"unlistedPairsOfSource\": 3}");
    assertEquals("20", taken("p1", names(20)));
  }

  @Test
  void whatIsMadeUpHasASmallRoomAndTakesNoneOfTheOthers() throws Exception {
    start(
        "\"limits\": {\"unlistedPairsOfSource\": 3, \"unlistedPairs\": 5, \"unlistedSources\": 1,"
            + " \"pairs\": 2, \"sources\": 2}");
    publish("p1", "p2", "p3");
    HttpResponse<String> answer = post("p1", names(20));
    assertTrue(answer.body().contains("\"accepted\":3,"), answer.body());
    assertTrue(
        answer.body().contains("is not in the collector's probes.json and schedule.json"),
        answer.body());
    assertTrue(answer.body().contains("\"retry\":true"), "its probe is to keep it");
    assertEquals("2", taken("p2", names(20)));
    assertEquals("2", taken("p1", "p2", "p3"), "what is listed has its own room");
    assertEquals("0", taken("stranger", "p1"));
    HttpResponse<String> second = post("stranger2", "p1");
    assertEquals(403, second.statusCode());
    assertTrue(second.body().contains("stranger2 is not in the collector's probes.json"));
  }

  @Test
  void whatIsStoredGoesOnBeingTakenWhateverTheListsSay() throws Exception {
    start("\"unlisted\": \"refuse\"");
    assertEquals("2", taken("p1", "p2", "old"));
    publish("p1", "p2");
    assertEquals("2", taken("p1", "p2", "old"));
    assertEquals("0", taken("p1", "new"));
    assertEquals(403, post("p9", "p1").statusCode());
    publish("p1", "p2", "new", "p9");
    assertEquals("1", taken("p1", "new"), "an edit counts at once");
    assertEquals("1", taken("p9", "p1"));
  }

  @Test
  void anOriginalClientNamesNoSchedule() throws Exception {
    start("\"unlisted\": \"refuse\"");
    publish("p1", "p2-ixpqos");
    HttpResponse<String> answer =
        collector.post(
            TestingResults.originalUpload(
                "p1",
                TestingResults.ORIGINAL.replaceAll(
                    "\"name\": \"[^\"]*\"", "\"name\": \"p2-ixpqos\"")));
    assertTrue(answer.body().contains("\"accepted\":1"), answer.body());
  }

  @Test
  void itIsReportedUntilItIsOver() throws Exception {
    start("\"unlisted\": \"refuse\"");
    publish("p1", "p2");
    assertEquals("0", taken("p1", "p7"));
    String health = collector.get("/healthz").body();
    assertTrue(health.contains("p1 to p7 (mesh) is not in probes.json and schedule.json"), health);
    String metrics = collector.get("/metrics").body();
    assertTrue(metrics.contains("ixpqos_collector_unlisted_refused_total 1.0"), metrics);
    assertTrue(metrics.contains("ixpqos_collector_pairs{listed=\"false\"} 0.0"), metrics);
    collector.clock.move(Duration.ofMinutes(11));
    assertFalse(collector.get("/healthz").body().contains("notices"));
  }
}
