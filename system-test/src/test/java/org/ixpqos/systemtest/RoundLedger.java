package org.ixpqos.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;

/**
 * Knows the rounds that were measured, by two ways that owe nothing to the delivery: those that the
 * daemon showed in {@code /status} (it shows what its disk has), and the schedule, of which each
 * firing must be there or in a gap.
 *
 * <p>Its own thread reads {@code /status} four times a second.
 */
final class RoundLedger {
  private static final long LOOK_NANOS = 250_000_000;

  /** A firing starts within this of the last one's second. */
  private static final Duration STEP = Duration.ofMillis(1_700);

  /**
   * Firings nearer than this would be the same twice. A daemon that starts fires at once and then
   * on time, which may be as near as one echo's interval, or less where it was held up in between.
   */
  private static final Duration TWICE = Duration.ofMillis(5);

  private final FaultSite site;
  private final StoredRounds stored;
  private final Set<String> shown = new ConcurrentSkipListSet<>();
  private final Thread thread = new Thread(this::look, "ledger");
  private volatile boolean closing;

  RoundLedger(FaultSite site) {
    this.site = site;
    this.stored = new StoredRounds(site.store());
    thread.start();
  }

  private void look() {
    while (!closing) {
      try {
        for (JsonElement element : site.status().getAsJsonArray("peers")) {
          JsonObject peer = element.getAsJsonObject();
          shown.add(peer.get("name").getAsString() + " " + peer.get("time").getAsString());
        }
      } catch (RuntimeException e) {
        // the daemon is down just now: that is what this is about
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  StoredRounds stored() {
    return stored;
  }

  int size() {
    return shown.size();
  }

  /** Waits for the buffer to drain and compares. */
  String settle(Duration patience) throws Exception {
    Await.passes(patience, () -> assertTrue(site.waiting() < 2L * FaultSite.PEERS));
    close();
    Await.passes(
        Duration.ofSeconds(20),
        () -> {
          Set<String> lost = new TreeSet<>(shown);
          lost.removeAll(stored.rounds());
          assertEquals(Set.of(), lost, "measured and not stored");
        });
    int holes = assertNoHoles();
    return String.format(
        Locale.ROOT,
        "shown=%d stored=%d lost=0 twice=0 holes_with_reason=%d gaps=%s",
        shown.size(),
        stored.rounds().size(),
        holes,
        stored.reasons());
  }

  /** Between the first round and the last, all missing rounds are in gaps. */
  private int assertNoHoles() throws SQLException {
    List<StoredRounds.Hole> gaps = stored.gaps();
    int holes = 0;
    for (Map.Entry<String, Set<Instant>> target : stored.byTarget().entrySet()) {
      Instant before = null;
      for (Instant time : target.getValue()) {
        Duration step = before == null ? Duration.ofSeconds(1) : Duration.between(before, time);
        assertTrue(
            step.compareTo(TWICE) > 0,
            target.getKey() + " twice, " + step + " apart, at " + time + "; " + gaps);
        if (step.compareTo(STEP) > 0) {
          holes++;
          Instant from = before;
          assertTrue(
              gaps.stream()
                  .anyMatch(gap -> gap.from().isBefore(time) && !gap.until().isBefore(from)),
              () -> target.getKey() + " has nothing from " + from + " to " + time + "; " + gaps);
        }
        before = time;
      }
    }
    return holes;
  }

  public void close() throws InterruptedException {
    closing = true;
    thread.join();
  }
}
