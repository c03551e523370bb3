package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ixpqos.collector.model.ReadLimit;
import org.ixpqos.collector.model.ReadTooLongException;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteErrorCode;

/** Read-only connections; their number is the maximum of simultaneous readers, others wait. */
public final class ReadConnections implements AutoCloseable {
  public interface Reading<T> {
    T read(Connection connection) throws SQLException;
  }

  public interface Opener {
    Connection open() throws SQLException;
  }

  private static final long PATIENCE_S = 30;

  /** Of SQLite's machine; some ten thousand a millisecond. */
  private static final int STEPS = 10_000;

  private final List<Connection> all = new ArrayList<>();
  private final BlockingQueue<Connection> free;

  public ReadConnections(int count, Opener opener) throws SQLException {
    free = new ArrayBlockingQueue<>(count);
    for (int i = 0; i < count; i++) {
      Connection connection = opener.open();
      all.add(connection);
      free.add(connection);
    }
  }

  /** Reads from one state of the store, independent of simultaneous writes. */
  <T> T read(Reading<T> reading) throws SQLException {
    Connection connection = take();
    try {
      return ReadLimit.end() == null ? whole(connection, reading) : limited(connection, reading);
    } finally {
      free.add(connection);
    }
  }

  private static <T> T whole(Connection connection, Reading<T> reading) throws SQLException {
    connection.setAutoCommit(false);
    try {
      return reading.read(connection);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /** SQLite calls this now and then to check the limit; reads in between check it too. */
  private static <T> T limited(Connection connection, Reading<T> reading) throws SQLException {
    long end = ReadLimit.end();
    ProgressHandler.setHandler(
        connection,
        STEPS,
        new ProgressHandler() {
          @Override
          protected int progress() {
            return System.nanoTime() - end > 0 ? 1 : 0;
          }
        });
    try {
      return whole(connection, reading);
    } catch (SQLException e) {
      if (e.getErrorCode() == SQLiteErrorCode.SQLITE_INTERRUPT.code) {
        throw new ReadTooLongException();
      }
      throw e;
    } finally {
      ProgressHandler.clearHandler(connection);
    }
  }

  private Connection take() throws SQLException {
    try {
      Connection connection = free.poll(PATIENCE_S, TimeUnit.SECONDS);
      if (connection == null) {
        throw new SQLException("no connection to read with within " + PATIENCE_S + " s");
      }
      return connection;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while waiting for a connection", e);
    }
  }

  @Override
  public void close() throws SQLException {
    for (Connection connection : all) {
      connection.close();
    }
  }
}
