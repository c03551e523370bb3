package org.ixpqos.collector.history.victoriametrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.ixpqos.collector.history.HistoryUnavailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class QueryCacheTest {
  private static final Duration AGE = Duration.ofSeconds(10);

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();
  private final QueryCache<String, Integer> remembered =
      new QueryCache<>(Duration.ofMillis(200), nanos::get, answer -> 1);

  @AfterEach
  void stop() {
    remembered.close();
  }

  @Test
  void anAnswerIsGoodForAWhile() throws Exception {
    assertEquals(1, remembered.get("24h", AGE, asked::incrementAndGet));
    nanos.addAndGet(AGE.toNanos() - 1);
    assertEquals(1, remembered.get("24h", AGE, asked::incrementAndGet));
    assertEquals(2, remembered.get("7d", AGE, asked::incrementAndGet));
    nanos.addAndGet(1);
    assertEquals(3, remembered.get("24h", AGE, asked::incrementAndGet));
  }

  @Test
  void aFailureIsNotRemembered() throws Exception {
    HistoryUnavailableException e =
        assertThrows(
            HistoryUnavailableException.class,
            () ->
                remembered.get(
                    "24h",
                    AGE,
                    () -> {
                      throw new HistoryUnavailableException("busy", null);
                    }));
    assertEquals("busy", e.getMessage());
    assertEquals(1, remembered.get("24h", AGE, asked::incrementAndGet));
  }

  @Test
  void whatTakesLongIsThereForTheNext() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    QueryCache.Question<Integer> slow =
        () -> {
          awaitQuietly(done);
          return asked.incrementAndGet();
        };
    HistoryUnavailableException e =
        assertThrows(HistoryUnavailableException.class, () -> remembered.get("30d", AGE, slow));
    assertTrue(e.getMessage().contains("in a while"), e.getMessage());
    done.countDown();
    assertEquals(1, remembered.get("30d", AGE, slow));
    assertEquals(1, asked.get(), "asked once");
  }

  private static void awaitQuietly(CountDownLatch done) {
    try {
      assertTrue(done.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
