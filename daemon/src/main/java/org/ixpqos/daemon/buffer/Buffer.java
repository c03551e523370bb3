package org.ixpqos.daemon.buffer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where results wait until every collector has acknowledged them. Safe for use by any thread.
 *
 * <p>Every entry has a number, one higher than the last; a collector's position is kept as the
 * ranges of numbers that it has not acknowledged.
 */
public interface Buffer extends AutoCloseable {
  /** The changes of one transaction. Not thread-safe. */
  final class Additions {
    /** A firing that began; {@code rounds} of it are being measured. */
    record Started(Instant time, String schedule, int rounds) {}

    /** A round of a firing that is recorded and no longer being measured. */
    record Finished(Instant time, String schedule) {}

    final List<Started> started = new ArrayList<>();
    final List<Finished> finished = new ArrayList<>();
    final List<BufferEntry> entries = new ArrayList<>();
    long undated;

    public void started(Instant time, String schedule, int rounds) {
      started.add(new Started(time, schedule, rounds));
    }

    public void finished(Instant time, String schedule) {
      finished.add(new Finished(time, schedule));
    }

    public void add(BufferEntry entry) {
      entries.add(entry);
    }

    /** Rounds that were measured and can't be dated; counted in the gap of the daemon's end. */
    public void undated(long rounds) {
      undated += rounds;
    }

    void addAll(Additions later) {
      started.addAll(later.started);
      finished.addAll(later.finished);
      entries.addAll(later.entries);
      undated += later.undated;
    }

    /** The approximate memory of the entries, bytes. */
    long bytes() {
      return entries.stream().mapToLong(entry -> entry.json().length() + 100L).sum();
    }

    public boolean isEmpty() {
      return started.isEmpty() && finished.isEmpty() && entries.isEmpty() && undated == 0;
    }
  }

  /** An entry with its number. */
  record Numbered(long number, BufferEntry entry) {}

  /** An entry that a collector will never accept, and the reason. */
  record Refused(Numbered entry, String reason) {}

  /**
   * A request's worth of entries of one source.
   *
   * @param first the lowest number that the batch settles
   * @param last the highest; some between may be missing from {@code entries}
   * @param backlog whether it is from the backlog of an outage or a restart
   */
  record Batch(
      String collector,
      String epoch,
      String source,
      long first,
      long last,
      boolean backlog,
      List<Numbered> entries) {}

  /**
   * The state of the buffer.
   *
   * @param entries entries that at least one collector has not acknowledged
   * @param bytes of the file that are in use
   * @param oldest the oldest entry's time, if there is one
   * @param dropped rounds dropped because the buffer was full, or lost by a fault of the disk
   * @param quarantined entries that a collector refused
   * @param held entries in memory because the disk can't take them
   * @param waiting by collector, entries that it has not acknowledged
   * @param postponed by collector, those of them that it refuses until the clocks agree
   * @param trouble why nothing can be written; empty when it can
   */
  record Status(
      String epoch,
      long entries,
      long bytes,
      Optional<Instant> oldest,
      long dropped,
      long quarantined,
      long held,
      Map<String, Long> waiting,
      Map<String, Long> postponed,
      String trouble) {
    /** The same for another reason. */
    Status withTrouble(String reason) {
      return new Status(
          epoch, entries, bytes, oldest, dropped, quarantined, held, waiting, postponed, reason);
    }
  }

  /**
   * Stores additions; they are on disk when this returns, unless {@link Status#trouble} has a
   * reason. Also records that the daemon is alive.
   */
  void append(Additions additions);

  /**
   * The next entries for a collector, the same again until they are acknowledged.
   *
   * @param backlogFirst whether the backlog comes before fresh entries
   * @param most the maximum of entries
   */
  Optional<Batch> next(String collector, boolean backlogFirst, int most);

  /**
   * Settles a batch: its entries are deleted once every other collector has them too.
   *
   * @param refused entries that the collector will never take
   * @param postponed entries that it refuses now and may take later, after {@link #release}
   */
  void acknowledge(Batch batch, List<Refused> refused, List<Numbered> postponed);

  /** The same without postponed entries. */
  default void acknowledge(Batch batch, List<Refused> refused) {
    acknowledge(batch, refused, List.of());
  }

  /** Offers the postponed entries to a collector again, as backlog. */
  void release(String collector);

  /** Turns a collector's waiting entries into backlog: later entries are sent first. */
  void fellBehind(String collector);

  Status status();

  /** Waits until something was appended after the call, or the time is over. */
  void awaitAppend(long nanos) throws InterruptedException;

  /** Records a clean end and closes the file. */
  @Override
  void close();
}
