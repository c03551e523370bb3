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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.StopReason;
import org.ixpqos.model.Upload;
import org.ixpqos.model.wire.WireCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A probe that reported its end is stopped and not silent, until it is heard again. */
class StoppedProbesTest {
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

  private void post(String stopping, Instant... rounds) throws Exception {
    Instant now = collector.clock.instant();
    List<RoundResult> rows =
        List.of(rounds).stream().map(round -> TestingResults.row(round, "p2", 0)).toList();
    ProbeHealth health =
        new ProbeHealth(
            now, now, 0, 0, 0, "0123456789ab", Map.of("mesh", Duration.ofMinutes(1)), stopping);
    Upload upload = new Upload("p1", UUID.randomUUID(), "e1", 1, "0.1.0", health, rows, List.of());
    HttpResponse<String> answer =
        collector.post(
            WireCodec.encode(upload, rows.stream().map(WireCodec::encode).toList(), List.of()));
    assertEquals(200, answer.statusCode(), answer.body());
  }

  private JsonObject probe() throws Exception {
    JsonObject answer =
        JsonParser.parseString(collector.get("/api/v1/data/probes").body()).getAsJsonObject();
    for (JsonElement probe : answer.getAsJsonArray("probes")) {
      if (probe.getAsJsonObject().get("name").getAsString().equals("p1")) {
        return probe.getAsJsonObject();
      }
    }
    throw new AssertionError("no p1 in " + answer);
  }

  private String state() throws Exception {
    return probe().get("state").getAsString();
  }

  @ParameterizedTest
  @CsvSource({
    "stop,     stopped",
    "remove,   stopped",
    "poweroff, stopped",
    "signal,   stopped",
    "tired,    stopped",
    "restart,  silent",
    "upgrade,  silent",
    "reboot,   silent"
  })
  void whoReportsThatItEndsIsStoppedAndSilentWhereItShouldHaveComeBack(String reason, String later)
      throws Exception {
    Instant now = collector.clock.instant();
    post("", now.minusSeconds(120), now.minusSeconds(60));
    assertEquals("reporting", state());
    post(reason);
    assertEquals("stopped", state());
    assertEquals(reason, probe().get("stop_reason").getAsString());
    assertTrue(collector.get("/metrics").body().contains("ixpqos_probe_stopped{probe=\"p1\"} 1.0"));
    collector.clock.move(Duration.ofHours(2));
    assertEquals(later, state());
    post("", collector.clock.instant());
    assertEquals("reporting", state());
    assertFalse(probe().has("stop_reason"));
    assertTrue(collector.get("/metrics").body().contains("ixpqos_probe_stopped{probe=\"p1\"} 0.0"));
  }

  /** As 'ixpqos doctor' asks: it is answered as an upload is, and changes nothing. */
  @Test
  void anUploadWithoutResultsIsAQuestion() throws Exception {
    post(StopReason.STOP, collector.clock.instant());
    collector.clock.move(Duration.ofMinutes(1));
    HttpResponse<String> answer = collector.post("{\"source\": \"p1\", \"probes\": []}");
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals("stopped", state());
    assertEquals(60, probe().get("age_s").getAsDouble());
    assertEquals(200, collector.post("{\"source\": \"p9\", \"probes\": []}").statusCode());
    assertFalse(collector.get("/api/v1/data/probes").body().contains("p9"));
  }

  @Test
  void whatAProbeReportedIsKept() throws Exception {
    post(StopReason.STOP, collector.clock.instant());
    TestingClock clock = collector.clock;
    collector.close();
    collector = new TestingCollector(directory, "", clock);
    assertEquals("stopped", state());
  }
}
