package org.ixpqos.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Under faults of the processes, the network and the disk, each round that was measured is stored
 * once, and each other one is in a gap. Needs root, for raw sockets and mounts.
 *
 * <p>The long form: {@code -Dfaults.kills=200 -Dfaults.backlog=1000000}.
 */
class FaultTest {
  private static final int KILLS = Integer.getInteger("faults.kills", 20);
  private static final int BACKLOG = Integer.getInteger("faults.backlog", 50_000);
  private static final long SEED = Long.getLong("faults.seed", System.nanoTime());
  private static final Duration DRAIN = Duration.ofSeconds(90);
  private static final String ROOT = System.getProperty("ixpqos.root", ".");

  @TempDir private Path directory;
  private final Random random = new Random(SEED);
  private Path buffer;
  private boolean mounted;
  private TcpProxy proxy;
  private FaultSite site;

  @BeforeEach
  void configure() throws Exception {
    buffer = Files.createDirectory(directory.resolve("buffer"));
    proxy = new TcpProxy();
    site = new FaultSite(directory, buffer);
    site.collectAt(proxy.port(), buffer);
    startCollector();
  }

  private void startCollector() throws Exception {
    proxy.target(site.collector.start().port());
  }

  @AfterEach
  void close() throws Exception {
    site.close();
    proxy.close();
    if (mounted) {
      Shell.run("umount", buffer.toString());
    }
  }

  /** Lets it run. What is awaited here is not a condition but that time passes under load. */
  private static void run(double seconds) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() - end < 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  private static void report(String what, String result) {
    System.out.printf(Locale.ROOT, "FaultTest %s seed=%d %s%n", what, SEED, result);
  }

  @Test
  void killsOfEitherSideLoseNothingAndDoubleNothing() throws Exception {
    site.daemon.start();
    RoundLedger ledger = new RoundLedger(site);
    for (int kill = 0; kill < KILLS; kill++) {
      run(0.3 + random.nextDouble() * 1.5);
      boolean daemon = random.nextBoolean();
      boolean both = random.nextInt(5) == 0;
      if (daemon || both) {
        site.daemon.kill();
      }
      if (!daemon || both) {
        site.collector.kill();
        startCollector();
      }
      if (daemon || both) {
        site.daemon.start();
      }
    }
    assertTrue(ledger.size() > KILLS * FaultSite.PEERS / 2, "seen " + ledger.size());
    report("kills=" + KILLS, ledger.settle(DRAIN));
  }

  @Test
  void whateverTheNetworkDoesEachRoundArrivesOnce() throws Exception {
    site.daemon.start();
    RoundLedger ledger = new RoundLedger(site);
    for (TcpProxy.Fault fault : TcpProxy.Fault.values()) {
      int before = proxy.met(fault);
      proxy.meet(fault);
      run(3.5);
      // the daemon may wait yet, for what the last fault did to the delivery before
      Await.passes(DRAIN, () -> assertTrue(proxy.met(fault) > before, fault + " is not met"));
      // a success between, or the waits would grow to a minute
      proxy.meet(TcpProxy.Fault.NONE);
      Await.passes(DRAIN, () -> assertTrue(site.waiting() < 2L * FaultSite.PEERS));
    }
    report("proxy=" + proxy.done(), ledger.settle(DRAIN));
    assertFalse(ledger.stored().reasons().containsKey("dropped"));
    assertEquals(0, site.buffered().get("quarantined").getAsLong(), "good rows as poison");
  }

  @Test
  void aFullDiskHoldsResultsInMemoryAndThenWritesThem() throws Exception {
    mount();
    site.daemon.start();
    RoundLedger ledger = new RoundLedger(site);
    run(2);
    Path filler = buffer.resolve("filler");
    fill(filler);
    Await.passes(
        Duration.ofSeconds(40),
        () -> assertFalse(site.buffered().get("trouble").getAsString().isEmpty()));
    Await.passes(
        Duration.ofSeconds(20),
        () -> assertTrue(site.buffered().get("held_in_memory").getAsLong() > 3L * FaultSite.PEERS));
    Files.delete(filler);
    written();
    report("enospc", ledger.settle(DRAIN));
    assertEquals("{}", ledger.stored().reasons().toString(), "a full disk is no gap");
  }

  private void mount() {
    Shell.run("mount", "-t", "tmpfs", "-o", "size=8m", "ixpqos-fault-test", buffer.toString());
    mounted = true;
  }

  private static void fill(Path filler) throws IOException {
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertTrue(e.getMessage().contains("No space left"), e::toString);
    }
  }

  private void written() throws Exception {
    Await.passes(
        Duration.ofSeconds(20),
        () -> {
          assertEquals("", site.buffered().get("trouble").getAsString());
          assertEquals(0, site.buffered().get("held_in_memory").getAsLong());
        });
  }

  /** With its files open for writing a file system can't be remounted: the daemon comes to it. */
  @Test
  void aReadOnlyFileSystemStopsNoMeasuring() throws Exception {
    mount();
    site.daemon.start();
    RoundLedger ledger = new RoundLedger(site);
    run(2);
    site.daemon.kill();
    Shell.run("mount", "-o", "remount,ro", buffer.toString());
    site.daemon.start();
    Await.passes(
        Duration.ofSeconds(20),
        () -> assertTrue(site.buffered().get("held_in_memory").getAsLong() > 3L * FaultSite.PEERS));
    assertFalse(site.buffered().get("trouble").getAsString().isEmpty());
    Shell.run("mount", "-o", "remount,rw", buffer.toString());
    written();
    report("read-only", ledger.settle(DRAIN));
  }

  @Test
  void aSideThatIsStoppedForAWhileLosesNothing() throws Exception {
    site.daemon.start();
    RoundLedger ledger = new RoundLedger(site);
    for (int i = 0; i < 2; i++) {
      run(2);
      site.collector.signal("STOP");
      run(4);
      site.collector.signal("CONT");
      run(2);
      site.daemon.signal("STOP");
      run(4);
      site.daemon.signal("CONT");
    }
    run(3);
    report("stop-cont", ledger.settle(DRAIN));
  }

  /** What a day without the collector leaves, put there by {@code ixpqos buffer import}. */
  @Test
  void aLongBacklogDrainsInConstantMemory() throws Exception {
    site.daemon.start();
    Await.passes(DRAIN, () -> assertTrue(site.status().getAsJsonArray("peers").size() > 0));
    site.collector.kill();
    Await.passes(DRAIN, () -> assertTrue(site.waiting() > 2L * FaultSite.PEERS));
    site.daemon.terminate();
    Path export = directory.resolve("export");
    ixpqos("buffer", "export", export.toString());
    ixpqos("buffer", "import", generate(export).toString());
    long began = System.nanoTime();
    site.daemon.start();
    double start = (System.nanoTime() - began) / 1e9;
    RoundLedger ledger = new RoundLedger(site);
    Await.passes(DRAIN, () -> assertTrue(site.waiting() > BACKLOG));
    run(5);
    long idle = site.daemon.resident();
    long before = ledgerRows(ledger);
    began = System.nanoTime();
    startCollector();
    long[] most = {idle};
    Await.passes(
        DRAIN.plusSeconds(BACKLOG / 2_000),
        () -> {
          most[0] = Math.max(most[0], site.daemon.resident());
          assertTrue(ledger.stored().rows() >= before + BACKLOG, "rows " + ledger.stored().rows());
        });
    double seconds = (System.nanoTime() - began) / 1e9;
    report(
        "backlog=" + BACKLOG,
        String.format(
            Locale.ROOT,
            "start=%.1fs idle=%dkB most=%dkB seconds=%.1f incl. the collector's start and the"
                + " backoff",
            start,
            idle,
            most[0],
            seconds));
    assertTrue(most[0] - idle < 32_000, "kB: " + idle + " to " + most[0]);
    report("backlog", ledger.settle(DRAIN));
  }

  private static long ledgerRows(RoundLedger ledger) throws Exception {
    return ledger.stored().rows();
  }

  /** The first row of an export many times, a millisecond apart, under a schedule of its own. */
  private Path generate(Path export) throws IOException {
    JsonObject line =
        Files.readAllLines(export).stream()
            .map(text -> JsonParser.parseString(text).getAsJsonObject())
            .filter(entry -> entry.get("kind").getAsString().equals("row"))
            .findFirst()
            .orElseThrow();
    line.getAsJsonObject("json").addProperty("schedule", "backlog");
    Instant first = Instant.now().minus(Duration.ofHours(1));
    Path file = directory.resolve("import");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < BACKLOG; i++) {
        String time = StoredRounds.text(first.plusMillis(i));
        line.addProperty("time", time);
        line.getAsJsonObject("json").addProperty("time", time);
        out.write(line.toString());
        out.newLine();
      }
    }
    return file;
  }

  private void ixpqos(String... arguments) {
    List<String> command = new ArrayList<>(List.of(ROOT + "/ixpqos"));
    command.addAll(List.of(arguments));
    command.add("--config=" + site.daemon.config());
    Shell.run(command);
  }
}
