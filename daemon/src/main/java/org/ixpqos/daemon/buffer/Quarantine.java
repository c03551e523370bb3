package org.ixpqos.daemon.buffer;

import java.sql.SQLException;
import java.util.List;

/** The file's table {@code quarantine}. Guarded by its owner's lock. */
final class Quarantine {
  /** It is there to be looked at; of more than this the oldest go. */
  static final int MOST = 10_000;

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
      size -=
          file.update(
              "DELETE FROM quarantine WHERE (collector, number) IN"
                  + " (SELECT collector, number FROM quarantine ORDER BY number LIMIT ?)",
              size - MOST);
    }
  }

  long size() {
    return size;
  }
}
