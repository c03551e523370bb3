package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.ixpqos.collector.access.ProbeKeyFile;
import org.ixpqos.collector.api.ProbeWatch;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.Upload;
import org.ixpqos.model.wire.WireCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log has one line when a probe's state changes, and says what to do. */
@Timeout(60)
class ProbeWatchTest {
  @TempDir private Path directory;
  private TestingCollector collector;
  private TestingLog log;

  @BeforeEach
  void start() throws Exception {
    collector = new TestingCollector(directory.resolve("c"));
    ProbeLifeTest.publish(collector, "p1", "p2");
    log = new TestingLog(ProbeWatch.class);
    look();
  }

  @AfterEach
  void stop() {
    log.close();
    collector.close();
  }

  private List<String> look() {
    collector.watchProbes();
    return log.lines();
  }

  private void logs(String line) {
    List<String> lines = look();
    assertEquals(1, lines.size(), lines.toString());
    assertTrue(lines.get(0).startsWith(line), lines.get(0));
    assertEquals(List.of(), look(), "said once");
  }

  private int post(String source, String stopping) throws Exception {
    Instant now = collector.clock.instant();
    List<RoundResult> rows = List.of(TestingResults.row(now.minusSeconds(1), "p2", 0));
    Upload upload =
        new Upload(
            source,
            UUID.randomUUID(),
            "e1",
            1,
            "0.1.0",
            new ProbeHealth(
                now,
                now.minusSeconds(600),
                0,
                0,
                0,
                "0123456789ab",
                Map.of("mesh", Duration.ofMinutes(1)),
                stopping),
            rows,
            List.of());
    return collector
        .post(WireCodec.encode(upload, rows.stream().map(WireCodec::encode).toList(), List.of()))
        .statusCode();
  }

  @Test
  void aProbeThatPostsForTheFirstTimeStopsAndComesBack() throws Exception {
    assertEquals(200, post("p1", ""));
    logs("INFO probe p1 posts for the first time");
    collector.clock.move(Duration.ofSeconds(60));
    assertEquals(200, post("p1", "stop"));
    logs("INFO probe p1 was stopped by its operator");
    collector.clock.move(Duration.ofMinutes(10));
    assertEquals(List.of(), look());
    assertEquals(200, post("p1", ""));
    logs("INFO probe p1 is back after 10m");
  }

  @Test
  void aProbeWhoseKeyIsRefusedIsAWarningThatNamesTheCommand() throws Exception {
    assertEquals(200, post("p1", ""));
    look();
    new ProbeKeyFile(collector.storeDirectory()).create("p1", collector.clock.instant());
    collector.clock.move(Duration.ofMinutes(5));
    assertEquals(403, post("p1", ""));
    logs("WARN probe p1 is refused: uploads in its name come with a key that is not accepted");
  }

  @Test
  void oneThatIsInNoListIsRetiredWhenItPostsNoMore() throws Exception {
    assertEquals(200, post("p9", ""));
    assertEquals(List.of(), look());
    collector.clock.move(Duration.ofMinutes(10));
    logs("INFO probe p9, which is not in probes.json, posts no more");
    ProbeLifeTest.publish(collector, "p1", "p2", "p9");
    logs("WARN probe p9 is silent: nothing came for 10m; ask its host: ixpqos status");
  }

  @Test
  void howManyAreInEachStateIsInTheStatusLine() throws Exception {
    assertEquals(200, post("p1", ""));
    look();
    assertTrue(collector.summary().endsWith("probes: 1 never, 1 reporting"), collector.summary());
  }
}
