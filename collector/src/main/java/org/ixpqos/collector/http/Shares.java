package org.ixpqos.collector.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Limits how many do something at once, in total and of each client: others wait in a queue of
 * bounded length, for a bounded time. An empty name stands for many clients. Thread-safe.
 */
final class Shares {
  private final int most;
  private final int mostOfOne;
  private final int mostWaiting;
  private final int mostWaitingOfOne;
  private final long patienceNanos;

  // Guarded by this.
  private final Map<String, int[]> running = new HashMap<>();
  private final Map<String, int[]> waiting = new HashMap<>();
  private int allRunning;
  private int allWaiting;

  /**
   * @param most the maximum at once
   * @param mostOfOne the maximum of one client
   * @param mostWaiting the maximum that wait
   * @param mostWaitingOfOne the maximum of one client that wait
   */
  Shares(int most, int mostOfOne, int mostWaiting, int mostWaitingOfOne, Duration patience) {
    this.most = most;
    this.mostOfOne = mostOfOne;
    this.mostWaiting = mostWaiting;
    this.mostWaitingOfOne = mostWaitingOfOne;
    this.patienceNanos = patience.toNanos();
  }

  /**
   * Begins for {@code who}; false when the limit is reached. After true, {@link #end} must be
   * called.
   */
  synchronized boolean begin(String who) throws InterruptedException {
    if (!isFree(who)) {
      if (allWaiting >= mostWaiting
          || (!who.isEmpty() && count(waiting, who) >= mostWaitingOfOne)) {
        return false;
      }
      add(waiting, who, 1);
      allWaiting++;
      try {
        long end = System.nanoTime() + patienceNanos;
        while (!isFree(who)) {
          long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
          if (left <= 0) {
            return false;
          }
          wait(left);
        }
      } finally {
        add(waiting, who, -1);
        allWaiting--;
      }
    }
    add(running, who, 1);
    allRunning++;
    return true;
  }

  synchronized void end(String who) {
    add(running, who, -1);
    allRunning--;
    notifyAll();
  }

  private boolean isFree(String who) {
    return allRunning < most && (who.isEmpty() || count(running, who) < mostOfOne);
  }

  private static int count(Map<String, int[]> counts, String who) {
    int[] count = counts.get(who);
    return count == null ? 0 : count[0];
  }

  private static void add(Map<String, int[]> counts, String who, int difference) {
    int[] count = counts.computeIfAbsent(who, any -> new int[1]);
    count[0] += difference;
    if (count[0] == 0) {
      counts.remove(who);
    }
  }
}
