package org.ixpqos.engine.loop;

/**
 * How long the loop sleeps. The kernel's stamps make it unimportant when a reply is read, so the
 * fewer turns the better: about {@value #PACKETS_A_TURN} packets each was measured to cost least.
 * At low rates each packet is sent exactly on time instead, and the packets of one round are never
 * bunched. Owned by the loop's thread.
 */
final class TickPolicy {
  private static final int PACKETS_A_TURN = 32;
  private static final long SHORTEST_NANOS = 2_000_000;
  private static final long IDLE_NANOS = 1_000_000_000;

  /** Below this many packets a second each may have a turn of its own. */
  private static final int FEW = 20;

  /** A packet is sent later than planned by at most this fraction of its round's interval. */
  private static final int INTERVAL_SHARE = 10;

  /** Replies that did not come within this time are not worth a short sleep. */
  private static final long EAGER_NANOS = 100_000_000;

  /** Packets a second are averaged over about this long. */
  private static final double MEMORY_NANOS = 200_000_000;

  private final long longest;
  private double perNano;
  private long lastTurn;
  private long lastSent;
  private long shortestInterval = Long.MAX_VALUE;

  TickPolicy(long longestNanos, long now) {
    longest = longestNanos;
    lastTurn = now;
    lastSent = now - EAGER_NANOS;
  }

  /**
   * Records a turn.
   *
   * @param interval the shortest of the rounds that sent, nanoseconds
   */
  void turned(long now, int sent, long interval) {
    long passed = Math.max(1, now - lastTurn);
    double weight = Math.min(1, passed / MEMORY_NANOS);
    perNano += weight * ((double) sent / passed - perNano);
    lastTurn = now;
    if (sent > 0) {
      lastSent = now;
      shortestInterval = interval;
    }
  }

  /** The least sleep while there are packets to send: those due meanwhile go together. */
  long least() {
    if (perNano * 1_000_000_000 < FEW) {
      return 0;
    }
    long tick = (long) Math.max(SHORTEST_NANOS, PACKETS_A_TURN / perNano);
    return Math.min(Math.min(tick, longest), shortestInterval / INTERVAL_SHARE);
  }

  /** The longest sleep. */
  long most(boolean inFlight) {
    if (!inFlight) {
      return IDLE_NANOS;
    }
    return lastTurn - lastSent < EAGER_NANOS ? longest : 5 * longest;
  }
}
