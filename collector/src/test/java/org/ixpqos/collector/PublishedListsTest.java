package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What probes fetch: good edits at once, bad ones never. */
class PublishedListsTest {
  private static final String PROBES = probes("p1", "p2");
  private static final String SCHEDULE = schedule("\"cron\": \"0 0/15 * * * ?\"", "p2");

  @TempDir private Path directory;
  private TestingCollector collector;

  @BeforeEach
  void start() throws Exception {
    collector = new TestingCollector(directory);
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private static String probes(String first, String second) {
    String entry = "{\"name\": \"%s\", \"proto\": 4, \"address\": \"10.0.0.1\"}";
    return "{\"probes\": [" + entry.formatted(first) + ", " + entry.formatted(second) + "]}";
  }

  private static String schedule(String when, String target) {
    return "{\"schedule\": [{\"name\": \"mesh\", "
        + when
        + ", \"targets\": [\""
        + target
        + "\"]}]}";
  }

  private String get(String list) throws Exception {
    HttpResponse<String> answer = collector.getKeyed("/api/v1/conf/" + list);
    return answer.statusCode() == 200 ? answer.body() : Integer.toString(answer.statusCode());
  }

  @Test
  void aBrokenCronExpressionIsNotHandedOut() throws Exception {
    collector.write("probes.json", PROBES);
    collector.write("schedule.json", SCHEDULE);
    assertEquals(SCHEDULE, get("schedule"));
    collector.write("schedule.json", schedule("\"cron\": \"0 0/15 * * * *\"", "p1"));
    assertEquals(SCHEDULE, get("schedule"));
    String mended = schedule("\"cron\": \"0 0/5 * * * ?\"", "p1");
    collector.write("schedule.json", mended);
    assertEquals(mended, get("schedule"));
  }

  @Test
  void aListThatTheScheduleDoesNotFitIsNotHandedOut() throws Exception {
    collector.write("probes.json", PROBES);
    collector.write("schedule.json", SCHEDULE);
    assertEquals(PROBES, get("probes"));
    collector.write("probes.json", probes("p1", "p3"));
    assertEquals(PROBES, get("probes"));
    collector.write("schedule.json", schedule("\"every\": \"1m\"", "p3"));
    assertEquals(probes("p1", "p3"), get("probes"));
  }

  @Test
  void probesAreHandedOutWithoutASchedule() throws Exception {
    collector.write("schedule.json", "{\"schedule\": [{}]}");
    collector.write("probes.json", PROBES);
    assertEquals(PROBES, get("probes"));
    assertEquals("404", get("schedule"));
  }

  @Test
  void whatIsKnownIsNotSentAgain() throws Exception {
    collector.write("probes.json", PROBES);
    collector.write("schedule.json", SCHEDULE);
    String etag =
        collector.getKeyed("/api/v1/conf/schedule").headers().firstValue("ETag").orElseThrow();
    HttpRequest.Builder again =
        collector
            .request("/api/v1/conf/schedule")
            .header("X-API-Key", TestingCollector.KEY)
            .header("If-None-Match", etag);
    assertEquals(304, collector.send(again).statusCode());
    collector.write("schedule.json", schedule("\"every\": \"1m\"", "p2"));
    assertEquals(200, collector.send(again).statusCode());
  }

  @Test
  void eachProbeReportsWhichConfigurationItRuns() throws Exception {
    Instant now = collector.clock.instant();
    assertTrue(get("running").endsWith("\"probes\":[]}"), get("running"));
    collector.post(TestingResults.upload("p2", now, "0123456789ab", List.of()));
    collector.post(TestingResults.upload("p1", now, "0123456789ab", List.of()));
    collector.clock.move(Duration.ofMinutes(1));
    collector.post(TestingResults.upload("p1", now, "ba9876543210", List.of()));
    collector.post(TestingResults.upload("p2", now, "0123456789ab", List.of()));
    JsonArray probes =
        JsonParser.parseString(get("running")).getAsJsonObject().getAsJsonArray("probes");
    List<String> found = new ArrayList<>();
    for (JsonElement one : probes) {
      JsonObject probe = one.getAsJsonObject();
      found.add(
          probe.get("name").getAsString()
              + " "
              + probe.get("configuration").getAsString()
              + " "
              + Duration.between(now, Instant.parse(probe.get("since").getAsString())));
    }
    assertEquals(List.of("p1 ba9876543210 PT1M", "p2 0123456789ab PT0S"), found);
  }
}
