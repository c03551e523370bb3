package org.ixpqos.daemon.buffer;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Instant;
import java.util.Optional;
import org.ixpqos.model.Gap;
import org.ixpqos.model.wire.WireTime;

/** Rounds that were dropped and are not in a gap yet. Guarded by its owner's lock. */
final class DroppedRounds {
  private long rounds;
  private Instant from;
  private Instant until;

  /** The rounds lost with a file, by its last known count. */
  static DroppedRounds of(Buffer.Status last, Instant now) {
    DroppedRounds lost = new DroppedRounds();
    lost.add(last.entries(), last.oldest().orElse(now), now);
    return lost;
  }

  void add(long more, Instant first, Instant last) {
    rounds += more;
    from = from == null || first.isBefore(from) ? first : from;
    until = until == null || last.isAfter(until) ? last : until;
  }

  void addAll(DroppedRounds other) {
    if (other.from != null) {
      add(other.rounds, other.from, other.until);
    }
  }

  /**
   * Counts the rounds of a row: a result is one round; a gap counts the rounds that it reported as
   * dropped.
   */
  void add(BufferEntry entry) {
    if (entry.kind() == BufferEntry.Kind.ROW) {
      add(1, entry.at(), entry.at());
    } else if (isOfDropped(entry)) {
      addReported(entry);
    } else {
      add(0, entry.at(), entry.at());
    }
  }

  /** The rounds of a gap that is itself dropped. */
  void addReported(BufferEntry entry) {
    if (JsonParser.parseString(entry.json()) instanceof JsonObject gap && gap.has("rounds")) {
      add(gap.get("rounds").getAsLong(), time(gap, "from"), time(gap, "until"));
    } else {
      add(0, entry.at(), entry.at());
    }
  }

  /** Whether an entry is a gap that this class made. */
  static boolean isOfDropped(BufferEntry entry) {
    return entry.kind() == BufferEntry.Kind.GAP
        && JsonParser.parseString(entry.json()) instanceof JsonObject gap
        && gap.has("rounds")
        && gap.get("reason").getAsString().equals(Gap.DROPPED);
  }

  private static Instant time(JsonObject gap, String key) {
    return WireTime.parse(gap.get(key).getAsString()).orElse(Instant.EPOCH);
  }

  long rounds() {
    return rounds;
  }

  Optional<BufferEntry> gap() {
    return from == null
        ? Optional.empty()
        : Optional.of(BufferEntry.of(new Gap(from, until, Gap.DROPPED, "", rounds)));
  }
}
