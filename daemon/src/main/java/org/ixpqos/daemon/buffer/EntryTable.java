package org.ixpqos.daemon.buffer;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import org.ixpqos.model.wire.WireTime;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The file's table {@code entry}. Guarded by its owner's lock. */
final class EntryTable {
  /** The maximum size of a request, before compression, bytes. */
  private static final int BATCH_BYTES = 1 << 20;

  /** How many rows share a statement: its fixed cost is that of a row. */
  private static final int BLOCK = 16;

  private static final String INSERT =
      "INSERT INTO entry(at, source, kind, body) VALUES (?, ?, ?, ?)";
  private static final String INSERT_BLOCK = INSERT + ", (?, ?, ?, ?)".repeat(BLOCK - 1);

  private final BufferFile file;
  private final BodyCodec codec = new BodyCodec();

  EntryTable(BufferFile file) {
    this.file = file;
  }

  /** Entries of one source that follow each other, and the last number that they settle. */
  record Run(String source, long last, List<Buffer.Numbered> entries) {}

  void insert(String source, List<BufferEntry> entries) throws SQLException {
    int done = 0;
    while (entries.size() - done >= BLOCK) {
      insert(file.kept(INSERT_BLOCK), source, entries.subList(done, done + BLOCK));
      done += BLOCK;
    }
    for (BufferEntry entry : entries.subList(done, entries.size())) {
      insert(file.kept(INSERT), source, List.of(entry));
    }
  }

  private void insert(PreparedStatement insert, String source, List<BufferEntry> entries)
      throws SQLException {
    int parameter = 1;
    for (BufferEntry entry : entries) {
      insert.setLong(parameter++, WireTime.micros(entry.at()));
      insert.setString(parameter++, source);
      insert.setInt(parameter++, entry.kind().number);
      insert.setBytes(parameter++, codec.encode(entry.json()));
    }
    insert.executeUpdate();
  }

  /**
   * As many entries as a request takes.
   *
   * @throws DamagedEntryException when one can't be read
   */
  Run read(long from, long to, int most) throws SQLException {
    List<Buffer.Numbered> entries = new ArrayList<>();
    String source = "";
    int bytes = 0;
    try (PreparedStatement statement =
            file.prepare(
                "SELECT number, at, source, kind, body FROM entry"
                    + " WHERE number BETWEEN ? AND ? ORDER BY number LIMIT ?",
                from,
                to,
                most + 1);
        ResultSet rows = statement.executeQuery()) {
      long before = from - 1;
      while (rows.next()) {
        long number = rows.getLong(1);
        if (number <= before || number > to) {
          throw disorder(number);
        }
        before = number;
        String itsSource = String.valueOf(rows.getString(3));
        BufferEntry entry = entry(number, rows.getLong(2), rows.getInt(4), rows.getBytes(5));
        bytes += entry.json().length() + 1;
        boolean full = entries.size() == most || (bytes > BATCH_BYTES && !entries.isEmpty());
        if (full || (!entries.isEmpty() && !itsSource.equals(source))) {
          return new Run(source, number - 1, entries);
        }
        source = itsSource;
        entries.add(new Buffer.Numbered(number, entry));
      }
    }
    if (entries.isEmpty()) {
      throw disorder(from); // all of them were written, and none is found
    }
    return new Run(source, to, entries);
  }

  List<Buffer.Numbered> gaps(long from, long to) throws SQLException {
    List<Buffer.Numbered> gaps = new ArrayList<>();
    try (PreparedStatement statement =
            file.prepare(
                "SELECT number, at, body FROM entry WHERE number BETWEEN ? AND ? AND kind = 1",
                from,
                to);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        long number = rows.getLong(1);
        gaps.add(new Buffer.Numbered(number, entry(number, rows.getLong(2), 1, rows.getBytes(3))));
      }
    }
    return gaps;
  }

  private BufferEntry entry(long number, long at, int kind, byte[] body) {
    try {
      if (body == null) {
        throw new DataFormatException("it has no body");
      }
      return new BufferEntry(BufferEntry.Kind.of(kind), WireTime.ofMicros(at), codec.decode(body));
    } catch (DataFormatException e) {
      throw new DamagedEntryException(number, e);
    }
  }

  /** Counts the rounds of a range as dropped; the rows stay. */
  void giveUp(long from, long to, DroppedRounds lost) throws SQLException {
    try (PreparedStatement statement =
            file.prepare(
                "SELECT count(*), min(at), max(at) FROM entry"
                    + " WHERE number BETWEEN ? AND ? AND kind = 0",
                from,
                to);
        ResultSet rows = statement.executeQuery()) {
      if (rows.next() && rows.getLong(1) > 0) {
        lost.add(
            rows.getLong(1),
            WireTime.ofMicros(rows.getLong(2)),
            WireTime.ofMicros(rows.getLong(3)));
      }
    }
  }

  /** The tree itself is damaged, and SQLite has not noticed: its searches find other entries. */
  private static SQLException disorder(long number) {
    return new SQLiteException(
        "entry " + number + " is not where it belongs", SQLiteErrorCode.SQLITE_CORRUPT);
  }

  /**
   * Deletes an entry that was just read.
   *
   * @throws SQLException also when it can't be found again
   */
  void discard(long number) throws SQLException {
    if (file.update("DELETE FROM entry WHERE number = ?", number) == 0) {
      throw disorder(number);
    }
  }

  /** Deletes entries; returns how many were rounds. */
  int delete(long from, long to) throws SQLException {
    int rounds =
        file.update("DELETE FROM entry WHERE number BETWEEN ? AND ? AND kind = 0", from, to);
    file.update("DELETE FROM entry WHERE number BETWEEN ? AND ?", from, to);
    return rounds;
  }

  /** Assigns entries from before the probe had a name to its present name. */
  void name(String source) throws SQLException {
    file.update("UPDATE entry SET source = ? WHERE source = ''", source);
  }

  Instant at(long number) throws SQLException {
    return WireTime.ofMicros(file.number("SELECT at FROM entry WHERE number = ?", number));
  }

  void end() {
    codec.end();
  }
}
