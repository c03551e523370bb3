package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.ixpqos.model.Gap;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.Upload;
import org.ixpqos.model.wire.WireCodec;
import org.ixpqos.model.wire.WireForm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads in the form of columns, through HTTP into the store. */
class ColumnsIngestTest {
  @TempDir private Path directory;

  private static HttpResponse<String> post(
      TestingCollector collector, byte[] body, String type, boolean gzip) throws Exception {
    var request = collector.posting().header("Content-Type", type);
    if (gzip) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
        out.write(body);
      }
      return collector.send(
          request
              .header("Content-Encoding", "gzip")
              .POST(BodyPublishers.ofByteArray(bytes.toByteArray())));
    }
    return collector.send(request.POST(BodyPublishers.ofByteArray(body)));
  }

  private static HttpResponse<String> post(TestingCollector collector, byte[] body)
      throws Exception {
    return post(collector, body, WireForm.COLUMNS.mediaType(), false);
  }

  private static Upload upload(List<RoundResult> rows, List<Gap> gaps) {
    return new Upload("p1", new UUID(1, 2), "e1", 7, "1", null, rows, gaps);
  }

  private static String last(TestingCollector collector) throws Exception {
    return collector.get("/api/v1/data/series?source=p1&target=p2&range=1h").body();
  }

  @Test
  void columnsAreStoredAsTheirJsonIs() throws Exception {
    String[] stored = new String[2];
    for (int form = 0; form < 2; form++) {
      try (TestingCollector collector = new TestingCollector(directory.resolve("of" + form))) {
        Instant now = collector.clock.instant();
        List<RoundResult> rows =
            List.of(
                TestingResults.row(now.minusSeconds(120), "p2", 7),
                TestingResults.row(now.minusSeconds(60), "p2", 0));
        List<Gap> gaps =
            List.of(new Gap(now.minusSeconds(50), now.minusSeconds(40), Gap.CRASHED, "", 3));
        Upload upload = upload(rows, gaps);
        String text =
            WireCodec.encode(
                upload,
                rows.stream().map(WireCodec::encode).toList(),
                gaps.stream().map(WireCodec::encode).toList());
        HttpResponse<String> answer =
            form == 0 ? collector.post(text) : post(collector, WireCodec.encodeColumns(upload));
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(WireForm.all(), answer.headers().firstValue(WireForm.ACCEPT_POST).orElse(""));
        assertTrue(answer.body().contains("\"accepted\":3"), answer.body());
        stored[form] = last(collector);
        HttpResponse<String> again =
            form == 0
                ? post(collector, WireCodec.encodeColumns(upload), type(), true)
                : collector.post(text);
        assertTrue(again.body().contains("\"duplicates\":3"), again.body());
        assertEquals(stored[form], last(collector));
      }
    }
    assertEquals(JsonParser.parseString(stored[0]), JsonParser.parseString(stored[1]));
  }

  private static String type() {
    return WireForm.COLUMNS.mediaType() + "; charset=binary";
  }

  @Test
  void aRowThatIsRefusedIsNamedAndCostsNoOther() throws Exception {
    try (TestingCollector collector = new TestingCollector(directory)) {
      Instant now = collector.clock.instant();
      RoundResult ahead = TestingResults.row(now.plusSeconds(3_600), "p2", 7);
      RoundResult good = TestingResults.row(now, "p2", 7);
      byte[] body =
          WireCodec.encodeColumns(upload(List.of(ahead, good.toward("p 2"), good), List.of()));
      HttpResponse<String> answer = post(collector, body);
      assertEquals(200, answer.statusCode());
      assertTrue(answer.body().contains("\"accepted\":1"), answer.body());
      assertTrue(answer.body().contains("\"index\":0,\"reason\":\"time: "), answer.body());
      assertTrue(answer.body().contains("\"index\":1,\"reason\":\"name: "), answer.body());
    }
  }

  @Test
  void whatIsNoUploadIsRefusedWithAReason() throws Exception {
    try (TestingCollector collector = new TestingCollector(directory)) {
      Instant now = collector.clock.instant();
      byte[] body =
          WireCodec.encodeColumns(upload(List.of(TestingResults.row(now, "p2", 7)), List.of()));
      Map<byte[], String> bodies =
          Map.of(
              new byte[0],
              "it ends too early",
              new byte[] {1},
              "not a CBOR object",
              Arrays.copyOf(body, body.length - 9),
              "broken CBOR: it ends too early, at $");
      for (Map.Entry<byte[], String> each : bodies.entrySet()) {
        HttpResponse<String> answer = post(collector, each.getKey());
        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains(each.getValue()), answer.body());
        assertTrue(answer.headers().firstValue(WireForm.ACCEPT_POST).isPresent());
      }
      HttpResponse<String> damaged =
          collector.send(
              collector
                  .posting()
                  .header("Content-Type", WireForm.COLUMNS.mediaType())
                  .header("Content-Encoding", "gzip")
                  .POST(BodyPublishers.ofByteArray(body)));
      assertEquals(408, damaged.statusCode());
    }
  }

  @Test
  void anotherKindOfCborIsNotTaken() throws Exception {
    try (TestingCollector collector = new TestingCollector(directory)) {
      for (String type : List.of("application/cbor", "application/vnd.ixpqos.columns2+cbor")) {
        HttpResponse<String> answer = post(collector, new byte[] {1}, type, false);
        assertEquals(415, answer.statusCode());
        assertTrue(answer.body().contains("allowed: " + WireForm.all()), answer.body());
      }
      String text = TestingResults.upload("p1", collector.clock.instant(), List.of());
      for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "a")) {
        byte[] json = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(200, post(collector, json, type, false).statusCode(), type);
      }
    }
  }

  @Test
  void aWrongKeyIsAnsweredWithTheFormsToo() throws Exception {
    try (TestingCollector collector = new TestingCollector(directory)) {
      byte[] body = WireCodec.encodeColumns(upload(List.of(), List.of()));
      HttpResponse<String> answer =
          collector.send(
              collector
                  .request("/api/v1/data/probe-result")
                  .header("X-API-Key", "another")
                  .header("Content-Type", WireForm.COLUMNS.mediaType())
                  .POST(BodyPublishers.ofByteArray(body)));
      assertEquals(403, answer.statusCode());
      assertTrue(answer.headers().firstValue(WireForm.ACCEPT_POST).isPresent());
    }
  }
}
