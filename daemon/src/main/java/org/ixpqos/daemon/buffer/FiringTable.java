package org.ixpqos.daemon.buffer;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ixpqos.model.wire.WireTime;

/** The firings whose rounds are not all in the buffer: after a crash they were cut short. */
final class FiringTable {
  private final BufferFile file;

  FiringTable(BufferFile file) {
    this.file = file;
  }

  /** Records the firings that began, and the rounds that ended. */
  void write(Buffer.Additions additions) throws SQLException {
    for (Buffer.Additions.Started started : additions.started) {
      file.update(
          "INSERT OR REPLACE INTO firing VALUES (?, ?, ?)",
          WireTime.micros(started.time()),
          started.schedule(),
          started.rounds());
    }
    finish(additions.finished);
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
}
