package org.ixpqos.daemon.round;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.ixpqos.daemon.config.ProbeLimits;
import org.ixpqos.engine.EchoOptions;
import org.ixpqos.engine.EchoRequest;
import org.junit.jupiter.api.Test;

class SendBudgetTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;
  private static final ProbeLimits LIMITS =
      new ProbeLimits(1_000, 10_000_000, 100, 1_000_000, List.of());

  private final SendBudget budget = new SendBudget();
  private long now = Long.MAX_VALUE - 2 * SECOND;

  private static EchoRequest request(int target, int count, long interval, int size) {
    try {
      return new EchoRequest(
          InetAddress.getByAddress(new byte[] {10, 0, (byte) (target >> 8), (byte) target}),
          count,
          0,
          interval,
          SECOND,
          0,
          new EchoOptions(size, 0, 0, false, null, ""),
          null);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean take(int target, int count, long interval, int size) {
    return budget.take(SendBudget.share(request(target, count, interval, size), now), LIMITS, now);
  }

  /** Four hundred entries with one victim's address. */
  @Test
  void oneAddressGetsNoMoreThanItsShareHoweverManyEntriesNameIt() {
    int begun = 0;
    for (int entry = 0; entry < 400; entry++) {
      begun += take(7, 5_000, 50 * MILLI, 56) ? 1 : 0;
    }
    assertEquals(5, begun, "20 a second each");
    assertTrue(take(8, 5_000, 50 * MILLI, 56), "another address");
    now += 300 * SECOND;
    assertTrue(take(7, 5_000, 50 * MILLI, 56), "when they are over");
  }

  @Test
  void allTogetherHaveAShareToo() {
    int begun = 0;
    for (int target = 0; target < 4_000; target++) {
      begun += take(target, 10, SECOND, 56) ? 1 : 0;
    }
    assertEquals(1_000, begun);
  }

  @Test
  void largePacketsAreLimitedByTheirBits() {
    int begun = 0;
    for (int entry = 0; entry < 100; entry++) {
      begun += take(7, 100, SECOND, 65_507) ? 1 : 0;
    }
    assertEquals(1, begun, "524,280 bits a packet");
  }

  @Test
  void aFewPacketsAtOnceAreFewPacketsASecond() {
    assertTrue(take(7, 50, MILLI, 56));
    assertTrue(take(7, 50, MILLI, 56));
    assertFalse(take(7, 1, MILLI, 56));
    now += SECOND;
    assertTrue(take(7, 100, MILLI, 56));
  }

  @Test
  void whatIsGivenBackIsFreeAtOnceAndOnlyOnce() {
    List<SendBudget.Share> shares = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      SendBudget.Share share = SendBudget.share(request(7, 5_000, 50 * MILLI, 56), now);
      assertTrue(budget.take(share, LIMITS, now));
      shares.add(share);
    }
    assertFalse(take(7, 5_000, 50 * MILLI, 56));
    budget.giveBack(shares.get(0));
    budget.giveBack(shares.get(0));
    assertTrue(take(7, 5_000, 50 * MILLI, 56));
    assertFalse(take(7, 5_000, 50 * MILLI, 56));
    assertEquals(100, budget.packetsPerSecond(now), 1e-9);
    now += 300 * SECOND;
    assertEquals(0, budget.packetsPerSecond(now), 0);
  }
}
