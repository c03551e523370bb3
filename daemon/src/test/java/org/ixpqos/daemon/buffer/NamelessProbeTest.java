package org.ixpqos.daemon.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Before a probe has its name it records no gaps, and no collector would accept them. */
class NamelessProbeTest extends BufferTesting {
  private DurableBuffer named(String name) {
    return new DurableBuffer(config(name, 256_000_000, "main"), time);
  }

  private void pass(Duration some) {
    clock.add(some);
    nanos += some.toNanos();
  }

  @Test
  void aRestartBeforeTheNameIsSetLeavesNothing() {
    for (int start = 0; start < 2; start++) {
      try (DurableBuffer buffer = named("")) {
        buffer.append(new Buffer.Additions());
        pass(Duration.ofMinutes(1));
      }
    }
    try (DurableBuffer buffer = named("p1")) {
      assertTrue(buffer.next("main", false, MOST).isEmpty());
    }
  }

  @Test
  void aNameThatIsSetWhileTheDaemonRunsLeavesNothingEither() {
    named("").close();
    pass(Duration.ofMinutes(1));
    try (DurableBuffer buffer = named("")) {
      buffer.reconfigure(config("p1", 256_000_000, "main"));
      buffer.append(new Buffer.Additions());
      assertTrue(buffer.next("main", false, MOST).isEmpty());
    }
    pass(Duration.ofMinutes(1));
    try (DurableBuffer buffer = named("p1")) {
      assertEquals(1, drain(buffer).size(), "from now on its absence is a gap");
    }
  }

  /** What 0.1.0 wrote so is of the probe as it is called now, or forgotten where it was refused. */
  @Test
  void whatWasWrittenWithoutANameIsDelivered() throws Exception {
    try (DurableBuffer buffer = named("p1")) {
      buffer.append(entries(clock.instant(), 1, 2));
      Buffer.Batch batch = next(buffer, "main");
      buffer.acknowledge(
          batch,
          List.of(new Buffer.Refused(batch.entries().get(0), "source")),
          List.of(batch.entries().get(1)));
    }
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("buffer.db"));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE entry SET source = ''");
      statement.executeUpdate("UPDATE quarantine SET source = ''");
    }
    try (DurableBuffer buffer = named("p1")) {
      assertEquals(0, buffer.status().quarantined());
      buffer.release("main");
      assertEquals("p1", next(buffer, "main").source());
      assertEquals(List.of("2"), rows(drain(buffer)));
    }
  }
}
