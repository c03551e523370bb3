package org.ixpqos.model.wire;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.ixpqos.model.ClockState;
import org.ixpqos.model.Reason;
import org.ixpqos.model.RoundField;
import org.ixpqos.model.RoundFields;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.RttSummary;

/** Reads one element of an upload's {@code probes}; for one row. */
final class RoundResultReader {
  /** An hour: no round waits so long for a reply. */
  static final int LONGEST_MS = 3_600_000;

  private static final int MAX_REASONS = 64;

  private final JsonFields fields;
  private final RoundDraft draft = new RoundDraft();

  RoundResultReader(JsonFields fields) {
    this.fields = fields;
  }

  /**
   * The row; null when it is refused, with the reason in the fields.
   *
   * @param receivedAt the time of a row that has none
   */
  RoundResult read(Instant receivedAt) throws IOException {
    fields.object(this::field);
    draft.firstMissing().ifPresent(key -> fields.refuse(key, RoundDraft.NOTHING, RoundDraft.GIVEN));
    if (fields.problem().isPresent()) {
      return null;
    }
    try {
      return draft.row(receivedAt);
    } catch (IllegalArgumentException e) {
      fields.refuse(e.getMessage());
      return null;
    }
  }

  private void field(String key) throws IOException {
    switch (key) {
      case "name" -> draft.target = fields.text(TextForm.NAME);
      case "proto" -> draft.proto = orZero(fields.integer(4, 6));
      case "address" -> draft.address = fields.text(TextForm.ADDRESS);
      case "pinged" -> draft.pinged = fields.flag();
      case "ping_quantiles" ->
          draft.quantiles = fields.decimals(RttSummary.QUANTILES.size(), LONGEST_MS);
      case "time" -> draft.time = fields.time();
      case "schedule" -> draft.schedule = orEmpty(fields.text(TextForm.SCHEDULE));
      case "timestamps" -> draft.timestamps = orEmpty(fields.text(TextForm.TIMESTAMPS));
      case "clock" -> draft.clock = clock();
      case "reasons" -> draft.reasons = reasons(fields);
      default -> number(key);
    }
  }

  private void number(String key) throws IOException {
    RoundField field = RoundFields.onTheWire(key).orElse(null);
    if (field == null) {
      fields.skip();
    } else if (field.isInteger()) {
      draft.values.put(field, fields.integer(0, (long) field.max()));
    } else {
      draft.values.put(field, fields.decimal((int) field.max()));
    }
  }

  private ClockState clock() throws IOException {
    ClockReader reader = new ClockReader();
    fields.object(reader::field);
    return new ClockState(reader.synchronised, reader.errorMicros, reader.stepped);
  }

  /** Why packets of a row ended as they did: an array of objects. */
  static List<Reason> reasons(JsonFields fields) throws IOException {
    List<Reason> reasons = new ArrayList<>();
    fields.array(
        MAX_REASONS,
        () -> {
          ReasonReader reader = new ReasonReader(fields);
          fields.object(reader::field);
          reasons.add(new Reason(reader.state, reader.reason, reader.from, reader.count));
        });
    return reasons;
  }

  private final class ClockReader {
    private boolean synchronised;
    private long errorMicros;
    private boolean stepped;

    void field(String key) throws IOException {
      switch (key) {
        case "synchronised" -> synchronised = Boolean.TRUE.equals(fields.flag());
        case "error_us" -> errorMicros = orZero(fields.integer(0, Long.MAX_VALUE));
        case "stepped" -> stepped = Boolean.TRUE.equals(fields.flag());
        default -> fields.skip();
      }
    }
  }

  private static final class ReasonReader {
    private final JsonFields fields;
    private String state = "";
    private String reason = "";
    private String from;
    private long count;

    ReasonReader(JsonFields fields) {
      this.fields = fields;
    }

    void field(String key) throws IOException {
      switch (key) {
        case "state" -> state = orEmpty(fields.text(32));
        case "reason" -> reason = orEmpty(fields.text(64));
        case "from" -> from = fields.text(64);
        case "count" -> count = orZero(fields.integer(0, RoundFields.MAX_PACKETS));
        default -> fields.skip();
      }
    }
  }

  static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  static long orZero(Long number) {
    return number == null ? 0 : number;
  }
}
