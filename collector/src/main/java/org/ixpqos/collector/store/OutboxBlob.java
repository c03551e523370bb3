package org.ixpqos.collector.store;

import java.util.ArrayList;
import java.util.List;
import org.ixpqos.collector.store.format.BlobReader;
import org.ixpqos.collector.store.format.BlobWriter;
import org.ixpqos.collector.store.format.ResultBlob;

/**
 * An entry of the outbox: rounds in the form of {@link ResultBlob}, with the columns of their key.
 *
 * <pre>
 * format  1
 * rounds  how many; of each:
 *         pair, time as its difference from the round's before it (microseconds since 1970 at the
 *         first), how many bytes its row has, its row
 * </pre>
 *
 * Numbers as in {@link BlobWriter}. It needs nothing from the tables but the pair's names, which
 * are kept for good: neither sealing nor retention touches it.
 */
final class OutboxBlob {
  private static final int FORMAT = 1;

  /** Bytes that {@link #count} needs. */
  static final int HEAD = 11;

  private OutboxBlob() {}

  static byte[] encode(List<BlockInsert.Round> rounds) {
    BlobWriter out = new BlobWriter().unsigned(FORMAT).unsigned(rounds.size());
    long before = 0;
    for (BlockInsert.Round round : rounds) {
      out.unsigned(round.pair).signed(round.time - before).unsigned(round.d.length).bytes(round.d);
      before = round.time;
    }
    return out.bytes();
  }

  static List<BlockInsert.Round> decode(byte[] blob) {
    BlobReader in = new BlobReader(blob);
    List<BlockInsert.Round> rounds = new ArrayList<>();
    long time = 0;
    for (long left = count(in); left > 0; left--) {
      int pair = (int) in.unsigned();
      time += in.signed();
      rounds.add(new BlockInsert.Round(time, pair, in.bytes((int) in.unsigned())));
    }
    return rounds;
  }

  /** How many rounds an entry has, by its first bytes; 0 when they are damaged. */
  static long count(byte[] head) {
    try {
      return count(new BlobReader(head));
    } catch (RuntimeException e) {
      return 0;
    }
  }

  private static long count(BlobReader in) {
    long format = in.unsigned();
    if (format != FORMAT) {
      throw new IllegalStateException(
          "an entry of format " + format + ", which a later version wrote");
    }
    return in.unsigned();
  }
}
