package org.ixpqos.daemon.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.GzipSource;
import okio.Okio;
import org.ixpqos.daemon.buffer.Buffer.Additions;
import org.ixpqos.daemon.buffer.BufferEntry;
import org.ixpqos.daemon.buffer.DurableBuffer;
import org.ixpqos.daemon.buffer.TestingClock;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.daemon.config.DaemonConfig.BufferLimits;
import org.ixpqos.daemon.config.DaemonConfig.Collector;
import org.ixpqos.daemon.config.DaemonConfig.StatusAddress;
import org.ixpqos.model.ProbeHealth;
import org.ixpqos.model.Reason;
import org.ixpqos.model.RoundResult;
import org.ixpqos.model.UploadAnswer;
import org.ixpqos.model.clock.Timekeeper;
import org.ixpqos.model.wire.WireCodec;
import org.ixpqos.model.wire.WireTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A collector whose clock is another's: it refuses by its own, and nothing is refused for good. */
@Timeout(60)
class UploaderClockTest {
  private static final Instant TRUE = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir private Path directory;
  private final MockWebServer server = new MockWebServer();
  private final TestingClock clock = new TestingClock(TRUE);
  private final AtomicLong nanos = new AtomicLong();
  private final Timekeeper time = new Timekeeper(clock, nanos::get, Instant.EPOCH);
  private final List<String> taken = Collections.synchronizedList(new ArrayList<>());
  private volatile Duration collectorAhead = Duration.ZERO;
  private volatile boolean says = true;
  private volatile int requests;
  private DurableBuffer buffer;
  private Uploader uploader;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(directory.resolve("key"), "secret\n");
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request);
          }
        });
    server.start();
    Collector collector =
        new Collector(
            "main",
            URI.create("http://127.0.0.1:" + server.getPort()),
            directory.resolve("key"),
            Optional.empty(),
            Optional.empty(),
            false);
    DaemonConfig config =
        new DaemonConfig(
            "p1",
            List.of(collector),
            new BufferLimits(directory, 256_000_000, Duration.ofDays(7), 1_000_000),
            new StatusAddress("127.0.0.1", 0),
            Optional.empty());
    buffer = new DurableBuffer(config, time);
    uploader =
        new Uploader(
            collector,
            buffer,
            1_000_000,
            (name, now) -> new ProbeHealth(now, TRUE, 1, 2, 3, "abc"),
            time,
            () -> 0L,
            wait -> {});
    uploader.start();
  }

  @AfterEach
  void stop() {
    uploader.close();
    buffer.close();
    server.close();
  }

  /** Takes what is no more than ten minutes ahead of its clock and no older than thirty days. */
  private synchronized MockResponse answer(RecordedRequest request) {
    try {
      requests++;
      JsonObject body =
          JsonParser.parseString(
                  Okio.buffer(new GzipSource(new okio.Buffer().write(request.getBody())))
                      .readUtf8())
              .getAsJsonObject();
      Instant now = TRUE.plus(collectorAhead);
      JsonArray rows = body.getAsJsonArray("probes");
      List<UploadAnswer.Rejected> rejected = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        JsonObject row = rows.get(i).getAsJsonObject();
        Instant at = WireTime.parse(row.get("time").getAsString()).orElseThrow();
        String name = row.get("name").getAsString();
        if (name.startsWith("bad")) {
          rejected.add(new UploadAnswer.Rejected("probes", i, "too odd"));
        } else if (at.isAfter(now.plusSeconds(600)) || at.isBefore(now.minusSeconds(30 * 86_400))) {
          rejected.add(new UploadAnswer.Rejected("probes", i, "time", says));
        } else {
          taken.add(name);
        }
      }
      UploadAnswer answer = new UploadAnswer(rows.size() - rejected.size(), 0, rejected, now);
      return new MockResponse.Builder().body(WireCodec.encode(answer)).build();
    } catch (IOException e) {
      return new MockResponse.Builder().code(500).build();
    }
  }

  private void append(String name, Instant at) {
    Additions additions = new Additions();
    additions.add(
        BufferEntry.of(
            new RoundResult(
                at,
                "mesh",
                name,
                4,
                "10.0.0.1",
                false,
                null,
                null,
                null,
                "",
                0,
                null,
                56,
                0,
                List.of(new Reason("not_sent", "unresolved", "", 1)))));
    buffer.append(additions);
  }

  private void await(BooleanSupplier check) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!check.getAsBoolean()) {
      assertTrue(
          System.nanoTime() < end, () -> taken + " " + buffer.status() + " " + uploader.status());
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private long postponed() {
    return buffer.status().postponed().get("main");
  }

  @Test
  void aCollectorWhoseClockIsWrongGetsAllWhenItIsSet() throws Exception {
    for (boolean reportsWhy : new boolean[] {true, false}) {
      for (Duration wrong :
          List.of(
              Duration.ofHours(-1),
              Duration.ofDays(-90),
              Duration.ofDays(90),
              Duration.ofDays(3_650),
              Duration.between(TRUE, Instant.EPOCH))) {
        says = reportsWhy;
        taken.clear();
        collectorAhead = wrong;
        append("p1", TRUE.minusSeconds(60));
        append("p2", TRUE);
        await(() -> postponed() == 2);
        int soFar = requests;
        TimeUnit.MILLISECONDS.sleep(50);
        assertEquals(soFar, requests, "it is not tried over and over");
        assertFalse(time.mayDelete());
        assertTrue(uploader.status().clockText().contains("this clock is"));
        collectorAhead = Duration.ZERO;
        append("p3", TRUE); // a fresh one is accepted, and its response shows that the clocks agree
        await(() -> buffer.status().entries() == 0);
        assertEquals(List.of("p1", "p2", "p3"), taken.stream().sorted().toList());
        assertEquals(0, buffer.status().quarantined());
        assertTrue(time.mayDelete());
      }
    }
  }

  @Test
  void whatWasMeasuredByAWrongClockWaitsUntilItsTimeHasCome() throws Exception {
    append("ahead", TRUE.plus(Duration.ofDays(30)));
    append("p1", TRUE);
    await(() -> postponed() == 1 && taken.contains("p1"));
    nanos.addAndGet(Duration.ofMinutes(11).toNanos());
    clock.add(Duration.ofMinutes(11));
    append("p2", TRUE);
    await(() -> taken.contains("p2") && requests >= 3);
    assertEquals(0, buffer.status().quarantined());
    collectorAhead = Duration.ofDays(30);
    clock.add(Duration.ofDays(30));
    nanos.addAndGet(Duration.ofDays(30).toNanos());
    append("p3", TRUE.plus(Duration.ofDays(30)));
    await(() -> taken.contains("ahead") && buffer.status().entries() == 0);
  }

  @Test
  void aStepOfOurOwnClockOffersItAgainAtOnce() throws Exception {
    says = true;
    append("ahead", TRUE.plusSeconds(700));
    await(() -> postponed() == 1);
    collectorAhead = Duration.ofSeconds(200);
    uploader.clockStepped();
    await(() -> buffer.status().entries() == 0);
    assertEquals(List.of("ahead"), taken);
  }

  @Test
  void aRestartOffersItAgain() throws Exception {
    append("ahead", TRUE.plusSeconds(700));
    await(() -> postponed() == 1);
    buffer.reconfigure(
        new DaemonConfig(
            "p1",
            List.of(
                new Collector(
                    "main",
                    URI.create("http://127.0.0.1:1"),
                    directory.resolve("key"),
                    Optional.empty(),
                    Optional.empty(),
                    false)),
            new BufferLimits(directory, 256_000_000, Duration.ofDays(7), 1_000_000),
            new StatusAddress("127.0.0.1", 0),
            Optional.empty()));
    assertEquals(1, postponed(), "it is on disk");
  }

  @Test
  void aRowThatIsWrongForAnotherReasonGoesToQuarantine() throws Exception {
    append("bad", TRUE);
    append("p1", TRUE);
    await(() -> buffer.status().quarantined() == 1);
    assertEquals(0, postponed());
  }
}
