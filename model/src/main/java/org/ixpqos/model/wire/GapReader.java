package org.ixpqos.model.wire;

import java.io.IOException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.ixpqos.model.Gap;

/** Reads one element of an upload's {@code gaps}; for one gap. */
final class GapReader {
  private static final TextForm WORD =
      TextForm.of(
          Pattern.compile("[a-z0-9-]{1,32}").asMatchPredicate(), "a word such as \"stopped\"");

  /** More than any mesh measures in the years that a gap may last. */
  private static final long MAX_ROUNDS = 1_000_000_000_000L;

  private final JsonFields fields;

  private Instant from;
  private Instant until;
  private String reason;
  private String schedule;
  private Long rounds;

  GapReader(JsonFields fields) {
    this.fields = fields;
  }

  /** The gap; null when it is refused, with the reason in the fields. */
  Gap read() throws IOException {
    fields.object(this::field);
    if (from == null || until == null || reason == null) {
      fields.refuse("a gap needs from, until and reason");
    } else if (until.isBefore(from)) {
      fields.refuse("until", WireTime.format(until), "not before from");
    }
    if (fields.problem().isPresent()) {
      return null;
    }
    return new Gap(
        from, until, reason, RoundResultReader.orEmpty(schedule), RoundResultReader.orZero(rounds));
  }

  private void field(String key) throws IOException {
    switch (key) {
      case "from" -> from = fields.time();
      case "until" -> until = fields.time();
      case "reason" -> reason = fields.text(WORD);
      case "schedule" -> schedule = fields.text(TextForm.SCHEDULE);
      case "rounds" -> rounds = fields.integer(0, MAX_ROUNDS);
      default -> fields.skip();
    }
  }
}
