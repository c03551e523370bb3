package org.ixpqos.engine.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LookupThreadsTest {
  private final CountDownLatch release = new CountDownLatch(1);
  private final Semaphore begun = new Semaphore(0);
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  /** What runs when a lookup is not answered soon; this test decides when that is. */
  private final Queue<Runnable> notSoon = new ConcurrentLinkedQueue<>();

  private final LookupThreads threads = new LookupThreads("test-", 4, 20, 30, notSoon::add);

  @AfterEach
  void end() {
    release.countDown();
    threads.close();
  }

  private void lookup() {
    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    begun.release();
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    underWay.decrementAndGet();
  }

  @Test
  void thereAreNeverMoreThanThatAndNoneIsForgotten() throws Exception {
    for (int i = 0; i < 4 + 30; i++) {
      threads.execute(this::lookup);
    }
    assertThrows(RejectedExecutionException.class, () -> threads.execute(this::lookup));
    for (int i = 0; i < 20; i++) {
      assertTrue(begun.tryAcquire(10, TimeUnit.SECONDS), "those that wait make room");
      notSoon.remove().run();
    }
    release.countDown();
    assertTrue(begun.tryAcquire(14, 10, TimeUnit.SECONDS), "the rest follow");
    assertEquals(20, most.get());
  }

  @Test
  void oneThatThrowsHoldsNoPlace() throws Exception {
    for (int i = 0; i < 25; i++) {
      threads.execute(
          () -> {
            begun.release();
            throw new IllegalStateException("a bug, thrown by this test");
          });
      assertTrue(begun.tryAcquire(10, TimeUnit.SECONDS));
    }
    threads.execute(this::lookup);
    assertTrue(begun.tryAcquire(10, TimeUnit.SECONDS));
  }

  @Test
  void afterTheCloseNoneIsTaken() {
    threads.close();
    assertThrows(RejectedExecutionException.class, () -> threads.execute(this::lookup));
  }
}
