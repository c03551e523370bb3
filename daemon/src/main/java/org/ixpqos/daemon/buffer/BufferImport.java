package org.ixpqos.daemon.buffer;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts entries into a buffer that no daemon has open; they are delivered as fresh ones are. Whoever
 * opens the buffer has it alone until the close. Not thread-safe.
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

  /** Puts what was added on the disk. */
  public void commit() throws SQLException {
    table.insert(source, chunk);
    file.commit();
    chunk.clear();
  }

  /** Forgets what was not committed. */
  @Override
  public void close() throws SQLException, IOException {
    table.end();
    file.close();
    lock.close();
  }
}
