package org.ixpqos.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.ixpqos.collector.model.StoreFullException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class GroupCommitWriterTest {
  @TempDir private Path directory;
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger commits = new AtomicInteger();
  private final AtomicInteger rollbacks = new AtomicInteger();
  private GroupCommitWriter writer;

  @BeforeEach
  void start() throws SQLException {
    Connection connection = DriverManager.getConnection(url());
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (n INTEGER PRIMARY KEY)");
    }
    writer =
        new GroupCommitWriter(
            connection,
            8,
            () -> {},
            rollbacks::incrementAndGet,
            System::nanoTime,
            nanos -> commits.incrementAndGet());
  }

  @AfterEach
  void stop() {
    gate.countDown();
    writer.close();
  }

  private String url() {
    return "jdbc:sqlite:" + directory.resolve("t.db");
  }

  private CompletableFuture<Integer> insert(int number) throws StoreFullException {
    return writer.submit(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate("INSERT INTO t VALUES (" + number + ")");
          }
        });
  }

  private CompletableFuture<Object> hold() throws Exception {
    CompletableFuture<Object> held =
        writer.submit(
            connection -> {
              started.countDown();
              awaitGate();
              return null;
            });
    assertTrue(started.await(10, TimeUnit.SECONDS));
    return held;
  }

  private void awaitGate() {
    try {
      assertTrue(gate.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private int count() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT count(*) FROM t")) {
      return result.getInt(1);
    }
  }

  @Test
  void whatWaitsSharesATransaction() throws Exception {
    CompletableFuture<Object> held = hold();
    CompletableFuture<Integer> first = insert(1);
    CompletableFuture<Integer> second = insert(2);
    assertEquals(2, writer.depth());
    gate.countDown();
    held.get();
    assertEquals(1, first.get());
    assertEquals(1, second.get());
    assertEquals(2, commits.get());
    assertEquals(2, count());
  }

  @Test
  void aChangeThatFailsTakesNoNeighbourWithIt() throws Exception {
    CompletableFuture<Object> held = hold();
    CompletableFuture<Integer> first = insert(1);
    CompletableFuture<Integer> again = insert(1);
    CompletableFuture<Integer> second = insert(2);
    gate.countDown();
    held.get();
    assertEquals(1, first.get());
    assertEquals(1, second.get());
    ExecutionException failure = assertThrows(ExecutionException.class, again::get);
    assertTrue(failure.getCause() instanceof SQLException);
    assertEquals(2, count());
    assertEquals(2, rollbacks.get());
  }

  /** As it does when the disk is full. */
  @Test
  void goesOnAfterSqliteHasRolledBackByItself() throws Exception {
    CompletableFuture<Object> full =
        writer.submit(
            connection -> {
              try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("INSERT INTO t VALUES (1)");
                statement.executeUpdate("ROLLBACK");
              }
              throw new SQLException("database or disk is full");
            });
    assertThrows(ExecutionException.class, full::get);
    assertEquals(0, count());
    assertEquals(1, insert(2).get());
    assertEquals(1, count());
  }

  @Test
  void locksNobodyOutBetweenTransactions() throws Exception {
    insert(1).get();
    try (Connection other = DriverManager.getConnection(url());
        Statement statement = other.createStatement()) {
      assertEquals(1, statement.executeUpdate("INSERT INTO t VALUES (7)"));
    }
    assertEquals(1, insert(2).get());
    assertEquals(3, count());
  }

  @Test
  void refusesWhatItCanNotTakeOn() throws Exception {
    CompletableFuture<Object> held = hold();
    List<CompletableFuture<Integer>> waiting = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      waiting.add(insert(i));
    }
    assertThrows(StoreFullException.class, () -> insert(8));
    gate.countDown();
    writer.close();
    assertTrue(held.isDone() && waiting.stream().allMatch(CompletableFuture::isDone));
    assertEquals(8, count());
  }

  @Test
  void writesWhatWaitsBeforeItEnds() throws Exception {
    CompletableFuture<Integer> last = insert(1);
    writer.close();
    assertEquals(1, last.get());
    assertFalse(writer.isAlive());
    assertThrows(StoreFullException.class, () -> insert(2));
  }
}
