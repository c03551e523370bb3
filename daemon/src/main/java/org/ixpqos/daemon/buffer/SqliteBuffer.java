package org.ixpqos.daemon.buffer;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.zip.DataFormatException;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.daemon.config.DaemonConfig.BufferLimits;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.wire.Gap;
import org.ixpqos.wire.WireTime;

/**
 * The buffer on a disk that works; its exceptions say when it doesn't, and {@link DurableBuffer}
 * decides what then. Guarded by its owner's lock.
 */
final class SqliteBuffer implements AutoCloseable {
  /** How much is dropped at once when there is no more room: one part in so many. */
  private static final int DROP_SHARE = 50;

  /** Of a request, before compression. */
  private static final int BATCH_BYTES = 1 << 20;

  private static final int LOOK_AT_AGE_EVERY_APPENDS = 64;

  private final BufferFile file;
  private final BufferLimits limits;
  private final Clock clock;
  private final String source;
  private final BodyCodec codec = new BodyCodec();
  private final Map<String, Position> positions = new LinkedHashMap<>();
  private final String epoch;
  private long first;
  private long last;
  private long dropped;
  private long quarantined;
  private int appends;

  private SqliteBuffer(BufferFile file, DaemonConfig config, Clock clock) throws SQLException {
    this.file = file;
    this.limits = config.buffer();
    this.source = config.name();
    this.clock = clock;
    this.epoch = file.meta("epoch");
    this.last = file.lastNumber();
    String droppedSoFar = file.meta("dropped");
    this.dropped = droppedSoFar == null ? 0 : Long.parseLong(droppedSoFar);
    this.quarantined = file.number("SELECT count(*) FROM quarantine");
  }

  /**
   * Opens the file, or makes it. What a collector had not acknowledged that is no longer configured
   * goes, unless one of the others needs it too.
   *
   * @param returned whether the daemon was away: what its absence left behind is recorded
   */
  static SqliteBuffer open(Path path, DaemonConfig config, Clock clock, boolean returned)
      throws SQLException {
    BufferFile file = BufferFile.open(path);
    try {
      SqliteBuffer buffer = new SqliteBuffer(file, config, clock);
      buffer.first = buffer.firstNumber();
      buffer.loadPositions(
          config.collectors().stream().map(Collector::name).collect(Collectors.toSet()));
      if (returned) {
        buffer.recordAbsence();
      }
      file.commit();
      return buffer;
    } catch (SQLException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private long firstNumber() throws SQLException {
    return file.number("SELECT coalesce(min(number), ?) FROM entry", last + 1);
  }

  private void loadPositions(Set<String> collectors) throws SQLException {
    Set<String> gone = new HashSet<>();
    try (PreparedStatement statement = file.prepare("SELECT collector, fresh FROM position");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        if (collectors.contains(rows.getString(1))) {
          positions.put(rows.getString(1), new Position(rows.getLong(2)));
        } else {
          gone.add(rows.getString(1));
        }
      }
    }
    try (PreparedStatement statement = file.prepare("SELECT collector, first, last FROM backlog");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        Position position = positions.get(rows.getString(1));
        if (position != null) {
          position.backlog.add(rows.getLong(2), rows.getLong(3));
        }
      }
    }
    for (String collector : gone) {
      file.update("DELETE FROM position WHERE collector = ?", collector);
      file.update("DELETE FROM backlog WHERE collector = ?", collector);
    }
    for (String collector : collectors) {
      Position position = positions.computeIfAbsent(collector, name -> new Position(first));
      position.fellBehind(last);
      position.dropped(first - 1);
      store(collector, position);
    }
    if (!gone.isEmpty() && !positions.isEmpty()) {
      deleteSettled(first, last);
    }
  }

  /** Gaps for the time that the daemon was away, and for the rounds that its end cut short. */
  private void recordAbsence() throws SQLException {
    String stopped = file.meta("stopped");
    String alive = file.meta("alive");
    Instant now = clock.instant();
    Buffer.Additions gaps = new Buffer.Additions();
    if (alive != null) {
      Instant from = WireTime.ofMicros(Long.parseLong(stopped == null ? alive : stopped));
      // a clock that was set back while the daemon was away leaves no time between
      Instant until = now.isBefore(from) ? from : now;
      String reason = stopped == null ? Gap.CRASHED : Gap.STOPPED;
      gaps.add(Entry.of(new Gap(from, until, reason, "", 0)));
      try (PreparedStatement statement = file.prepare("SELECT at, schedule, open FROM firing");
          ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Instant at = WireTime.ofMicros(rows.getLong(1));
          Instant end = from.isBefore(at) ? at : from;
          gaps.add(Entry.of(new Gap(at, end, Gap.CUT_SHORT, rows.getString(2), rows.getLong(3))));
        }
      }
    }
    file.update("DELETE FROM firing");
    file.update("DELETE FROM meta WHERE key = 'stopped'");
    write(gaps);
  }

  void append(Buffer.Additions additions) throws SQLException {
    write(additions);
    while (file.bytesInUse() > limits.maxBytes() && first < last) {
      drop(first + (last - first) / DROP_SHARE);
    }
    if (appends++ % LOOK_AT_AGE_EVERY_APPENDS == 0) {
      dropOld();
    }
    file.commit();
  }

  private void write(Buffer.Additions additions) throws SQLException {
    try (PreparedStatement insert =
        file.prepare("INSERT INTO entry(at, source, kind, body) VALUES (?, ?, ?, ?)")) {
      for (Entry entry : additions.entries) {
        insert.setLong(1, WireTime.micros(entry.at()));
        insert.setString(2, source);
        insert.setInt(3, entry.kind().number);
        insert.setBytes(4, codec.encode(entry.json()));
        insert.executeUpdate();
      }
    }
    for (Buffer.Additions.Started started : additions.started) {
      file.update(
          "INSERT OR REPLACE INTO firing VALUES (?, ?, ?)",
          WireTime.micros(started.time()),
          started.schedule(),
          started.rounds());
    }
    finish(additions.finished);
    file.setMeta("alive", String.valueOf(WireTime.micros(clock.instant())));
    last = file.lastNumber();
  }

  private void finish(List<Buffer.Additions.Finished> finished) throws SQLException {
    Map<Buffer.Additions.Finished, Integer> rounds = new LinkedHashMap<>();
    finished.forEach(round -> rounds.merge(round, 1, Integer::sum));
    for (Map.Entry<Buffer.Additions.Finished, Integer> firing : rounds.entrySet()) {
      long at = WireTime.micros(firing.getKey().time());
      String schedule = firing.getKey().schedule();
      file.update(
          "UPDATE firing SET open = open - ? WHERE at = ? AND schedule = ?",
          firing.getValue(),
          at,
          schedule);
      file.update("DELETE FROM firing WHERE at = ? AND schedule = ? AND open <= 0", at, schedule);
    }
  }

  private void dropOld() throws SQLException {
    long tooOld = WireTime.micros(clock.instant().minus(limits.maxAge()));
    long oldest =
        file.number("SELECT at FROM entry WHERE number >= ? ORDER BY number LIMIT 1", first);
    if (first <= last && oldest < tooOld) {
      // numbers go up with time but for steps of the clock: the first that is young enough ends it
      long young =
          file.number(
              "SELECT number FROM entry WHERE number >= ? AND at >= ? ORDER BY number LIMIT 1",
              first,
              tooOld);
      drop(young == 0 ? last : young - 1);
    }
  }

  private void drop(long upTo) throws SQLException {
    long rounds = file.number("SELECT count(*) FROM entry WHERE number <= ? AND kind = 0", upTo);
    long from = file.number("SELECT min(at) FROM entry WHERE number <= ?", upTo);
    long until = file.number("SELECT max(at) FROM entry WHERE number <= ?", upTo);
    file.update("DELETE FROM entry WHERE number <= ?", upTo);
    first = upTo + 1;
    for (Map.Entry<String, Position> position : positions.entrySet()) {
      position.getValue().dropped(upTo);
      store(position.getKey(), position.getValue());
    }
    dropped += rounds;
    file.setMeta("dropped", String.valueOf(dropped));
    Buffer.Additions gap = new Buffer.Additions();
    gap.add(
        Entry.of(
            new Gap(WireTime.ofMicros(from), WireTime.ofMicros(until), Gap.DROPPED, "", rounds)));
    write(gap);
  }

  Optional<Buffer.Batch> next(String collector, boolean backlogFirst, int most)
      throws SQLException {
    Position position = positions.get(collector);
    if (position == null) {
      return Optional.empty(); // no longer configured, and its uploader about to end
    }
    boolean fresh = position.fresh <= last;
    boolean behind = !position.backlog.isEmpty();
    if (!fresh && !behind) {
      return Optional.empty();
    }
    if (behind && (backlogFirst || !fresh)) {
      Ranges.Range range = position.backlog.first();
      return Optional.of(read(collector, range.first(), range.last(), true, most));
    }
    return Optional.of(read(collector, position.fresh, last, false, most));
  }

  private Buffer.Batch read(String collector, long from, long to, boolean backlog, int most)
      throws SQLException {
    List<Buffer.Numbered> entries = new ArrayList<>();
    String batchSource = "";
    int bytes = 0;
    long end = to;
    try (PreparedStatement statement =
            file.prepare(
                "SELECT number, at, source, kind, body FROM entry"
                    + " WHERE number BETWEEN ? AND ? ORDER BY number LIMIT ?",
                from,
                to,
                most + 1);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        long number = rows.getLong(1);
        String json = body(number, rows.getBytes(5));
        bytes += json.length() + 1;
        boolean full = entries.size() == most || (bytes > BATCH_BYTES && !entries.isEmpty());
        if (full || (!entries.isEmpty() && !rows.getString(3).equals(batchSource))) {
          end = number - 1;
          break;
        }
        batchSource = rows.getString(3);
        Entry.Kind kind = Entry.Kind.of(rows.getInt(4));
        entries.add(
            new Buffer.Numbered(number, new Entry(kind, WireTime.ofMicros(rows.getLong(2)), json)));
      }
    }
    return new Buffer.Batch(collector, epoch, batchSource, from, end, backlog, entries);
  }

  private String body(long number, byte[] body) throws SQLException {
    try {
      return codec.decode(body);
    } catch (DataFormatException e) {
      throw new DamagedEntryException(number, e);
    }
  }

  void acknowledge(Buffer.Batch batch, List<Buffer.Refused> refused) throws SQLException {
    Position position = positions.get(batch.collector());
    if (position == null || !batch.epoch().equals(epoch)) {
      return; // settled for a collector or a file that is gone
    }
    for (Buffer.Refused entry : refused) {
      quarantined +=
          file.update(
              "INSERT OR IGNORE INTO quarantine SELECT ?, number, at, source, kind, body, ?"
                  + " FROM entry WHERE number = ?",
              batch.collector(),
              entry.reason(),
              entry.entry().number());
    }
    position.settle(batch.first(), batch.last(), batch.backlog());
    store(batch.collector(), position);
    deleteSettled(batch.first(), batch.last());
    file.commit();
  }

  private void deleteSettled(long from, long to) throws SQLException {
    Ranges settled = new Ranges();
    settled.add(from, to);
    positions.values().forEach(position -> position.keepFrom(settled));
    for (Ranges.Range range : settled.list()) {
      file.update("DELETE FROM entry WHERE number BETWEEN ? AND ?", range.first(), range.last());
    }
    first = firstNumber();
  }

  void fellBehind(String collector) throws SQLException {
    Position position = positions.get(collector);
    if (position != null && position.fresh <= last) {
      position.fellBehind(last);
      store(collector, position);
      file.commit();
    }
  }

  private void store(String collector, Position position) throws SQLException {
    file.update("INSERT OR REPLACE INTO position VALUES (?, ?)", collector, position.fresh);
    file.update("DELETE FROM backlog WHERE collector = ?", collector);
    for (Ranges.Range range : position.backlog.list()) {
      file.update("INSERT INTO backlog VALUES (?, ?, ?)", collector, range.first(), range.last());
    }
  }

  /** Takes an entry that can't be read out of the way. */
  void discard(long number) throws SQLException {
    file.update("DELETE FROM entry WHERE number = ?", number);
    dropped++;
    file.setMeta("dropped", String.valueOf(dropped));
    file.commit();
  }

  /** Rounds dropped since the epoch began. */
  long dropped() {
    return dropped;
  }

  Buffer.Status status() throws SQLException {
    Map<String, Long> waiting = new LinkedHashMap<>();
    positions.forEach((name, position) -> waiting.put(name, position.waiting(last)));
    long entries =
        positions.isEmpty()
            ? last - first + 1
            : waiting.values().stream().mapToLong(Long::longValue).max().orElse(0);
    long oldest = file.number("SELECT at FROM entry ORDER BY number LIMIT 1");
    return new Buffer.Status(
        epoch,
        entries,
        file.bytesInUse(),
        oldest == 0 ? Optional.empty() : Optional.of(WireTime.ofMicros(oldest)),
        dropped,
        quarantined,
        0,
        waiting,
        "");
  }

  /** Lets go of the file without a word of a clean end. */
  void abandon(Consumer<String> say) {
    codec.end();
    file.abandon(say);
  }

  /** Notes a clean end. */
  @Override
  public void close() throws SQLException {
    file.setMeta("stopped", String.valueOf(WireTime.micros(clock.instant())));
    file.commit();
    codec.end();
    file.close();
  }
}
