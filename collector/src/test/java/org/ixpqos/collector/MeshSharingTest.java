package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.ixpqos.collector.access.UserFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Responses shared between simultaneous requests: never an old one, and never one that only others
 * may see.
 */
@Timeout(60)
class MeshSharingTest {
  @TempDir private Path directory;
  private TestingCollector collector;

  private void start(String more) throws Exception {
    collector = new TestingCollector(directory, more);
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private void post(String target) throws Exception {
    Instant now = collector.clock.instant();
    assertEquals(
        200,
        collector
            .post(TestingResults.upload("p1", now, List.of(TestingResults.row(now, target, 0))))
            .statusCode());
  }

  @Test
  void anUploadThatWasAnsweredIsInWhatIsAskedForAfterIt() throws Exception {
    start("");
    for (int i = 0; i < 50; i++) {
      collector.clock.move(Duration.ofMillis(1));
      post("t" + i);
      for (String path : List.of("matrix", "sums")) {
        String body = collector.get("/api/v1/data/" + path).body();
        assertTrue(body.contains("\"t" + i + "\""), path + ": " + body);
      }
    }
  }

  @Test
  void anEditOfTheListIsSeenAtOnce() throws Exception {
    start("");
    for (String name : List.of("p7", "p8")) {
      collector.write(
          "probes.json",
          "{\"probes\": [{\"name\": \"" + name + "\", \"proto\": 4, \"address\": \"10.0.0.1\"}]}");
      assertTrue(collector.get("/api/v1/data/mesh").body().contains(name));
    }
  }

  @Test
  void manyWhoAskAtOnceGetTheSame() throws Exception {
    start("");
    post("p2");
    HttpClient client = HttpClient.newHttpClient();
    List<CompletableFuture<HttpResponse<byte[]>>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add(
          client.sendAsync(
              collector.request("/api/v1/data/matrix").header("Accept-Encoding", "gzip").build(),
              BodyHandlers.ofByteArray()));
    }
    String plain = collector.get("/api/v1/data/matrix").body();
    for (CompletableFuture<HttpResponse<byte[]>> one : all) {
      HttpResponse<byte[]> answer = one.get(30, TimeUnit.SECONDS);
      assertEquals(200, answer.statusCode());
      assertEquals(
          plain,
          new String(
              new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes(),
              StandardCharsets.UTF_8));
    }
  }

  @Test
  void whatOneMaySeeIsNobodyElses() throws Exception {
    start("\"login\": {}, \"publicPage\": true");
    new UserFile(collector.storeDirectory()).set("noc", "correct horse".toCharArray());
    post("p2");
    String login =
        "Basic "
            + Base64.getEncoder()
                .encodeToString("noc:correct horse".getBytes(StandardCharsets.UTF_8));
    for (String path : List.of("mesh", "sums", "matrix")) {
      String own = "/api/v1/data/" + path;
      assertEquals(
          200, collector.send(collector.request(own).header("Authorization", login)).statusCode());
      assertEquals(401, collector.get(own).statusCode(), path);
    }
    String open = collector.get("/public/api/v1/data/mesh").body();
    assertTrue(open.contains("\"public\":true"), open);
    assertFalse(open.contains("age_s"), open);
    String read =
        collector
            .send(collector.request("/api/v1/data/mesh").header("Authorization", login))
            .body();
    assertTrue(read.contains("\"public\":false") && read.contains("age_s"), read);
  }
}
