package org.ixpqos.collector.store;

import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import org.ixpqos.collector.model.StoreException;
import org.ixpqos.collector.model.StoreFullException;

/**
 * Renames or deletes a probe's stored data: first by names, in one change, then row by row, a few
 * in each change. All of it may be done again, also after an interruption. On the housekeeping's
 * thread.
 */
public final class ProbeHistory {
  private final SqliteStore store;
  private final GroupCommitWriter writer;
  private final UploadWriter uploads;
  private final ReadConnections readers;
  private final SqliteOutbox outbox;

  /**
   * @param outbox null where there are no sinks
   */
  ProbeHistory(
      SqliteStore store,
      GroupCommitWriter writer,
      UploadWriter uploads,
      ReadConnections readers,
      SqliteOutbox outbox) {
    this.store = store;
    this.writer = writer;
    this.uploads = uploads;
    this.readers = readers;
    this.outbox = outbox;
  }

  private interface Naming {
    int make(ProbeNaming naming) throws SQLException;
  }

  /**
   * Moves all stored data of a probe to another name, joined with the data under that name.
   *
   * @return whether there was data under the old name
   * @throws StoreFullException uploads have precedence; call again
   */
  public boolean rename(String from, String to)
      throws StoreException, StoreFullException, InterruptedException {
    return rename(from, naming -> naming.rename(from, to), naming -> naming.renameGaps(from, to));
  }

  /** As {@link #rename}: deletes all stored data of a probe, also what others measured to it. */
  public boolean forget(String name)
      throws StoreException, StoreFullException, InterruptedException {
    return rename(name, naming -> naming.forget(name), naming -> naming.forgetGaps(name));
  }

  private boolean rename(String name, Naming names, Naming gaps)
      throws StoreException, StoreFullException, InterruptedException {
    try {
      int found = name(names);
      int some;
      do {
        some = name(gaps);
        found += some;
      } while (some > 0);
      if (found > 0) {
        if (outbox != null) {
          outbox.forgetNames();
        }
        store.pairs().learn(store.ask(StoreReader::pairs).all(), store.ask(StoreReader::sources));
      }
      finish();
      return found > 0;
    } catch (SQLException e) {
      throw new StoreException("what is stored of " + name + " could not be moved: " + e, e);
    }
  }

  /** Moves or deletes the rows left from earlier renames and deletions. */
  void finish() throws SQLException, StoreFullException, InterruptedException {
    new MovedPairs(readers, this::change, uploads).finish();
  }

  private int name(Naming naming) throws SQLException, StoreFullException, InterruptedException {
    return change(
        connection -> {
          int count = naming.make(new ProbeNaming(connection));
          if (count > 0) {
            uploads.forgetPairs(); // the ids that it has cached may belong to others now
          }
          return count;
        });
  }

  private int change(GroupCommitWriter.Change<Integer> change)
      throws SQLException, StoreFullException, InterruptedException {
    try {
      return writer.submit(change).get();
    } catch (ExecutionException e) {
      throw new SQLException("a change was not made: " + e.getCause(), e.getCause());
    }
  }
}
