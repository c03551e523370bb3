package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ixpqos.collector.api.ApiDescription;
import org.ixpqos.collector.sink.LineProtocol;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.RoundResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cost of a new field: an entry of the table, the place that measures it, and the code that
 * draws it.
 */
class NewFieldTest {
  @TempDir private Path directory;

  @Test
  void aFieldIsNamedInThreeFilesOfTheProgram() throws IOException {
    Set<String> naming = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("..").toRealPath())) {
      for (Path file : files.filter(NewFieldTest::isOfTheProgram).toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (text.contains("PATH_MTU") || text.contains("path_mtu")) {
          naming.add(file.getFileName().toString());
        }
      }
    }
    assertEquals(Set.of("RoundFields.java", "RoundResults.java", "rounds.js"), naming);
  }

  private static boolean isOfTheProgram(Path file) {
    return file.toString().contains("/src/main/")
        && file.toString().matches(".*\\.(java|js|json|sql|html)");
  }

  @Test
  void aFieldOfTheTableComesOutWhereverResultsDo() throws Exception {
    try (TestingCollector collector = new TestingCollector(directory)) {
      Instant first = collector.clock.instant().minus(Duration.ofHours(4));
      List<RoundResult> results = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        results.add(TestingResults.row(first.plusSeconds(60L * i), "p2", 12));
      }
      results.set(3, results.get(3).with(RoundFields.PATH_MTU, 1_400));
      results.set(5, results.get(5).with(RoundFields.PATH_MTU, 1_280));
      Instant now = collector.clock.instant();
      RoundResult newest =
          TestingResults.row(now.minusSeconds(30), "p2", 1).with(RoundFields.PATH_MTU, 1_500);
      results.add(newest);
      assertEquals(200, collector.post(TestingResults.upload("p1", now, results)).statusCode());

      assertEquals(List.of(1_400L, 1_280L, 1_500L), mtus(collector, "range=6h"));
      collector.keepHouse();
      assertEquals(
          List.of(1_400L, 1_280L, 1_500L),
          mtus(collector, "range=6h"),
          "after the hours are sealed");
      List<Long> hours = mtus(collector, "range=30d");
      assertTrue(hours.contains(1_280L) && !hours.contains(1_400L), "the smallest: " + hours);
      String metrics = collector.get("/metrics/mesh").body();
      assertTrue(metrics.contains("Ping_path_mtu{"), metrics);
      assertTrue(LineProtocol.line("p1", newest).orElseThrow().contains("path_mtu=1500"));
    }
  }

  @Test
  void theDescriptionOfTheApiHasEveryField() {
    String description = ApiDescription.text();
    for (var field : RoundFields.ALL) {
      assertTrue(description.contains('"' + field.wireName() + '"'), field.wireName());
    }
    assertFalse(description.contains("x-round-fields"));
  }

  private static List<Long> mtus(TestingCollector collector, String range) throws Exception {
    String body = collector.get("/api/v1/data/series?source=p1&target=p2&" + range).body();
    List<Long> found = new ArrayList<>();
    JsonArray series = JsonParser.parseString(body).getAsJsonObject().getAsJsonArray("series");
    for (JsonElement pair : series) {
      for (JsonElement point : pair.getAsJsonObject().getAsJsonArray("points")) {
        JsonElement mtu = point.getAsJsonObject().get("path_mtu");
        if (mtu != null) {
          found.add(mtu.getAsLong());
        }
      }
    }
    return found;
  }
}
