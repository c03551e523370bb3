package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.ixpqos.collector.access.UserFile;
import org.ixpqos.collector.api.ChangeProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** POST data/probes/NAME: for administrators only. */
class ProbeChangeTest {
  @TempDir private Path directory;

  private static HttpResponse<String> ask(
      TestingCollector collector, String user, String name, String body, Map<String, String> more)
      throws Exception {
    var request =
        collector
            .request("/api/v1/data/probes/" + name)
            .header("Content-Type", more.getOrDefault("Content-Type", "application/json"))
            .POST(BodyPublishers.ofString(body));
    if (!user.isEmpty()) {
      byte[] login = (user + ":a-long-password").getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
    }
    if (more.containsKey("Sec-Fetch-Site")) {
      request.header("Sec-Fetch-Site", more.get("Sec-Fetch-Site"));
    }
    return collector.send(request);
  }

  @Test
  void anAdministratorMayAndAReaderMayNot() throws Exception {
    Path home = directory.resolve("c");
    try (TestingCollector collector =
        new TestingCollector(home, "\"login\": {\"admins\": [\"boss\"]}")) {
      UserFile users = new UserFile(collector.storeDirectory());
      users.set("boss", "a-long-password".toCharArray());
      users.set("noc", "a-long-password".toCharArray());
      collector.post(
          TestingResults.upload(
              "p3",
              collector.clock.instant(),
              List.of(TestingResults.row(collector.clock.instant(), "p1", 0))));
      String retire = "{\"action\": \"retire\"}";
      assertEquals(401, ask(collector, "", "p3", retire, Map.of()).statusCode());
      assertEquals(403, ask(collector, "noc", "p3", retire, Map.of()).statusCode());
      try (TestingLog log = new TestingLog(ChangeProbe.class)) {
        assertEquals(202, ask(collector, "boss", "p3", retire, Map.of()).statusCode());
        assertTrue(
            log.lines().get(0).contains("by=boss action=retire probe=p3"), "the log names who");
      }
      // a request that a foreign page can send is refused, also from an administrator's browser
      assertEquals(
          415,
          ask(collector, "boss", "p3", retire, Map.of("Content-Type", "text/plain")).statusCode());
      assertEquals(
          415,
          ask(collector, "boss", "p3", retire, Map.of("Sec-Fetch-Site", "cross-site"))
              .statusCode());
      for (String bad :
          List.of(
              "",
              "[]",
              "{\"action\": \"explode\"}",
              "{\"action\": [1]}",
              "{\"action\": \"retire\", \"x\": 1}",
              "{\"action\": \"retire\", \"to\": \"" + "x".repeat(2000) + "\"}")) {
        assertEquals(400, ask(collector, "boss", "p3", bad, Map.of()).statusCode(), bad);
      }
      String forget = "{\"action\": \"forget\"}";
      HttpResponse<String> soon = ask(collector, "boss", "p3", forget, Map.of());
      assertEquals(409, soon.statusCode());
      assertTrue(soon.body().contains("posted"), soon.body());
      assertEquals(409, ask(collector, "boss", "nosuch", forget, Map.of()).statusCode());
      collector.clock.move(Duration.ofHours(1));
      assertEquals(202, ask(collector, "boss", "p3", forget, Map.of()).statusCode());
    }
  }

  @Test
  void withoutALoginNobodyMay() throws Exception {
    try (TestingCollector collector = new TestingCollector(directory.resolve("c"))) {
      assertEquals(
          403, ask(collector, "", "p3", "{\"action\": \"retire\"}", Map.of()).statusCode());
    }
  }
}
