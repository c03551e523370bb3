package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.ixpqos.collector.access.KeyUse;
import org.ixpqos.collector.access.ProbeKey;
import org.ixpqos.collector.access.ProbeKeyFile;
import org.ixpqos.collector.access.UserFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access of each kind of principal. */
class AccessTest {
  @TempDir private Path directory;
  private TestingCollector collector;

  private void start(String more) throws Exception {
    collector = new TestingCollector(directory, more);
  }

  @AfterEach
  void stop() {
    if (collector != null) {
      collector.close();
    }
  }

  private ProbeKeyFile keys() {
    return new ProbeKeyFile(collector.storeDirectory());
  }

  private HttpResponse<String> post(String key, String source) throws Exception {
    return collector.send(
        collector
            .request("/api/v1/data/probe-result")
            .header("X-API-Key", key)
            .POST(
                BodyPublishers.ofString(
                    TestingResults.originalUpload(source, TestingResults.ORIGINAL))));
  }

  @Test
  void aProbesKeyPostsAsItsOwnSourceAlone() throws Exception {
    start("");
    String key = keys().create("p1", collector.clock.instant());
    assertEquals(200, post(key, "p1").statusCode());
    HttpResponse<String> refused = post(key, "p2");
    assertEquals(403, refused.statusCode());
    assertTrue(
        refused.body().startsWith("{\"error\":\"this key is p1's, it may not post as p2; if "),
        refused.body());
    assertEquals(404, collector.getKeyed("/api/v1/data/probe/p2/last").statusCode());
    assertEquals(200, post(TestingCollector.KEY, "p2").statusCode());
  }

  /** The way of a site from the shared key to own ones, probe by probe. */
  @Test
  void theSharedKeyPostsForProbesWithoutOneOfTheirOwn() throws Exception {
    start("");
    assertEquals(200, post(TestingCollector.KEY, "p1").statusCode());
    String key = keys().create("p1", collector.clock.instant());
    HttpResponse<String> refused = post(TestingCollector.KEY, "p1");
    assertEquals(403, refused.statusCode());
    assertEquals(
        "{\"error\":\"p1 has a key of its own, the shared one may not post as it; give the probe"
            + " its own, or revoke that at the collector: ixpqos collector key revoke p1\"}",
        refused.body());
    assertEquals(200, post(key, "p1").statusCode());
    assertEquals(200, post(TestingCollector.KEY, "p2").statusCode());
    keys().revoke("p1", collector.clock.instant());
    assertEquals(200, post(TestingCollector.KEY, "p1").statusCode());
  }

  @Test
  void aRotatedKeyOverlapsAndEnds() throws Exception {
    start("");
    String old = keys().create("p1", collector.clock.instant());
    String young = keys().rotate("p1", Duration.ofHours(1), collector.clock.instant());
    assertEquals(200, post(old, "p1").statusCode());
    assertEquals(200, post(young, "p1").statusCode());
    collector.clock.move(Duration.ofHours(1));
    assertEquals(403, post(old, "p1").statusCode());
    assertEquals(200, post(young, "p1").statusCode());
  }

  /** A clock that jumped is no reason to turn probes away. */
  @Test
  void noKeyEndsByAClockThatIsContradicted() throws Exception {
    start("");
    String old = keys().create("p1", collector.clock.instant());
    keys().rotate("p1", Duration.ofDays(7), collector.clock.instant());
    collector.post(TestingResults.upload("p2", collector.clock.instant(), List.of()));
    collector.clock.step(Duration.ofDays(90));
    assertEquals(200, post(old, "p1").statusCode());
    keys().create("p3", collector.clock.instant()); // nor does a command forget it
    collector.clock.step(Duration.ofDays(-90));
    assertEquals(200, post(old, "p1").statusCode());
    collector.clock.move(Duration.ofDays(8));
    assertEquals(403, post(old, "p1").statusCode());
  }

  @Test
  void whenAKeyWasUsedIsKept() throws Exception {
    start("");
    String key = keys().create("p1", collector.clock.instant());
    assertEquals(200, post(key, "p1").statusCode());
    collector.keepHouse();
    assertEquals(
        Map.of(keys().list().get(0).id(), collector.clock.instant()),
        new KeyUse(collector.storeDirectory()).written());
  }

  @Test
  void aRevokedKeyEndsAtOnceAndAnothersDoesNot() throws Exception {
    start("");
    String first = keys().create("p1", collector.clock.instant());
    String second = keys().create("p1", collector.clock.instant());
    String other = keys().create("p2", collector.clock.instant());
    assertEquals(200, post(first, "p1").statusCode());
    ProbeKey made = keys().list().get(0);
    assertEquals(List.of(made), keys().revoke(made.id(), collector.clock.instant()));
    assertEquals(403, post(first, "p1").statusCode());
    assertEquals(200, post(second, "p1").statusCode());
    assertEquals(1, keys().revoke("p1", collector.clock.instant()).size());
    assertEquals(403, post(second, "p1").statusCode());
    assertEquals(200, post(other, "p2").statusCode());
  }

  @Test
  void keysAreKeptHashedAndForTheOwnerAlone() throws Exception {
    start("");
    String key = keys().create("p1", collector.clock.instant());
    Path file = collector.storeDirectory().resolve(ProbeKeyFile.NAME);
    assertFalse(Files.readString(file).contains(key));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertTrue(key.matches("ixp_[A-Za-z0-9_-]{43}"), "a key that fits a header and a line");
  }

  @Test
  void aBrokenFileOfKeysLeavesTheLastGoodOnes() throws Exception {
    start("");
    String key = keys().create("p1", collector.clock.instant());
    assertEquals(200, post(key, "p1").statusCode());
    Files.writeString(collector.storeDirectory().resolve(ProbeKeyFile.NAME), "{\"keys\": [");
    assertEquals(200, post(key, "p1").statusCode());
  }

  private int read(String path, String user, String password) throws Exception {
    HttpRequest.Builder request = collector.request(path);
    if (user != null) {
      byte[] plain = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(plain));
    }
    return collector.send(request).statusCode();
  }

  @Test
  void readersLogInWhereALoginIsConfigured() throws Exception {
    start("\"login\": {}");
    UserFile users = new UserFile(collector.storeDirectory());
    assertEquals(401, read("/", "noc", "correct horse"));
    users.set("noc", "correct horse".toCharArray());
    for (String path : List.of("/", "/page.js", "/api/v1/data/matrix", "/metrics")) {
      assertEquals(401, read(path, null, null), path);
      assertEquals(200, read(path, "noc", "correct horse"), path);
    }
    assertEquals(401, read("/", "noc", "wrong horse"));
    assertEquals(401, read("/", "nobody", "correct horse"));
    assertEquals(200, read("/healthz", null, null));
    assertEquals(200, post(TestingCollector.KEY, "p1").statusCode());
    HttpResponse<String> asked = collector.get("/");
    assertTrue(asked.headers().firstValue("WWW-Authenticate").orElse("").startsWith("Basic "));

    assertTrue(users.remove("noc"));
    assertEquals(401, read("/", "noc", "correct horse"));
  }

  @Test
  void wrongPasswordsAreCountedAndRightOnesAreNot() throws Exception {
    start("\"login\": {}");
    new UserFile(collector.storeDirectory()).set("noc", "correct horse".toCharArray());
    assertEquals(200, read("/", "noc", "correct horse"));
    int status = 401;
    for (int i = 0; i < 20 && status == 401; i++) {
      status = read("/", "noc", "wrong horse");
    }
    assertEquals(429, status);
    assertEquals(200, read("/", "noc", "correct horse"));
  }

  @Test
  void aTrustedProxyNamesTheUserAndNobodyElseDoes() throws Exception {
    start("\"login\": {\"proxyHeader\": \"X-Remote-User\"}, \"trustedProxies\": [\"127.0.0.1\"]");
    assertEquals(401, collector.get("/").statusCode());
    assertEquals(
        200, collector.send(collector.request("/").header("X-Remote-User", "noc")).statusCode());
    collector.close();
    start("\"login\": {\"proxyHeader\": \"X-Remote-User\"}, \"trustedProxies\": [\"192.0.2.1\"]");
    assertEquals(
        401, collector.send(collector.request("/").header("X-Remote-User", "noc")).statusCode());
  }

  @Test
  void everyResponseRestrictsTheBrowser() throws Exception {
    start("");
    for (String path : List.of("/", "/page.js", "/api/v1/data/matrix", "/nothing")) {
      HttpResponse<String> answer = collector.get(path);
      String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
      assertTrue(policy.contains("default-src 'none'"), path);
      assertTrue(policy.contains("frame-ancestors 'none'"), path);
      assertFalse(policy.contains("unsafe"), path);
      assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
      assertEquals("no-referrer", answer.headers().firstValue("Referrer-Policy").orElse(""));
    }
  }

  @Test
  void eachKindOfKeyOverlapsWhenItIsRotated() throws Exception {
    start("");
    Instant now = collector.clock.instant();
    String own = keys().rotate("p1", Duration.ofDays(2), now);
    assertEquals(200, post(TestingCollector.KEY, "p1").statusCode());
    assertEquals(200, post(own, "p1").statusCode());
    String shared = keys().rotateShared(TestingCollector.KEY, Duration.ofDays(7), now);
    assertEquals(200, post(TestingCollector.KEY, "p2").statusCode());
    assertEquals(200, post(shared, "p2").statusCode());
    collector.clock.move(Duration.ofDays(3));
    assertEquals(403, post(TestingCollector.KEY, "p1").statusCode());
    assertEquals(200, post(own, "p1").statusCode());
    assertEquals(200, post(TestingCollector.KEY, "p2").statusCode());
    collector.clock.move(Duration.ofDays(5));
    assertEquals(403, post(TestingCollector.KEY, "p2").statusCode());
    assertEquals(200, post(shared, "p2").statusCode());
  }

  /** Replacing the file ends the keys that were in it. */
  @Test
  void aSharedKeyThatWasReplacedByHandEndsThoseOfBefore() throws Exception {
    start("");
    String old = keys().rotateShared("another-key", Duration.ofDays(7), collector.clock.instant());
    assertEquals(403, post(old, "p2").statusCode());
    assertEquals(403, post("another-key", "p2").statusCode());
    assertEquals(200, post(TestingCollector.KEY, "p2").statusCode());
  }

  @Test
  void aRefusalIsLoggedWithTheNameThatTheBodyClaims() throws Exception {
    start("");
    ProbeLifeTest.publish(collector, "p1", "p2", "p3");
    String own = keys().create("p1", collector.clock.instant());
    try (TestingLog log = new TestingLog(Class.forName("org.ixpqos.collector.http.Router"))) {
      assertEquals(403, post(own, "p2").statusCode());
      assertEquals(403, post(TestingCollector.KEY, "p1").statusCode());
      assertEquals(403, post("a-wrong-key", "p3").statusCode());
      List<String> lines = log.lines();
      assertTrue(lines.get(0).contains("caller=probe name=p1 source=p2"), lines.get(0));
      assertTrue(lines.get(1).contains("caller=shared_key name= source=p1"), lines.get(1));
      assertTrue(lines.get(2).contains("caller=anyone name= source=p3"), lines.get(2));
      for (String name : List.of("p1", "p2", "p3")) {
        assertEquals("refused", ProbeLifeTest.state(collector, name));
      }
      var refused = ProbeLifeTest.probe(collector, "p2").getAsJsonObject("refused");
      assertEquals("anothers_key", refused.get("reason").getAsString());
      assertEquals("p1", refused.get("key_of").getAsString());
      assertTrue(
          collector
              .get("/metrics")
              .body()
              .contains("ixpqos_probe_refused_uploads{probe=\"p3\"} 1.0"));
      // refusals do not change the state of a probe that reports, and invented names are not kept
      assertEquals(200, post(own, "p1").statusCode());
      assertEquals("reporting", ProbeLifeTest.state(collector, "p1"));
      assertEquals(403, post("a-wrong-key", "made-up").statusCode());
      assertEquals("gone", ProbeLifeTest.state(collector, "made-up"));
      collector.clock.move(Duration.ofMinutes(11));
      assertEquals("never", ProbeLifeTest.state(collector, "p2"));
    }
  }

  @Test
  void aBrowsersFirstVisitIsNoWarning() throws Exception {
    start("\"login\": {}");
    try (TestingLog log = new TestingLog(Class.forName("org.ixpqos.collector.http.Router"))) {
      assertEquals(401, collector.get("/").statusCode());
      assertEquals(List.of(), log.lines());
      assertEquals(
          401,
          collector
              .send(collector.request("/").header("Authorization", "Basic eA=="))
              .statusCode());
      assertEquals(1, log.lines().size());
    }
  }
}
