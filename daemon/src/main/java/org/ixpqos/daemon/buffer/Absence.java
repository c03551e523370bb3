package org.ixpqos.daemon.buffer;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.ixpqos.model.Gap;
import org.ixpqos.model.wire.WireTime;

/** The gaps of a time that the daemon was away, from the file's records. */
final class Absence {
  private Absence() {}

  /**
   * Gaps for the time itself and for the rounds that its beginning cut short; their marks are
   * deleted from the file.
   */
  static Buffer.Additions take(BufferFile file, Instant now) throws SQLException {
    String stopped = file.meta("stopped");
    String alive = file.meta("alive");
    Buffer.Additions gaps = new Buffer.Additions();
    if (alive != null) {
      Instant from = WireTime.ofMicros(Long.parseLong(stopped == null ? alive : stopped));
      // a clock that was set back while the daemon was away leaves no time between
      Instant until = now.isBefore(from) ? from : now;
      String reason = stopped == null ? Gap.CRASHED : Gap.STOPPED;
      gaps.add(BufferEntry.of(new Gap(from, until, reason, "", 0)));
      String undated = file.meta("undated");
      if (undated != null) {
        gaps.add(BufferEntry.of(new Gap(from, until, Gap.DROPPED, "", Long.parseLong(undated))));
      }
      try (PreparedStatement statement = file.prepare("SELECT at, schedule, open FROM firing");
          ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Instant at = WireTime.ofMicros(rows.getLong(1));
          Instant end = from.isBefore(at) ? at : from;
          gaps.add(
              BufferEntry.of(new Gap(at, end, Gap.CUT_SHORT, rows.getString(2), rows.getLong(3))));
        }
      }
    }
    file.update("DELETE FROM firing");
    file.update("DELETE FROM meta WHERE key IN ('stopped', 'undated')");
    return gaps;
  }
}
