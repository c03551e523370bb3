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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ixpqos.collector.TestingClock;
import org.ixpqos.collector.TestingResults;
import org.ixpqos.collector.api.CollectorMetrics;
import org.ixpqos.collector.api.UnlistedRows;
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
import org.ixpqos.model.clock.Timekeeper;
import org.junit.jupiter.api.Test;

/** What a poster is told when the store is not as it should be. */
class ReceiveResultsTest {
  /** A store that does what the test says. */
  private static final class FaultyIntake implements UploadStore {
    private StoreFullException full;
    private SQLException failure;

    @Override
    public CompletableFuture<StoredCounts> store(ReceivedUpload received)
        throws StoreFullException {
      if (full != null) {
        throw full;
      }
      return failure == null
          ? CompletableFuture.completedFuture(new StoredCounts(1, 0, false))
          : CompletableFuture.failedFuture(failure);
    }
  }

  private final FaultyIntake intake = new FaultyIntake();

  private HttpResponse<String> post() throws Exception {
    CollectorMetrics metrics = new CollectorMetrics();
    Timekeeper keeper = new TestingClock().keeper();
    HttpServer server =
        HttpServer.start(
            new HttpConfig("127.0.0.1", 0, Optional.empty(), Limits.USUAL),
            List.of(
                Route.postKeyed(
                    "/post",
                    new ReceiveResults(
                        intake,
                        keeper,
                        new LastHeard(keeper),
                        new ReceiveResults.Kept(
                            Duration.ofDays(30),
                            Duration.ofDays(400),
                            () -> Instant.MIN,
                            new KnownPairs(),
                            () -> Listing.NONE,
                            new UnlistedRows(keeper::nanoTime, metrics)),
                        metrics,
                        probe -> false))),
            new TestingGate(),
            metrics);
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(server.uri().resolve("/post"))
                  .POST(
                      BodyPublishers.ofString(
                          TestingResults.originalUpload("p1", TestingResults.ORIGINAL)))
                  .build(),
              BodyHandlers.ofString());
    } finally {
      server.stop();
    }
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
}
