package org.ixpqos.collector.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SharesTest {
  @Test
  void oneHasAShareAndTheOthersHaveTheRest() throws Exception {
    Shares shares = new Shares(3, 2, 0, 0, Duration.ZERO);
    assertTrue(shares.begin("a"));
    assertTrue(shares.begin("a"));
    assertFalse(shares.begin("a"));
    assertTrue(shares.begin("b"));
    assertFalse(shares.begin("c"));
    shares.end("a");
    assertTrue(shares.begin("c"));
  }

  @Test
  void whoWaitsComesNext() throws Exception {
    Shares shares = new Shares(1, 1, 1, 1, Duration.ofSeconds(30));
    assertTrue(shares.begin("a"));
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return shares.begin("b");
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    shares.end("a");
    assertTrue(waiting.get(10, TimeUnit.SECONDS));
  }

  @Test
  void patienceEnds() throws Exception {
    Shares shares = new Shares(1, 1, 1, 1, Duration.ofMillis(20));
    assertTrue(shares.begin("a"));
    assertFalse(shares.begin("b"));
    shares.end("a");
    assertTrue(shares.begin("b"));
  }

  @Test
  void memoryIsSharedOut() {
    ByteBudget bytes = new ByteBudget(100, 60);
    assertTrue(bytes.take("a", 50));
    assertFalse(bytes.take("a", 20));
    assertTrue(bytes.take("b", 40));
    assertFalse(bytes.take("c", 20));
    bytes.giveBack("a", 50);
    assertTrue(bytes.take("c", 60));
    bytes.giveBack("b", 40);
    bytes.giveBack("c", 60);
    assertEquals(0, bytes.taken());
    assertTrue(bytes.take("d", 1_000), "what is alone always goes");
  }

  @Test
  void bodiesTakeNoMoreThanTheirs() throws Exception {
    BodyShare bodies = new BodyShare(1 << 20);
    try (BodyShare.Share share = bodies.begin("p1")) {
      assertThrows(
          BodyShare.FullException.class,
          () -> {
            try (BodyShare.Share other = bodies.begin("p2")) {
              for (int i = 0; i < 10_000; i++) {
                other.element();
              }
            }
          });
      share.read(1_000);
    }
    bodies.begin("p3").close();
  }
}
