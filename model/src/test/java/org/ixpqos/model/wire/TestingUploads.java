package org.ixpqos.model.wire;

import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import org.ixpqos.model.wire.UploadReader.Reading;

/** A row that is good, and readings of bodies that have it or others. */
final class TestingUploads {
  static final Instant NOW = Instant.parse("2026-11-22T10:00:00.000000Z");

  static final String GOOD =
      """
      {"name": "p2", "proto": 4, "address": "10.0.0.2", "pinged": true, "ping_min": 0.4, \
      "ping_max": 0.6, "ping_avg": 0.5, "ping_jitter": 0.03, "ping_loss": 0.0}""";

  private TestingUploads() {}

  static Reading read(String text) throws IOException {
    return new UploadReader(NOW, Duration.ofDays(30)).read(new StringReader(text));
  }

  static Reading readRows(String... rows) throws IOException {
    return read("{\"source\": \"p1\", \"probes\": [" + String.join(",", rows) + "]}");
  }
}
