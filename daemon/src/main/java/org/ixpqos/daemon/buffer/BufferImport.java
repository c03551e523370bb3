package org.ixpqos.daemon.buffer;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds entries to a buffer that no daemon has open; they are delivered like fresh ones. The buffer
 * is locked from opening to closing. Not thread-safe.
 */
public final class BufferImport implements AutoCloseable {
  private static final int CHUNK = 1_000;

  private final BufferLock lock;
  private final BufferFile file;
  private final EntryTable table;
  private final List<BufferEntry> chunk = new ArrayList<>();
  private String source = "";

  private BufferImport(BufferLock lock, BufferFile file) {
    this.lock = lock;
    this.file = file;
    this.table = new EntryTable(file);
  }

  /**
   * Opens a directory's buffer.
   *
   * @throws IOException when a daemon has it open
   */
  public static BufferImport into(Path directory) throws IOException, SQLException {
    BufferLock lock = BufferLock.take(directory);
    try {
      return new BufferImport(lock, BufferFile.open(directory.resolve("buffer.db")));
    } catch (SQLException e) {
      lock.close();
      throw e;
    }
  }

  public void add(String itsSource, BufferEntry entry) throws SQLException {
    if (!itsSource.equals(source) || chunk.size() == CHUNK) {
      commit();
    }
    source = itsSource;
    chunk.add(entry);
  }

  /** Commits the added entries. */
  public void commit() throws SQLException {
    table.insert(source, chunk);
    file.commit();
    chunk.clear();
  }

  /** Rolls back entries that were not committed. */
  @Override
  public void close() throws SQLException, IOException {
    table.end();
    file.close();
    lock.close();
  }
}
