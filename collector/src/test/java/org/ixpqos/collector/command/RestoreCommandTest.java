package org.ixpqos.collector.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.ixpqos.cli.CommandFailure;
import org.ixpqos.collector.TestingClock;
import org.ixpqos.collector.TestingCollector;
import org.ixpqos.collector.TestingResults;
import org.ixpqos.collector.access.DeniedFile;
import org.ixpqos.collector.access.ProbeKeyFile;
import org.ixpqos.collector.access.UserFile;
import org.ixpqos.collector.life.LifeChange;
import org.ixpqos.collector.life.LivesFile;
import org.ixpqos.collector.store.StoreView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A collector moves to a new host, while probes with keys of their own post. */
class RestoreCommandTest {
  private static final String LOGIN = "\"login\": {}";
  private static final String LIST =
      "{\"probes\": [{\"name\": \"p1\", \"proto\": 4, \"address\": \"10.0.0.1\"}]}\n";

  @TempDir private Path directory;
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    err.getBuffer().setLength(0);
    return new CommandLine(new CollectorCommand())
        .setErr(new PrintWriter(err))
        .setExecutionExceptionHandler(
            (failure, line, parsed) -> {
              if (failure instanceof CommandFailure known) {
                err.append(known.getMessage());
                return known.exitCode();
              }
              throw failure;
            })
        .execute(arguments);
  }

  private static int post(TestingCollector collector, String key, Instant time) throws Exception {
    String body =
        TestingResults.upload(
            "p1", collector.clock.instant(), List.of(TestingResults.row(time, "p2", 0)));
    return collector
        .send(
            collector
                .request("/api/v1/data/probe-result")
                .header("X-API-Key", key)
                .POST(BodyPublishers.ofString(body)))
        .statusCode();
  }

  private static Set<Instant> stored(Path store) throws Exception {
    Set<Instant> times = new TreeSet<>();
    try (StoreView view = StoreView.open(store)) {
      view.rounds(
          pair -> true,
          Instant.EPOCH,
          Instant.parse("9999-01-01T00:00:00Z"),
          (pair, row) -> times.add(row.time()));
      assertEquals(List.of(), view.problems());
    }
    return times;
  }

  @Test
  void aCollectorMovesWithAllItsStateWhileProbesPost() throws Exception {
    Path old = directory.resolve("old");
    Path backups = Files.createDirectory(directory.resolve("backups"));
    TestingClock clock = new TestingClock();
    Set<Instant> acknowledged = new ConcurrentSkipListSet<>();
    String key;
    try (TestingCollector collector = new TestingCollector(old, LOGIN, clock)) {
      collector.write("probes.json", LIST);
      key = new ProbeKeyFile(collector.storeDirectory()).create("p1", clock.instant());
      new UserFile(collector.storeDirectory()).set("noc", "a-long-password".toCharArray());
      new DeniedFile(collector.storeDirectory()).set("serial:1f3a", true);
      new LivesFile(collector.storeDirectory())
          .take(new LifeChange(LifeChange.Action.RETIRE, "p7", ""), clock.instant());
      AtomicBoolean stop = new AtomicBoolean();
      String own = key;
      Thread load =
          new Thread(
              () -> {
                Instant time = clock.instant().minus(Duration.ofHours(3));
                try {
                  for (int i = 0; !stop.get(); i++) {
                    Instant at = time.plusMillis(100L * i);
                    assertEquals(200, post(collector, own, at));
                    acknowledged.add(at);
                  }
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      load.start();
      while (acknowledged.size() < 50) {
        Thread.onSpinWait();
      }
      Set<Instant> before = new TreeSet<>(acknowledged);
      assertEquals(0, run("backup", "--config=" + old, backups.toString()), err.toString());
      int during = acknowledged.size();
      while (acknowledged.size() < during + 20) {
        Thread.onSpinWait();
      }
      stop.set(true);
      load.join();
      Path file;
      try (Stream<Path> made = Files.list(backups)) {
        file = made.findFirst().orElseThrow();
      }
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));

      // a new host, with the files of a new package
      Path fresh = Files.createDirectory(directory.resolve("fresh"));
      for (String name : List.of("collector.json", "probes.json", "schedule.json")) {
        Files.writeString(fresh.resolve(name), ShippedConfiguration.text(name));
      }
      assertEquals(0, run("restore", "--config=" + fresh, file.toString()), err.toString());
      assertTrue(err.toString().contains("next: systemctl start"), err.toString());
      Set<Instant> there = stored(fresh.resolve("store"));
      assertTrue(there.containsAll(before), "what was acknowledged before the backup is in it");
      assertEquals(LIST, Files.readString(fresh.resolve("probes.json")));
    }
    Path fresh = directory.resolve("fresh");
    try (TestingCollector collector = new TestingCollector(fresh, LOGIN, clock)) {
      // probes keep what the old one acknowledged after the backup no more, and go on
      assertEquals(200, post(collector, key, clock.instant()));
      byte[] login = "noc:a-long-password".getBytes(StandardCharsets.UTF_8);
      assertEquals(
          200,
          collector
              .send(
                  collector
                      .request("/api/v1/data/probes")
                      .header(
                          "Authorization", "Basic " + Base64.getEncoder().encodeToString(login)))
              .statusCode());
      assertEquals(Set.of("serial:1f3a"), new DeniedFile(collector.storeDirectory()).list());
      assertTrue(new LivesFile(collector.storeDirectory()).read().retired().containsKey("p7"));
    }
    // keys and passwords do not stay in the store
    try (StoreView view = StoreView.openAny(fresh.resolve("store"))) {
      assertTrue(view.backedUp().isEmpty());
    }
  }

  @Test
  void whatIsThereIsNotReplacedUnasked() throws Exception {
    Path home = directory.resolve("c");
    TestingClock clock = new TestingClock();
    Path file = directory.resolve("backup.db");
    try (TestingCollector collector = new TestingCollector(home, LOGIN, clock)) {
      collector.write("probes.json", LIST);
      post(collector, TestingCollector.KEY, clock.instant());
      assertEquals(0, run("backup", "--config=" + home, file.toString()), err.toString());
      post(collector, TestingCollector.KEY, clock.instant().plusSeconds(1));
    }
    Files.writeString(home.resolve("probes.json"), "{\"probes\": []}\n");
    assertEquals(1, run("restore", "--config=" + home, file.toString()));
    assertTrue(err.toString().startsWith("nothing was changed"), err.toString());
    assertTrue(err.toString().contains("collector.db has results"), err.toString());
    assertEquals(2, stored(home.resolve("store")).size());
    assertEquals(0, run("restore", "--replace", "--config=" + home, file.toString()));
    assertEquals(1, stored(home.resolve("store")).size());
    assertEquals(LIST, Files.readString(home.resolve("probes.json")));
    assertTrue(Files.exists(home.resolve("probes.json.before-restore")));
    assertTrue(Files.exists(home.resolve("store").resolve("collector.db.before-restore")));
    assertFalse(Files.exists(home.resolve("store").resolve("collector.db-wal")));
  }

  @Test
  void whatIsNoBackupIsRefusedAndABackupOfTheStoreAloneIsTaken() throws Exception {
    Path home = directory.resolve("c");
    Path file = directory.resolve("old.db");
    try (TestingCollector collector = new TestingCollector(home)) {
      post(collector, TestingCollector.KEY, collector.clock.instant());
      try (StoreView view = StoreView.openAny(collector.storeDirectory())) {
        view.copy(file, null);
      }
    }
    Path fresh = Files.createDirectory(directory.resolve("fresh"));
    assertEquals(0, run("restore", "--config=" + fresh, "--store=" + fresh, file.toString()));
    assertTrue(err.toString().contains("the store alone"), err.toString());
    assertEquals(1, stored(fresh).size());
    Files.writeString(file, "this is no store");
    assertEquals(1, run("restore", "--config=" + fresh, file.toString()));
    assertTrue(err.toString().contains("can't be read"), err.toString());
  }
}
