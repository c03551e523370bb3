package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.ixpqos.model.Gap;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.Upload;
import org.ixpqos.model.wire.WireCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a probe did not measure is an event like loss; a name that nothing has is no empty time. */
@Timeout(60)
class ProbeEventsTest {
  @TempDir private Path directory;
  private TestingCollector collector;
  private Instant now;

  @BeforeEach
  void start() throws Exception {
    collector = new TestingCollector(directory, "\"publicPage\": true");
    now = collector.clock.instant();
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private JsonObject json(String query) throws Exception {
    HttpResponse<String> answer = collector.get("/api/v1/data/events?" + query);
    assertEquals(200, answer.statusCode(), answer.body());
    return JsonParser.parseString(answer.body()).getAsJsonObject();
  }

  /** Each event as kind, source, reason, minutes from the test's time, and whether it goes on. */
  private List<String> events(String query) throws Exception {
    List<String> found = new ArrayList<>();
    for (JsonElement element : json(query).getAsJsonArray("events")) {
      JsonObject event = element.getAsJsonObject();
      found.add(
          event.get("kind").getAsString()
              + " "
              + event.get("source").getAsString()
              + (event.has("reason") ? " " + event.get("reason").getAsString() : "")
              + " "
              + minutes(event.get("from").getAsString())
              + " to "
              + minutes(event.get("until").getAsString())
              + (event.get("open").getAsBoolean() ? ", goes on" : ""));
    }
    return found;
  }

  private long minutes(String time) {
    return Duration.between(now, Instant.parse(time)).toMinutes();
  }

  private void post(String source, int fromMinute, int toMinute, Gap... gaps) throws Exception {
    List<RoundResult> rows = new ArrayList<>();
    for (int minute = fromMinute; minute < toMinute; minute++) {
      rows.add(TestingResults.row(now.plusSeconds(60L * minute), "p9", 0));
    }
    Instant sent = collector.clock.instant();
    assertEquals(200, collector.post(TestingResults.upload(source, sent, rows, gaps)).statusCode());
  }

  private Gap gap(int from, int until, String reason, int rounds) {
    return new Gap(now.plusSeconds(60L * from), now.plusSeconds(60L * until), reason, "", rounds);
  }

  @Test
  void aProbeThatWasSilentAllNightLeftThat() throws Exception {
    post("p1", -600, -540);
    post("p1", -60, 0);
    post("p2", -600, 0);
    assertEquals(List.of("silence p1 -541 to -60"), events("range=24h"));
    assertEquals(List.of("silence p1 -541 to -60"), events("range=24h&probe=p1&kind=silence"));
    assertEquals(List.of(), events("range=24h&probe=p2"));
    assertEquals(List.of(), events("range=30m"), "it is over");
    String within = "from=" + now.minusSeconds(400 * 60) + "&until=" + now.minusSeconds(200 * 60);
    assertEquals(List.of("silence p1 -541 to -60"), events(within), "all of the range is in it");
    collector.keepHouse();
    assertEquals(
        List.of("silence p1 -541 to -60"), events("range=24h"), "from the rollups of hours");
    assertEquals(List.of("silence p1 -541 to -60"), events(within), "from the rollups of hours");
  }

  @Test
  void aSilenceThatAGapExplainsIsThatGap() throws Exception {
    post("p1", -600, -540);
    post("p1", -60, 0, gap(-541, -60, Gap.CRASHED, 480));
    assertEquals(List.of("gap p1 crashed -541 to -60"), events("range=24h"));
    assertEquals(List.of(), events("range=24h&kind=silence"));
    assertEquals(List.of(), events("range=24h&kind=loss"));
    JsonObject event = json("kind=gap").getAsJsonArray("events").get(0).getAsJsonObject();
    assertEquals(480, event.get("rounds").getAsInt());
    String open = collector.get("/public/api/v1/data/events").body();
    assertFalse(open.contains("crashed"), open);
  }

  @Test
  void gapsThatFollowOneAnotherAreOne() throws Exception {
    post(
        "p1",
        -60,
        0,
        gap(-50, -49, Gap.OVERLAP, 1),
        gap(-49, -48, Gap.OVERLAP, 1),
        gap(-20, -19, Gap.OVERLAP, 1),
        gap(-19, -18, Gap.MISFIRED, 1));
    assertEquals(
        List.of(
            "gap p1 misfired -19 to -18", "gap p1 overlap -20 to -19", "gap p1 overlap -50 to -48"),
        events("range=2h"));
    assertEquals(List.of("gap p1 overlap -50 to -48"), events("range=2h&least=2"));
  }

  @Test
  void aProbeThatIsSilentNowHasBeenSinceItWasHeard() throws Exception {
    post("p1", -60, 0);
    collector.clock.move(Duration.ofMinutes(30));
    post("p2", -60, 30);
    assertEquals(List.of("silence p1 0 to 30, goes on"), events("range=1h"));
    assertEquals(List.of("silence p1 0 to 30, goes on"), events("open=true"));
  }

  @Test
  void whoWasSwitchedOffIsNotSilentAndEverybodySeesNoMoreThanThatItIs() throws Exception {
    post("p1", -60, 0);
    ProbeHealth health =
        new ProbeHealth(
            now, now, 0, 0, 0, "0123456789ab", Map.of("mesh", Duration.ofMinutes(1)), "stop");
    Upload last = new Upload("p1", UUID.randomUUID(), "e1", 1, "1", health, List.of(), List.of());
    collector.post(WireCodec.encode(last, List.of(), List.of()));
    collector.clock.move(Duration.ofMinutes(30));
    assertEquals(List.of("gap p1 stopped 0 to 30, goes on"), events("range=1h"));
    assertEquals(List.of(), events("range=1h&kind=silence"));
    assertTrue(
        collector.get("/api/v1/data/mesh").body().contains("\"state\":\"stopped\""), "for readers");
    for (String what : List.of("events?range=1h", "mesh")) {
      String body = collector.get("/public/api/v1/data/" + what).body();
      assertTrue(body.contains("silen") && !body.contains("stopped"), body);
    }
  }

  @Test
  void whoMeasuresEverySixHoursIsNotSilentInBetween() throws Exception {
    for (int hours = -48; hours <= 0; hours += 6) {
      post("p1", 60 * hours, 60 * hours + 1);
    }
    assertEquals(List.of(), events("range=2d"));
  }

  @Test
  void aNameThatNothingHasIsUnknown() throws Exception {
    post("p1", -60, 0);
    for (String wrong : List.of("probe=nosuch", "source=nosuch", "target=nosuch")) {
      JsonObject unknown = json(wrong).getAsJsonObject("unknown");
      assertEquals("nosuch", unknown.get(wrong.split("=", -1)[0]).getAsString());
    }
    JsonObject unknown = json("schedule=none").getAsJsonObject("unknown");
    assertEquals("none", unknown.get("schedule").getAsString());
    for (String known : List.of("probe=p1", "target=p9", "schedule=mesh", "probe=p9")) {
      assertFalse(json(known).has("unknown"), known);
    }
  }
}
