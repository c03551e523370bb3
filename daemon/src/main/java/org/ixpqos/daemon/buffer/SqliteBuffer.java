package org.ixpqos.daemon.buffer;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.daemon.config.DaemonConfig.BufferLimits;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.model.Gap;
import org.ixpqos.model.clock.Timekeeper;
import org.ixpqos.model.wire.WireTime;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The buffer on a working disk; it throws when the disk fails, and {@link DurableBuffer} handles
 * that. Guarded by its owner's lock.
 */
final class SqliteBuffer implements AutoCloseable {
  /** The fraction that is dropped at once when there is no more room: one part in so many. */
  private static final int DROP_SHARE = 50;

  private static final int LOOK_AT_AGE_EVERY_APPENDS = 64;

  /** How long the mark of a firing may take to the disk: a crash began no later. */
  private static final Duration MARK_LAG = Duration.ofSeconds(1);

  private final BufferFile file;
  private final EntryTable entries;
  private final FiringTable firings;
  private final Quarantine quarantine;
  private final BufferLimits limits;
  private final Timekeeper time;
  private Lifetime lifetime;
  private final String source;
  private final String epoch;
  private final Cursors positions;
  private long first;
  private long last;
  private long dropped;
  private int appends;
  private long droppedByAge;

  /**
   * When the daemon came back, monotonic, while the gap of its absence is not recorded yet; else
   * empty.
   */
  private OptionalLong returned = OptionalLong.empty();

  private SqliteBuffer(BufferFile file, DaemonConfig config, Timekeeper time) throws SQLException {
    this.file = file;
    this.entries = new EntryTable(file);
    this.firings = new FiringTable(file);
    this.quarantine = new Quarantine(file);
    this.limits = config.buffer();
    this.source = config.name();
    this.time = time;
    this.lifetime = new Lifetime(time);
    this.epoch = file.meta("epoch");
    this.last = file.lastNumber();
    this.first = firstNumber();
    String droppedSoFar = file.meta("dropped");
    this.dropped = droppedSoFar == null ? 0 : Long.parseLong(droppedSoFar);
    Set<String> collectors =
        config.collectors().stream().map(Collector::name).collect(Collectors.toSet());
    this.positions = Cursors.load(file, collectors, first, last);
  }

  /**
   * Opens the file, or creates it. Entries that only a collector needed that is no longer
   * configured are deleted.
   *
   * @param returned when the daemon came back, monotonic; empty when it was not away. The gap of
   *     its absence is recorded once the clock is set
   */
  static SqliteBuffer open(Path path, DaemonConfig config, Timekeeper time, OptionalLong returned)
      throws SQLException {
    return open(BufferFile.open(path), config, time, returned);
  }

  static SqliteBuffer open(
      BufferFile file, DaemonConfig config, Timekeeper time, OptionalLong returned)
      throws SQLException {
    try {
      SqliteBuffer buffer = new SqliteBuffer(file, config, time);
      if (buffer.positions.someAreGone()) {
        buffer.deleteSettled(buffer.first, buffer.last);
      }
      buffer.returned = returned;
      if (buffer.isNamed()) {
        buffer.entries.name(config.name());
        buffer.quarantine.forgetNameless();
      }
      buffer.tellAbsence();
      file.commit();
      return buffer;
    } catch (SQLException e) {
      file.close();
      throw e;
    } catch (RuntimeException e) {
      file.close();
      // only the file's content can cause this: an invalid number, a time out of range
      SQLException damage =
          new SQLiteException("it holds what it can't: " + e, SQLiteErrorCode.SQLITE_CORRUPT);
      damage.initCause(e);
      throw damage;
    }
  }

  private long firstNumber() throws SQLException {
    return file.number("SELECT coalesce(min(number), ?) FROM entry", last + 1);
  }

  private void tellAbsence() throws SQLException {
    if (returned.isPresent() && time.isSet() && isNamed()) {
      Buffer.Additions gaps = Absence.take(file, time.at(returned.getAsLong()));
      returned = OptionalLong.empty();
      write(gaps);
    }
  }

  /** A probe without a name measures nothing, so its absence is no gap. */
  private boolean isNamed() {
    return !source.isEmpty();
  }

  void append(Buffer.Additions additions) throws SQLException {
    tellAbsence();
    write(additions);
    boolean someGone = true;
    while (someGone && file.bytesInUse() > limits.maxBytes() && first < last) {
      someGone = quarantine.makeRoom() || drop(shareOfTheOldest()) > 0;
    }
    if (appends++ % LOOK_AT_AGE_EVERY_APPENDS == 0) {
      dropOld();
    }
    file.commit();
  }

  private void write(Buffer.Additions additions) throws SQLException {
    entries.insert(source, additions.entries);
    firings.write(additions);
    if (additions.undated > 0) {
      String before = file.meta("undated");
      long all = additions.undated + (before == null ? 0 : Long.parseLong(before));
      file.setMeta("undated", String.valueOf(all));
    }
    if (time.isSet() && isNamed()) {
      Instant sure = lifetime.latest().minus(MARK_LAG);
      file.setMeta("alive", String.valueOf(WireTime.micros(sure)));
    }
    last = file.lastNumber();
  }

  /** Writes an entry for those collectors only. */
  private void writeFor(Set<String> collectors, BufferEntry entry) throws SQLException {
    Buffer.Additions one = new Buffer.Additions();
    one.add(entry);
    write(one);
    positions.keepFor(collectors, last);
  }

  /** By entries and not by numbers: a backlog may be far behind, with nothing between. */
  private long shareOfTheOldest() throws SQLException {
    return file.number(
        "SELECT number FROM entry ORDER BY number LIMIT 1 OFFSET ?",
        Math.max(0, waiting() / DROP_SHARE - 1));
  }

  private void dropOld() throws SQLException {
    if (!time.mayDelete()) {
      return; // with a clock that may be wrong nothing counts as too old; the size is limited all
      // the same
    }
    long tooOld = WireTime.micros(time.now().minus(limits.maxAge()));
    long oldest =
        file.number("SELECT at FROM entry WHERE number >= ? ORDER BY number LIMIT 1", first);
    if (first <= last && oldest < tooOld) {
      // numbers rise with time except for clock steps: the first that is young enough ends it
      long young =
          file.number(
              "SELECT number FROM entry WHERE number >= ? AND at >= ? ORDER BY number LIMIT 1",
              first,
              tooOld);
      droppedByAge += drop(young == 0 ? last : young - 1);
    }
  }

  /**
   * Records a gap for each collector with the rounds that it will not get; rounds of earlier gaps
   * stay counted.
   *
   * @return rounds that were dropped
   */
  int drop(long upTo) throws SQLException {
    Dropping dropping = Dropping.of(entries, positions, first, upTo);
    int rounds = entries.delete(first, upTo);
    first = upTo + 1;
    positions.dropped(upTo);
    countDropped(rounds);
    if (rounds == 0) {
      // where only gaps are left, they are merged, or there would never be room: one for each
      // collector
      dropping.giveUpGaps();
    }
    for (Map.Entry<String, DroppedRounds> its : dropping.lost().entrySet()) {
      Optional<BufferEntry> gap = its.getValue().gap();
      if (gap.isPresent()) {
        writeFor(Set.of(its.getKey()), gap.get());
      }
    }
    if (rounds > 0) {
      for (Map.Entry<Buffer.Numbered, Set<String>> gap : dropping.kept().entrySet()) {
        writeFor(gap.getValue(), gap.getKey().entry());
      }
    }
    return rounds;
  }

  private void countDropped(long rounds) throws SQLException {
    dropped += rounds;
    file.setMeta("dropped", String.valueOf(dropped));
  }

  Optional<Buffer.Batch> next(String collector, boolean backlogFirst, int most)
      throws SQLException {
    Cursor position = positions.of(collector);
    if (position == null) {
      return Optional.empty(); // no longer configured, and its uploader about to end
    }
    boolean fresh = position.fresh <= last;
    boolean behind = !position.backlog.isEmpty();
    if (!fresh && !behind) {
      return Optional.empty();
    }
    boolean backlog = behind && (backlogFirst || !fresh);
    Ranges.Range range =
        backlog ? position.backlog.first() : new Ranges.Range(position.fresh, last);
    EntryTable.Run run = entries.read(range.first(), range.last(), most);
    return Optional.of(
        new Buffer.Batch(
            collector, epoch, run.source(), range.first(), run.last(), backlog, run.entries()));
  }

  void acknowledge(
      Buffer.Batch batch, List<Buffer.Refused> refused, List<Buffer.Numbered> postponed)
      throws SQLException {
    Cursor position = positions.of(batch.collector());
    if (position == null || !batch.epoch().equals(epoch)) {
      return; // settled for a collector or a file that no longer exists
    }
    quarantine.add(batch.collector(), refused);
    position.settle(batch.first(), batch.last(), postponed);
    positions.store(batch.collector());
    tellRefused(batch.collector(), refused);
    tellMissing(batch);
    deleteSettled(batch.first(), batch.last());
    file.commit();
  }

  private void tellRefused(String collector, List<Buffer.Refused> refused) throws SQLException {
    List<Instant> rounds =
        refused.stream()
            .map(entry -> entry.entry().entry())
            .filter(entry -> entry.kind() == BufferEntry.Kind.ROW)
            .map(BufferEntry::at)
            .sorted()
            .toList();
    if (!rounds.isEmpty()) {
      Instant from = rounds.get(0);
      Instant until = rounds.get(rounds.size() - 1);
      Gap gap = new Gap(from, until, Gap.QUARANTINED, "", rounds.size());
      writeFor(Set.of(collector), BufferEntry.of(gap));
    }
  }

  /** Every number of a cursor is that of an entry: one that can't be found was lost on the disk. */
  private void tellMissing(Buffer.Batch batch) throws SQLException {
    long missing = batch.last() - batch.first() + 1 - batch.entries().size();
    if (missing > 0) {
      Instant now = time.now();
      DroppedRounds lost = new DroppedRounds();
      lost.add(missing, now, now);
      batch.entries().forEach(entry -> lost.add(0, entry.entry().at(), entry.entry().at()));
      countDropped(missing);
      writeFor(Set.of(batch.collector()), lost.gap().orElseThrow());
    }
  }

  private void deleteSettled(long from, long to) throws SQLException {
    for (Ranges.Range range : positions.settled(from, to).list()) {
      file.update("DELETE FROM entry WHERE number BETWEEN ? AND ?", range.first(), range.last());
    }
    first = firstNumber();
  }

  void release(String collector) throws SQLException {
    Cursor position = positions.of(collector);
    if (position != null && position.release()) {
      positions.store(collector);
      file.commit();
    }
  }

  void fellBehind(String collector) throws SQLException {
    Cursor position = positions.of(collector);
    if (position != null && position.fresh <= last) {
      position.fellBehind(last);
      positions.store(collector);
      file.commit();
    }
  }

  /** Deletes an entry that can't be read, and records it as dropped. */
  void discard(long number) throws SQLException {
    Instant at = entries.at(number);
    DroppedRounds lost = new DroppedRounds();
    lost.add(1, at, at);
    Set<String> needing = positions.needing(number);
    entries.discard(number);
    positions.keepFor(Set.of(), number);
    countDropped(1);
    writeFor(needing, lost.gap().orElseThrow());
    file.commit();
  }

  /** Rounds dropped since the epoch began. */
  long dropped() {
    return dropped;
  }

  /** Those of them that were dropped for their age since the file was opened. */
  long droppedByAge() {
    return droppedByAge;
  }

  /** The entries of the collector with the most waiting; without a collector, all entries. */
  private long waiting() {
    return positions.waiting(last).values().stream().max(Long::compare).orElse(last - first + 1);
  }

  Buffer.Status status() throws SQLException {
    long oldest = file.number("SELECT at FROM entry ORDER BY number LIMIT 1");
    return new Buffer.Status(
        epoch,
        waiting(),
        file.bytesInUse(),
        oldest == 0 ? Optional.empty() : Optional.of(WireTime.ofMicros(oldest)),
        dropped,
        quarantine.size(),
        0,
        positions.waiting(last),
        positions.postponed(),
        "");
  }

  BufferFile file() {
    return file;
  }

  /** The life of the daemon, which may be longer than that of this object. */
  void lifetime(Lifetime its) {
    lifetime = its;
  }

  /** Closes the file without the mark of a clean end. */
  void abandon(Consumer<String> log) {
    entries.end();
    file.abandon(log);
  }

  /** Records a clean end. */
  @Override
  public void close() throws SQLException {
    if (time.isSet() && returned.isEmpty() && isNamed()) {
      file.setMeta("stopped", String.valueOf(WireTime.micros(lifetime.latest())));
    }
    file.commit();
    entries.end();
    file.close();
  }
}
