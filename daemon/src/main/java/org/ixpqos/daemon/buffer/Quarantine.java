package org.ixpqos.daemon.buffer;

import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file's table {@code quarantine}. Guarded by its owner's lock. */
final class Quarantine {
  /** The maximum of entries, which are kept for the operator; above it the oldest are deleted. */
  static final int MOST = 10_000;

  /** The fraction that is deleted at once when the buffer is full: one part in so many. */
  private static final int PART = 4;

  private static final Logger log = LoggerFactory.getLogger(Quarantine.class);

  private final BufferFile file;
  private long size;

  Quarantine(BufferFile file) throws SQLException {
    this.file = file;
    this.size = file.number("SELECT count(*) FROM quarantine");
  }

  void add(String collector, List<Buffer.Refused> refused) throws SQLException {
    for (Buffer.Refused entry : refused) {
      size +=
          file.update(
              "INSERT OR IGNORE INTO quarantine SELECT ?, number, at, source, kind, body, ?"
                  + " FROM entry WHERE number = ?",
              collector,
              entry.reason(),
              entry.entry().number());
    }
    if (size > MOST) {
      deleteOldest(size - MOST);
    }
  }

  private void deleteOldest(long entries) throws SQLException {
    size -=
        file.update(
            "DELETE FROM quarantine WHERE (collector, number) IN"
                + " (SELECT collector, number FROM quarantine ORDER BY number LIMIT ?)",
            entries);
  }

  /**
   * Makes room for waiting entries: deletes a part of the refused ones, which were logged; false
   * when there are none.
   */
  boolean makeRoom() throws SQLException {
    if (size == 0) {
      return false;
    }
    long entries = 1 + size / PART;
    deleteOldest(entries);
    log.warn(
        "the buffer is full: the oldest that a collector refused give way to what waits; see why"
            + " it refuses them entries={} left={}",
        entries,
        size);
    return true;
  }

  /** Deletes entries that 0.1.0 posted before the probe had a name: no collector accepts them. */
  void forgetNameless() throws SQLException {
    size -= file.update("DELETE FROM quarantine WHERE source = ''");
  }

  long size() {
    return size;
  }
}
