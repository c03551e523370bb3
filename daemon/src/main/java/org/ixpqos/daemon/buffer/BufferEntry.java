package org.ixpqos.daemon.buffer;

import java.time.Instant;
import org.ixpqos.model.Gap;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.wire.WireCodec;

/**
 * An entry of the buffer: a round result or a gap, in its form on the wire.
 *
 * @param kind which of the two
 * @param at the round's time, or the gap's end
 * @param json the object's JSON
 */
public record BufferEntry(Kind kind, Instant at, String json) {
  /** A row or a gap, with its number on disk. */
  public enum Kind {
    ROW(0),
    GAP(1);

    final int number;

    Kind(int number) {
      this.number = number;
    }

    static Kind of(int number) {
      return number == GAP.number ? GAP : ROW;
    }
  }

  public static BufferEntry of(RoundResult row) {
    return new BufferEntry(Kind.ROW, row.time(), WireCodec.encode(row));
  }

  public static BufferEntry of(Gap gap) {
    return new BufferEntry(Kind.GAP, gap.until(), WireCodec.encode(gap));
  }
}
