package org.ixpqos.daemon.buffer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Entries that wait in memory while the disk can't be written, up to a bound: above it the oldest
 * is dropped and counted, and the count is recorded with the next entry that is written. Guarded by
 * its owner's lock.
 */
final class HeldResults {
  /** The maximum of entries that are written in one transaction when the disk works again. */
  private static final int CHUNK = 1_000;

  private final long mostBytes;
  private final Deque<Buffer.Additions> held = new ArrayDeque<>();
  private DroppedRounds lost = new DroppedRounds();
  private long bytes;
  private long dropped;

  HeldResults(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** A round's mark, its end and its row stay together: each chunk is one transaction. */
  void add(Buffer.Additions additions) {
    Buffer.Additions youngest = held.peekLast();
    if (youngest == null || youngest.entries.size() >= CHUNK) {
      youngest = new Buffer.Additions();
      held.add(youngest);
    }
    youngest.addAll(additions);
    bytes += additions.bytes();
    while (held.size() > 1 && bytes > mostBytes) {
      bytes -= held.element().bytes();
      List<BufferEntry> oldest = held.remove().entries;
      oldest.forEach(lost::add);
      dropped += oldest.stream().filter(entry -> entry.kind() == BufferEntry.Kind.ROW).count();
    }
  }

  /** Takes out the next transaction; there must be one. */
  Buffer.Additions take() {
    Buffer.Additions next = oldest();
    written();
    return next;
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  /** The next transaction: the oldest entries, and the gap that counts the dropped ones. */
  Buffer.Additions oldest() {
    Buffer.Additions all = new Buffer.Additions();
    all.addAll(held.element());
    lost.gap().ifPresent(all::add);
    return all;
  }

  /** The oldest is on disk. */
  void written() {
    bytes -= held.remove().bytes();
    lost = new DroppedRounds();
  }

  /**
   * Counts rounds that were lost with a file; they are recorded with the next entry that is
   * written.
   */
  void giveUp(DroppedRounds more) {
    lost.addAll(more);
    dropped += more.rounds();
  }

  int entries() {
    return held.stream().mapToInt(additions -> additions.entries.size()).sum();
  }

  /** Rounds that were dropped. */
  long dropped() {
    return dropped;
  }
}
