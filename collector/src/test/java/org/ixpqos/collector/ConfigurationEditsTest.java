package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.ixpqos.collector.api.PublishedLists;
import org.ixpqos.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits of collector.json and of the lists while the collector runs, good ones and broken ones. */
class ConfigurationEditsTest {
  @TempDir private Path directory;

  private static String config(String more) {
    return "{\"listen\": {\"port\": 0}, \"apiKeyFile\": \"key\", \"store\": {\"directory\":"
        + " \"store\"}"
        + (more.isEmpty() ? "" : ", ")
        + more
        + "}";
  }

  private static String health(TestingCollector collector) throws Exception {
    var answer = collector.get("/healthz");
    assertEquals(200, answer.statusCode());
    return answer.body();
  }

  private static void edit(TestingCollector collector, String text) throws Exception {
    collector.write(CollectorConfig.FILE, text);
    collector.applyConfigurationNow();
  }

  @Test
  void whatCanBeTakenOverIsAndTheRestIsReported() throws Exception {
    try (TestingCollector collector = new TestingCollector(directory.resolve("c"))) {
      collector.follow(Optional.empty());
      assertEquals(200, collector.get("/api/v1/data/mesh").statusCode());
      try (TestingLog log = new TestingLog(ConfigurationWatch.class)) {
        edit(collector, config("\"login\": {}"));
        assertTrue(log.lines().get(0).contains("applied"), "the log says so");
        assertEquals(401, collector.get("/api/v1/data/mesh").statusCode());
        edit(collector, config("\"publicPage\": true, \"retention\": {\"raw\": \"40d\"}"));
        assertEquals(200, collector.get("/api/v1/data/mesh").statusCode());
        List<String> lines = log.lines();
        assertTrue(lines.get(0).contains("\"retention\""), lines.toString());
        assertTrue(lines.get(1).contains("needs a restart"), lines.toString());
        assertTrue(lines.get(1).contains("\"publicPage\""), lines.toString());
        assertTrue(health(collector).contains("needs a restart"), "healthz says so");
        assertTrue(collector.summary().contains("needs a restart"), "systemctl status says so");
        edit(collector, config(""));
        assertFalse(health(collector).contains("restart"), "what runs is in the file again");
      }
    }
  }

  @Test
  void aBrokenEditChangesNothingAndStandsWhereItIsLookedFor() throws Exception {
    try (TestingCollector collector =
        new TestingCollector(directory.resolve("c"), "\"login\": {}")) {
      collector.follow(Optional.empty());
      try (TestingLog log = new TestingLog(ConfigurationWatch.class)) {
        edit(collector, config("\"login\": {},"));
        assertTrue(log.lines().get(0).contains(CollectorConfig.FILE), "the log names the file");
      }
      assertEquals(401, collector.get("/api/v1/data/mesh").statusCode());
      assertTrue(health(collector).contains("an edit is not taken over"), health(collector));
      edit(collector, config("\"login\": {}"));
      assertFalse(health(collector).contains("an edit is not taken over"), health(collector));
    }
  }

  @Test
  void aTypoAtARestartTakesNothingDown() throws Exception {
    Path home = directory.resolve("c");
    try (TestingCollector collector = new TestingCollector(home)) {
      collector.follow(Optional.empty());
    }
    Files.writeString(
        home.resolve(CollectorConfig.FILE),
        "{\"store\": {\"directory\": \"store\"}, \"apiKeyFile\": \"key\", \"lissten\": {}}");
    assertThrows(ConfigException.class, () -> CollectorConfig.read(home));
    CollectorConfig good = CollectorConfig.lastGood(home).orElseThrow();
    assertEquals(home.resolve("store"), good.storeDirectory());
    assertEquals(0, good.http().port());
    // cut off in the middle, too
    Files.writeString(
        home.resolve(CollectorConfig.FILE), "{\"store\": {\"directory\": \"store\"}, \"apiKeyF");
    assertTrue(CollectorConfig.lastGood(home).isPresent());
    assertTrue(CollectorConfig.lastGood(Files.createDirectory(directory.resolve("x"))).isEmpty());
  }

  @Test
  void listsThatAreBrokenAtARestartAreThoseOfBefore() throws Exception {
    Path home = directory.resolve("c");
    try (TestingCollector collector = new TestingCollector(home)) {
      ProbeLifeTest.publish(collector, "p1", "p2");
      assertEquals(200, collector.getKeyed("/api/v1/conf/probes").statusCode());
    }
    Files.writeString(home.resolve("probes.json"), ProbeLifeTest.probes("p1") + ",");
    try (TestingCollector collector = new TestingCollector(home)) {
      assertEquals(
          ProbeLifeTest.probes("p1", "p2"), collector.getKeyed("/api/v1/conf/probes").body());
      assertTrue(health(collector).contains("probes.json"), health(collector));
    }
  }

  @Test
  void anEditOfTheListsIsLoggedWithWhatChangedAndABrokenOneStandsEverywhere() throws Exception {
    try (TestingCollector collector = new TestingCollector(directory.resolve("c"));
        TestingLog log = new TestingLog(PublishedLists.class)) {
      ProbeLifeTest.publish(collector, "p1", "p2", "p3");
      collector.getKeyed("/api/v1/conf/probes");
      String before = lists(collector, "digest");
      log.lines();
      collector.write("probes.json", ProbeLifeTest.probes("p1", "p3", "p9"));
      collector.getKeyed("/api/v1/conf/probes");
      String line = log.lines().get(0);
      assertTrue(
          line.contains("probes added=[p9] removed=[p2] changed=[p3]"), "with its names: " + line);
      assertFalse(lists(collector, "digest").equals(before));
      Instant since = Instant.parse(lists(collector, "since"));
      assertTrue(Duration.between(since, Instant.now()).abs().toMinutes() < 5, "" + since);
      collector.write("probes.json", "{\"probes\": [{},]}");
      collector.getKeyed("/api/v1/conf/probes");
      List<String> errors = log.lines();
      assertTrue(errors.stream().allMatch(one -> one.contains("probes.json")), errors.toString());
      assertTrue(health(collector).contains("probes.json"), health(collector));
      assertTrue(collector.summary().contains("probes.json"), collector.summary());
      assertTrue(lists(collector, "problem").contains("probes.json"));
      assertTrue(collector.get("/metrics").body().contains("ixpqos_collector_lists_broken 1.0"));
      collector.write("probes.json", ProbeLifeTest.probes("p1", "p3", "p9"));
      collector.getKeyed("/api/v1/conf/probes");
      assertTrue(log.lines().get(0).contains("published again"));
      assertTrue(collector.get("/metrics").body().contains("ixpqos_collector_lists_broken 0.0"));
    }
  }

  private static String lists(TestingCollector collector, String key) throws Exception {
    return JsonParser.parseString(collector.get("/api/v1/data/probes").body())
        .getAsJsonObject()
        .getAsJsonObject("lists")
        .get(key)
        .getAsString();
  }

  @Test
  void silentProbesAreNoFaultOfTheCollectors() throws Exception {
    try (TestingCollector collector = new TestingCollector(directory.resolve("c"))) {
      ProbeLifeTest.publish(collector, "p1", "p2");
      collector.watchProbes();
      assertEquals("{\"status\":\"ok\"}", health(collector));
      assertEquals(200, collector.get("/readyz").statusCode());
      assertTrue(collector.get("/readyz").body().contains("\"never\":2"), "counted apart");
    }
  }

  /** A probe with other settings and the same lists shows the same digest. */
  @Test
  void whetherAProbeRunsThePublishedListsIsReportedByADigestOfThemAlone() throws Exception {
    try (TestingCollector collector = new TestingCollector(directory.resolve("c"))) {
      ProbeLifeTest.publish(collector, "p1", "p2");
      String digest = lists(collector, "digest");
      assertTrue(digest.matches("[0-9a-f]{12}"), digest);
      for (String probe : List.of("p1", "p2")) {
        String version = "0123456789a" + probe.charAt(1) + "-" + digest;
        assertEquals(
            200,
            collector
                .post(TestingResults.upload(probe, collector.clock.instant(), version, List.of()))
                .statusCode());
      }
      assertEquals(digest, ProbeLifeTest.probe(collector, "p1").get("lists").getAsString());
      String running = collector.getKeyed("/api/v1/conf/running").body();
      assertEquals(3, running.split("\"lists\":\"" + digest, -1).length - 1, running);
    }
  }
}
