package org.ixpqos.daemon.buffer;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Copies the content of a file that its path no longer names into the file at the path. The cursors
 * are not copied: every entry is offered to every collector again.
 */
final class Rescue {
  private Rescue() {}

  /** Copies and commits; returns the number of entries. */
  static long copy(BufferFile from, BufferFile to) throws SQLException {
    long entries = 0;
    try (PreparedStatement select =
            from.prepare("SELECT at, source, kind, body FROM entry ORDER BY number");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        entries +=
            to.update(
                "INSERT INTO entry(at, source, kind, body) VALUES (?, ?, ?, ?)",
                rows.getLong(1),
                rows.getString(2),
                rows.getInt(3),
                rows.getBytes(4));
      }
    }
    try (PreparedStatement select = from.prepare("SELECT at, schedule, open FROM firing");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        to.update(
            "INSERT OR REPLACE INTO firing VALUES (?, ?, ?)",
            rows.getLong(1),
            rows.getString(2),
            rows.getLong(3));
      }
    }
    String dropped = from.meta("dropped");
    if (dropped != null) {
      String here = to.meta("dropped");
      long all = Long.parseLong(dropped) + (here == null ? 0 : Long.parseLong(here));
      to.setMeta("dropped", String.valueOf(all));
    }
    to.commit();
    return entries;
  }
}
