package org.ixpqos.model.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import org.ixpqos.model.UploadAnswer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadAnswerReaderTest {
  @Test
  void readsWhatTheCodecWrites() throws BadUploadException {
    UploadAnswer answer =
        new UploadAnswer(
            3,
            2,
            List.of(
                new UploadAnswer.Rejected("probes", 4, "proto: found 5"),
                new UploadAnswer.Rejected("gaps", 0, "ahead of the collector's clock", true)),
            Instant.parse("2026-11-22T10:00:00.000001Z"));
    assertEquals(answer, UploadAnswerReader.read(WireCodec.encode(answer)));
  }

  @Test
  void readsAnOriginalCollectorsAnswer() throws BadUploadException {
    assertEquals(
        new UploadAnswer(0, 0, List.of(), null), UploadAnswerReader.read("{\"status\": \"ok\"}\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>captive portal</html>",
        "[]",
        "{}",
        "{\"status\": \"error\"}",
        "{\"status\": null}",
        "{\"status\": \"ok\", \"rejected\": [{}]}",
        "{\"status\": \"ok\", \"accepted\": \"many\"}"
      })
  void refusesWhatIsNotACollectors(String body) {
    assertThrows(BadUploadException.class, () -> UploadAnswerReader.read(body));
  }
}
