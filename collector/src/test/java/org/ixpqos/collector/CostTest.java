package org.ixpqos.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ixpqos.model.wire.WireTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cost of each request is bounded by its size: processor time and memory of each request are
 * checked against a bound, and so is the housekeeping after it. {@code -Dixpqos.fuzz=100000} is the
 * long form.
 */
class CostTest {
  private static final int INPUTS = Integer.getInteger("ixpqos.fuzz", 3_000) / 10;
  private static final long SEED = Long.getLong("ixpqos.fuzz.seed", System.nanoTime());
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Of one request; a request of the model takes some milliseconds. */
  private static final long MAX_CPU_NANOS = 3_000_000_000L;

  private static final long MAX_BYTES = 96L << 20;

  @TempDir private Path directory;

  private record Cost(long cpu, long bytes) {}

  /** What the collector's threads have taken, by thread. */
  private static Map<Long, Cost> taken() {
    Map<Long, Cost> taken = new HashMap<>();
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().matches("(http|store|live|habits).*")) {
        long id = thread.getThreadId();
        taken.put(id, new Cost(THREADS.getThreadCpuTime(id), THREADS.getThreadAllocatedBytes(id)));
      }
    }
    return taken;
  }

  private interface Request {
    void send() throws Exception;
  }

  private static void assertCheap(String what, Request request) throws Exception {
    Map<Long, Cost> before = taken();
    request.send();
    long cpu = 0;
    long bytes = 0;
    for (Map.Entry<Long, Cost> after : taken().entrySet()) {
      Cost was = before.getOrDefault(after.getKey(), new Cost(0, 0));
      cpu += after.getValue().cpu() - was.cpu();
      bytes += after.getValue().bytes() - was.bytes();
    }
    assertTrue(
        cpu < MAX_CPU_NANOS && bytes < MAX_BYTES,
        what + " costs " + cpu / 1_000_000 + " ms and " + (bytes >> 20) + " MB; seed " + SEED);
  }

  /** A row that is good, and as dear as one can be. */
  private static String dear(Instant time, String target, long count) {
    return "{\"name\": \""
        + target
        + "\", \"proto\": 4, \"address\": \"10.0.0.2\", \"pinged\": true, \"time\": \""
        + WireTime.format(time)
        + "\", \"schedule\": \"m\", \"ping_min\": 0, \"ping_max\": 3600000, \"ping_avg\": 900,"
        + " \"ping_jitter\": 1000, \"ping_median\": 32, \"ping_loss\": 0, \"ping_quantiles\":"
        + " [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024], \"scheduled\": "
        + count
        + ", \"sent\": "
        + count
        + ", \"received\": "
        + count
        + "}";
  }

  private static List<String> hostile(Instant now) {
    List<String> bodies = new ArrayList<>();
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      rows.add(dear(now.minusSeconds(i % 3_000), "t" + i % 40, 1_000_000));
    }
    bodies.add(TestingResults.originalUpload("p1", rows.toArray(String[]::new)));
    bodies.add(TestingResults.originalUpload("p1", dear(now, "t", 1_000_000_000)));
    String deep = "[".repeat(18) + "0,".repeat(500_000) + "0" + "]".repeat(18);
    bodies.add("{\"source\": \"p1\", \"probes\": [], \"" + "k".repeat(64) + "\": " + deep + "}");
    bodies.add(
        "{\"source\": \"p1\", \"probes\": [], \"" + "k".repeat(100_000) + "\": " + deep + "}");
    bodies.add("{\"source\": \"p1\", \"probes\": [" + "7,".repeat(9_000) + "7]}");
    bodies.add("{\"source\": \"p1\", \"probes\": [], \"probes\": [" + "7,".repeat(9_000) + "7]}");
    bodies.add("{\"source\": \"p1\", \"probes\": []" + ", \"x\": [[[]]]".repeat(100_000) + "}");
    StringBuilder gaps = new StringBuilder();
    for (int i = 0; i < 9_000; i++) {
      gaps.append(i == 0 ? "" : ",").append("{\"from\": \"").append(now.minusSeconds(i + 1));
      gaps.append("\", \"until\": \"").append(now).append("\", \"reason\": \"x\"}");
    }
    bodies.add("{\"source\": \"p1\", \"probes\": [], \"gaps\": [" + gaps + "]}");
    return bodies;
  }

  private static final List<String> READS =
      List.of(
          "/",
          "/healthz",
          "/metrics",
          "/metrics/mesh",
          "/api/v1/openapi.json",
          "/api/v1/data/mesh",
          "/api/v1/data/mesh?at=2026-11-22T09:50:00Z",
          "/api/v1/data/frames?range=1h&step=5m",
          "/api/v1/data/probes?range=800d",
          "/api/v1/data/matrix?range=10m",
          "/api/v1/data/matrix?range=800d",
          "/api/v1/data/sums?range=1h",
          "/api/v1/data/sums?range=30d",
          "/api/v1/data/events?range=1d",
          "/api/v1/data/events?range=800d",
          "/api/v1/data/series?source=p1&target=t1&range=1h",
          "/api/v1/data/series?source=p1&target=t1&range=1d",
          "/api/v1/data/series?source=p1&target=t1&range=800d",
          "/public/api/v1/data/mesh",
          "/public/api/v1/data/mesh?at=2026-11-22T09:50:00Z",
          "/public/api/v1/data/frames?range=6h&step=15m",
          "/public/api/v1/data/sums?range=1d",
          "/public/api/v1/data/events?range=30d",
          "/public/api/v1/data/series?source=p1&target=t1&range=1d");

  private static final List<String> KEYED_READS =
      List.of(
          "/api/v1/conf/probes",
          "/api/v1/conf/schedule",
          "/api/v1/conf/running",
          "/api/v1/conf/status",
          "/api/v1/data/probe/p1/last");

  private static void read(TestingCollector collector, String when) throws Exception {
    for (String path : READS) {
      assertCheap(when + " GET " + path, () -> assertEquals(200, collector.get(path).statusCode()));
    }
    for (String path : KEYED_READS) {
      assertCheap(
          when + " GET " + path,
          () -> assertTrue(collector.getKeyed(path).statusCode() < 500, path));
    }
  }

  @Test
  void nothingCostsMoreThanItIsLarge() throws Exception {
    Random random = new Random(SEED);
    try (TestingCollector collector = new TestingCollector(directory, "\"publicPage\": true")) {
      for (String body : hostile(collector.clock.instant())) {
        String what = "POST of " + body.length() + ": " + body.substring(0, 120);
        assertCheap(
            what,
            () -> assertTrue(collector.postGzip(TestingCollector.gzip(body)).statusCode() < 500));
        read(collector, "after " + what);
      }
      for (int i = 0; i < INPUTS; i++) {
        FuzzedUpload input = FuzzedUpload.next(random, collector.clock.instant());
        assertCheap(
            "POST of " + input.text(),
            () -> assertTrue(collector.postPlain(input.bytes()).statusCode() < 500));
      }
      read(collector, "after fuzzed posts");
      collector.clock.move(Duration.ofHours(4));
      long cpu = THREADS.getCurrentThreadCpuTime();
      assertCheap("the housekeeping's writes", collector::keepHouse);
      cpu = THREADS.getCurrentThreadCpuTime() - cpu;
      assertTrue(cpu < MAX_CPU_NANOS, "the housekeeping costs " + cpu / 1_000_000 + " ms");
      read(collector, "after the housekeeping");
    }
  }
}
