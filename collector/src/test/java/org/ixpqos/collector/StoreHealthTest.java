package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.ixpqos.collector.store.SqliteStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The health of the store is the result of its last write. */
class StoreHealthTest {
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

  private HttpResponse<String> post() throws Exception {
    return collector.post(TestingResults.originalUpload("p1", TestingResults.ORIGINAL));
  }

  private Path file() {
    return collector.storeDirectory().resolve(SqliteStore.FILE);
  }

  private void assertMoved() throws Exception {
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> answer = post();
      assertEquals(503, answer.statusCode(), answer.body());
      assertTrue(answer.body().contains("restart the collector"), answer.body());
      HttpResponse<String> health = collector.get("/healthz");
      assertEquals(503, health.statusCode());
      assertTrue(health.body().contains("removed, replaced or mounted over"), health.body());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-wal"})
  void aFileThatWasRemovedTakesNothing(String which) throws Exception {
    assertEquals(200, post().statusCode());
    Files.delete(Path.of(file() + which));
    assertMoved();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-wal"})
  void aFileThatWasReplacedTakesNothing(String which) throws Exception {
    assertEquals(200, post().statusCode());
    Path there = Path.of(file() + which);
    Path other = directory.resolve("other");
    Files.copy(there, other);
    Files.move(other, there, StandardCopyOption.REPLACE_EXISTING);
    assertMoved();
  }

  @Test
  void aDirectoryThatWasMovedTakesNothing() throws Exception {
    assertEquals(200, post().statusCode());
    Files.move(collector.storeDirectory(), directory.resolve("away"));
    Files.createDirectories(collector.storeDirectory());
    assertMoved();
    Files.delete(collector.storeDirectory());
    Files.move(directory.resolve("away"), collector.storeDirectory());
    assertEquals(200, post().statusCode());
    assertEquals(200, collector.get("/healthz").statusCode());
  }

  @Test
  void aStoreThatCantBeWrittenIsNotWellUntilItIs() throws Exception {
    assertEquals(200, collector.get("/healthz").statusCode());
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TRIGGER full BEFORE INSERT ON raw_hot BEGIN"
              + " SELECT RAISE(ABORT, 'database or disk is full'); END");
      assertEquals(500, post().statusCode());
      HttpResponse<String> health = collector.get("/healthz");
      assertEquals(503, health.statusCode());
      assertTrue(health.body().contains("can't be written since 20"), health.body());
      assertTrue(health.body().contains("database or disk is full"), health.body());
      statement.execute("DROP TRIGGER full");
    }
    assertEquals(200, post().statusCode());
    assertEquals("{\"status\":\"ok\"}", collector.get("/healthz").body());
  }
}
