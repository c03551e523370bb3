package org.ixpqos.collector.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which answers are kept warm, for how long, how many, and what ends it. */
@Timeout(60)
class WarmAnswersTest {
  /** Is made for as long as the test takes. */
  private static final WarmAnswers.Maker NEVER =
      () -> {
        new CountDownLatch(1).await();
        return null;
      };

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private WarmAnswers warm = new WarmAnswers(1 << 20, nanos::get);

  @AfterEach
  void close() {
    warm.close();
  }

  private static WarmAnswers.Key key(String path) {
    return new WarmAnswers.Key(path, Map.of());
  }

  private static ApiResponse large(int bytes) {
    return ApiResponse.text("text/plain", new byte[bytes]);
  }

  private void move(long seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private void keep(String path, ApiResponse answer, WarmAnswers.Maker maker) {
    warm.keep(key(path), answer, nanos.get(), maker);
  }

  private boolean has(String path) {
    return warm.find(key(path)).isPresent();
  }

  @Test
  void smallAnswersAndErrorsAreMadeAnew() {
    keep("/small", large(WarmAnswers.LARGE - 1), NEVER);
    keep("/error", large(WarmAnswers.LARGE).as(503), NEVER);
    assertEquals(0, warm.size());
    assertFalse(has("/small"));
  }

  @Test
  void anAnswerIsFoundUntilItIsTooOld() {
    keep("/a", large(WarmAnswers.LARGE), NEVER);
    assertTrue(has("/a"));
    move(30);
    assertTrue(has("/a"), "30 s old");
    move(1);
    assertFalse(has("/a"), "what is shown is not older");
  }

  @Test
  void whatNobodyAsksForIsForgotten() {
    keep("/a", large(WarmAnswers.LARGE), NEVER);
    move(61);
    keep("/b", large(WarmAnswers.LARGE), NEVER);
    assertEquals(1, warm.size());
  }

  @Test
  void thereAreAtMostSixteen() {
    for (int i = 0; i < 20; i++) {
      keep("/" + i, large(WarmAnswers.LARGE), NEVER);
      move(1);
    }
    assertEquals(16, warm.size());
    assertFalse(has("/0"), "the one that was asked for longest ago goes");
  }

  @Test
  void andSoManyBytesOfThem() {
    warm.close();
    warm = new WarmAnswers(3L * WarmAnswers.LARGE, nanos::get);
    for (int i = 0; i < 5; i++) {
      keep("/" + i, large(WarmAnswers.LARGE), NEVER);
      move(1);
    }
    assertEquals(3, warm.size());
    assertTrue(has("/4"));
    assertFalse(has("/1"));
  }

  @Test
  void oneIsMadeAnewInTheBackgroundAndOneThatCannotBeIsForgotten() throws Exception {
    CountDownLatch made = new CountDownLatch(1);
    CountDownLatch failed = new CountDownLatch(1);
    keep(
        "/a",
        large(WarmAnswers.LARGE),
        () -> {
          made.countDown();
          nanos.incrementAndGet();
          return large(WarmAnswers.LARGE + 1);
        });
    assertTrue(made.await(20, TimeUnit.SECONDS));
    keep(
        "/b",
        large(WarmAnswers.LARGE),
        () -> {
          failed.countDown();
          throw new IllegalStateException("the store is away");
        });
    assertTrue(failed.await(20, TimeUnit.SECONDS));
    awaitGone("/b");
    assertTrue(has("/a"));
  }

  @Test
  void oneThatBecameSmallOrAnErrorIsForgotten() throws Exception {
    keep("/small", large(WarmAnswers.LARGE), () -> large(1));
    awaitGone("/small");
    keep("/error", large(WarmAnswers.LARGE), () -> large(WarmAnswers.LARGE).as(503));
    awaitGone("/error");
  }

  private void awaitGone(String path) throws InterruptedException {
    while (has(path)) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Test
  void afterItsEndNothingIsKept() {
    warm.close();
    keep("/a", large(WarmAnswers.LARGE), NEVER);
    assertEquals(Optional.empty(), warm.find(key("/a")));
  }
}
