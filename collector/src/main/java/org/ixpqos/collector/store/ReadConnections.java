package org.ixpqos.collector.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Connections that only read; as many readers as there are of them read at once, others wait. */
final class ReadConnections implements AutoCloseable {
  interface Reading<T> {
    T read(Connection connection) throws SQLException;
  }

  interface Opener {
    Connection open() throws SQLException;
  }

  private static final long PATIENCE_S = 30;

  private final List<Connection> all = new ArrayList<>();
  private final BlockingQueue<Connection> free;

  ReadConnections(int count, Opener opener) throws SQLException {
    free = new ArrayBlockingQueue<>(count);
    for (int i = 0; i < count; i++) {
      Connection connection = opener.open();
      all.add(connection);
      free.add(connection);
    }
  }

  /** Reads from one state of the store, whatever is written meanwhile. */
  <T> T read(Reading<T> reading) throws SQLException {
    Connection connection = take();
    try {
      connection.setAutoCommit(false);
      try {
        return reading.read(connection);
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } finally {
      free.add(connection);
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
