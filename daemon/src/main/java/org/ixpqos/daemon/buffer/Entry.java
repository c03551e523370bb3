package org.ixpqos.daemon.buffer;

import java.time.Instant;
import org.ixpqos.wire.Gap;
import org.ixpqos.wire.ResultRow;
import org.ixpqos.wire.WireCodec;

/**
 * What the buffer keeps: a row or a gap, as it will stand on the wire.
 *
 * @param kind which of the two
 * @param at the round's time, or the gap's end
 * @param json the object's JSON
 */
public record Entry(Kind kind, Instant at, String json) {
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

  public static Entry of(ResultRow row) {
    return new Entry(Kind.ROW, row.time(), WireCodec.encode(row));
  }

  public static Entry of(Gap gap) {
    return new Entry(Kind.GAP, gap.until(), WireCodec.encode(gap));
  }
}
