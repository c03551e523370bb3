package org.ixpqos.collector.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.ixpqos.collector.TestingClock;
import org.ixpqos.collector.TestingLog;
import org.ixpqos.collector.TestingResults;
import org.ixpqos.collector.api.CollectorMetrics;
import org.ixpqos.collector.clock.LastHeard;
import org.ixpqos.collector.http.HttpConfig;
import org.ixpqos.collector.http.HttpServer;
import org.ixpqos.collector.http.Limits;
import org.ixpqos.collector.http.Route;
import org.ixpqos.collector.http.TestingGate;
import org.ixpqos.collector.model.KnownPairs;
import org.ixpqos.collector.model.Listing;
import org.ixpqos.collector.model.ReceivedUpload;
import org.ixpqos.collector.model.StoreFullException;
import org.ixpqos.collector.model.StoredCounts;
import org.ixpqos.collector.model.UploadStore;
import org.ixpqos.model.Upload;
import org.ixpqos.model.clock.Timekeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a poster is told when the store is not as it should be, and who is told of a commit. */
class IngestTest {
  /** A store that does what the test says. */
  private static final class FaultyIntake implements UploadStore {
    private StoreFullException full;
    private Exception failure;
    private StoredCounts counts = new StoredCounts(1, 0, false);

    @Override
    public CompletableFuture<StoredCounts> store(
        ReceivedUpload received, Consumer<StoredCounts> committed) throws StoreFullException {
      if (full != null) {
        throw full;
      }
      if (failure != null) {
        return CompletableFuture.failedFuture(failure);
      }
      committed.accept(counts);
      return CompletableFuture.completedFuture(counts);
    }
  }

  private final FaultyIntake intake = new FaultyIntake();
  private final AtomicInteger looks = new AtomicInteger();
  private final List<String> reported = new CopyOnWriteArrayList<>();
  private Announcer announcer = new Announcer(List.of());

  @AfterEach
  void stop() {
    announcer.close();
  }

  private void await(int count) throws InterruptedException {
    for (int i = 0; i < 1_000 && reported.size() < count; i++) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static ReceivedUpload upload(int batch) {
    return new ReceivedUpload(
        new Upload("p" + batch, null, "", 0, "", null, List.of(), List.of()), Instant.EPOCH);
  }

  private <T> T looked(T value) {
    looks.incrementAndGet();
    return value;
  }

  private HttpResponse<String> post() throws Exception {
    return post(TestingResults.originalUpload("p1", TestingResults.ORIGINAL));
  }

  private HttpResponse<String> post(String body) throws Exception {
    CollectorMetrics metrics = new CollectorMetrics();
    Timekeeper keeper = new TestingClock().keeper();
    HttpServer server =
        HttpServer.start(
            new HttpConfig("127.0.0.1", 0, Optional.empty(), Limits.USUAL),
            List.of(
                Route.postKeyed(
                    "/post",
                    new Ingest(
                        keeper,
                        new Admission(
                            new KnownPairs(),
                            () -> looked(Listing.NONE),
                            probe -> looked(false),
                            new UnlistedRows(keeper::nanoTime, metrics),
                            () -> looked(UnaryOperator.identity()),
                            new RefusedPosts(keeper::nanoTime, name -> false)),
                        () ->
                            looked(
                                new AcceptedAges(
                                    Duration.ofDays(30), Duration.ofDays(400), () -> Instant.MIN)),
                        new LastHeard(keeper, List.of())::heard,
                        intake,
                        announcer,
                        metrics))),
            new TestingGate(),
            metrics);
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(server.uri().resolve("/post"))
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString());
    } finally {
      server.stop();
    }
  }

  /** Each look asks the system for the times of files, of which a round may not cost one. */
  @Test
  void theFilesAreLookedAtForAnUploadAndNotForEachRound() throws Exception {
    post(TestingResults.originalUpload("p1", TestingResults.ORIGINAL));
    int ofOne = looks.getAndSet(0);
    post(
        TestingResults.originalUpload(
            "p1", String.join(",", Collections.nCopies(500, TestingResults.ORIGINAL))));
    assertEquals(ofOne, looks.get());
  }

  @Test
  void aStoreThatFailsIsTheOriginals500() throws Exception {
    intake.failure = new SQLException("[SQLITE_FULL] database or disk is full");
    HttpResponse<String> answer = post();
    assertEquals(500, answer.statusCode());
    assertEquals("{\"error\":\"unable to store probe result\"}", answer.body());
  }

  @Test
  void aFullQueueAsksToComeBackLater() throws Exception {
    intake.full = new StoreFullException("32 changes are waiting");
    HttpResponse<String> answer = post();
    assertEquals(503, answer.statusCode());
    assertEquals("5", answer.headers().firstValue("Retry-After").orElse(""));
  }

  @Test
  void aStoreThatIsWellIs200() throws Exception {
    assertEquals(200, post().statusCode());
  }

  @Test
  void listenersAreCalledInTheirOrderAndNoneFailsTheUploadOrTheNext() throws Exception {
    announcer =
        new Announcer(
            List.of(
                received -> reported.add("first"),
                received -> {
                  throw new IllegalStateException("a listener's fault");
                },
                received -> reported.add("third " + received.upload().source())));
    assertEquals(200, post().statusCode());
    await(2);
    assertEquals(List.of("first", "third p1"), reported);
  }

  @Test
  void whatWasNotStoredOrWasThereBeforeIsNotAnnounced() throws Exception {
    announcer = new Announcer(List.of(received -> reported.add(received.upload().source())));
    intake.counts = new StoredCounts(0, 1, false);
    assertEquals(200, post().statusCode());
    intake.failure = new SQLException("[SQLITE_FULL] database or disk is full");
    assertEquals(500, post().statusCode());
    announcer.announce(upload(7));
    await(1);
    assertEquals(List.of("p7"), reported);
  }

  @Test
  void aListenerThatIsSlowHoldsUpNobodyAndWhatWaitsIsBounded() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    announcer =
        new Announcer(
            List.of(
                received -> {
                  try {
                    slow.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  reported.add(received.upload().source());
                }));
    try (TestingLog log = new TestingLog(Announcer.class)) {
      for (int i = 0; i < 3 * Announcer.MAX_WAITING; i++) {
        announcer.announce(upload(i));
      }
      assertEquals(1, log.lines().size());
    }
    slow.countDown();
    await(Announcer.MAX_WAITING + 1);
    // the one that is being told, and those that may wait, in the order of their commits
    assertEquals(
        IntStream.rangeClosed(0, Announcer.MAX_WAITING).mapToObj(i -> "p" + i).toList(), reported);
  }
}
