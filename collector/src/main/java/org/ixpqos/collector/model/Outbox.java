package org.ixpqos.collector.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ixpqos.model.RoundResult;

/**
 * The rounds that sinks have still to get. Entries are written with the rounds that they hold, in
 * one transaction, have ascending numbers, and are deleted when every configured sink has passed
 * them, or above the maximum size. A sink's cursor is kept by its name. Safe for use by any thread.
 */
public interface Outbox extends AutoCloseable {
  /** A round, and the pair that it belongs to. */
  record Round(Pair pair, RoundResult row) {}

  /**
   * The next entries.
   *
   * @param rounds in the order in which they came in
   * @param through the last entry's number; the position after them
   * @param unreadable entries among them that are damaged
   */
  record Batch(List<Round> rounds, long through, int unreadable) {
    public Batch {
      rounds = List.copyOf(rounds);
    }
  }

  /**
   * The backlog behind a position.
   *
   * @param entries the number of uploads
   * @param oldest when the first of them came in; null when there is none
   */
  record Behind(long entries, Instant oldest) {}

  /** The sinks that were added since the store was last opened. */
  Set<String> begun();

  /** The sinks that were removed since the store was last opened. */
  Set<String> ended();

  /** Each sink's position: the newest entry that it needs no more. */
  Map<String, Long> positions() throws StoreException;

  /**
   * The entries behind a position, up to the one with which there are so many rounds; without
   * rounds when there are none.
   */
  Batch next(long after, int rounds) throws StoreException;

  /**
   * Moves a sink's position, and deletes some entries that no sink needs.
   *
   * @throws StoreFullException uploads come first; the position is where it was
   */
  void passed(String sink, long through)
      throws StoreException, StoreFullException, InterruptedException;

  /** The backlog behind a position. */
  Behind behind(long position) throws StoreException;

  /**
   * Deletes entries that no sink needs, and the oldest above the maximum, a little at a time.
   *
   * @param age an older entry is deleted
   * @param bytes the maximum of all entries; the oldest above it are deleted
   * @return the sinks that had not got all deleted entries, and how many rounds each missed
   * @throws StoreFullException uploads come first; the rest goes at the next call
   */
  Map<String, Long> trim(Instant now, Duration age, long bytes)
      throws StoreException, StoreFullException, InterruptedException;

  @Override
  void close() throws StoreException;
}
