package org.ixpqos.model.wire;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.ixpqos.model.ProbeHealth;

/** Reads an upload's {@code health}; for one upload. */
final class HealthReader {
  private final JsonFields fields;

  private Instant sentAt;
  private Instant startedAt;
  private Long backlog;
  private Long dropped;
  private Long localDrops;
  private String configuration;
  private Map<String, Duration> periods = Map.of();
  private String stopping;

  HealthReader(JsonFields fields) {
    this.fields = fields;
  }

  /** The reported health; null when it can't be used, with the reason in the fields. */
  ProbeHealth read() throws IOException {
    fields.object(this::field);
    if (sentAt == null || startedAt == null) {
      fields.refuse("sent_at and started_at must be given");
    }
    if (fields.problem().isPresent()) {
      return null;
    }
    return new ProbeHealth(
        sentAt,
        startedAt,
        RoundResultReader.orZero(backlog),
        RoundResultReader.orZero(dropped),
        RoundResultReader.orZero(localDrops),
        RoundResultReader.orEmpty(configuration),
        periods,
        RoundResultReader.orEmpty(stopping));
  }

  private void field(String key) throws IOException {
    switch (key) {
      case "sent_at" -> sentAt = fields.time();
      case "started_at" -> startedAt = fields.time();
      case "backlog" -> backlog = fields.integer(0, Long.MAX_VALUE);
      case "dropped" -> dropped = fields.integer(0, Long.MAX_VALUE);
      case "local_drops" -> localDrops = fields.integer(0, Long.MAX_VALUE);
      case "configuration" -> configuration = fields.text(64);
      case "periods" -> periods = SchedulePeriods.read(fields);
      case "stopping" -> stopping = fields.text(64);
      default -> fields.skip();
    }
  }
}
