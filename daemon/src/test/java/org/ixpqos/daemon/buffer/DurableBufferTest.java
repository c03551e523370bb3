package org.ixpqos.daemon.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ixpqos.daemon.config.DaemonConfig;
import org.ixpqos.model.Gap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DurableBufferTest extends BufferTesting {
  @Test
  void whatIsAcknowledgedLeavesTheDiskAndNothingElse() {
    try (DurableBuffer buffer = open("main")) {
      buffer.append(entries(clock.instant(), 1, 5));
      Buffer.Batch two = buffer.next("main", false, 2).orElseThrow();
      assertEquals(numbers(1, 2), jsons(two));
      // the same again until it is acknowledged
      assertEquals(two, buffer.next("main", false, 2).orElseThrow());
      buffer.acknowledge(two, List.of());
      assertEquals(3, buffer.status().entries());
      assertEquals(numbers(3, 5), jsons(next(buffer, "main")));
      buffer.acknowledge(next(buffer, "main"), List.of());
      assertTrue(buffer.next("main", false, MOST).isEmpty());
      assertEquals(0, buffer.status().entries());
      assertEquals(Optional.empty(), buffer.status().oldest());
    }
  }

  @Test
  void whatIsFreshGoesBeforeWhatAnOutageLeftBehind() {
    try (DurableBuffer buffer = open("main")) {
      buffer.append(entries(clock.instant(), 1, 3));
      buffer.fellBehind("main");
      buffer.append(entries(clock.instant(), 4, 5));
      assertEquals(numbers(4, 5), jsons(next(buffer, "main")));
      assertEquals(numbers(1, 3), jsons(buffer.next("main", true, MOST).orElseThrow()));
      buffer.acknowledge(next(buffer, "main"), List.of());
      Buffer.Batch backlog = next(buffer, "main");
      assertTrue(backlog.backlog());
      assertEquals(numbers(1, 3), jsons(backlog));
      buffer.acknowledge(backlog, List.of());
      assertEquals(0, buffer.status().entries());
    }
  }

  @Test
  void aCollectorThatIsDownHoldsBackNoOther() {
    try (DurableBuffer buffer = open("up", "down")) {
      buffer.append(entries(clock.instant(), 1, 4));
      buffer.acknowledge(next(buffer, "up"), List.of());
      assertEquals(4, buffer.status().entries());
      assertEquals(0, buffer.status().waiting().get("up"));
      assertEquals(4, buffer.status().waiting().get("down"));
      buffer.append(entries(clock.instant(), 5, 6));
      assertEquals(numbers(5, 6), jsons(next(buffer, "up")));
      assertEquals(numbers(1, 6), jsons(next(buffer, "down")));
      buffer.acknowledge(next(buffer, "down"), List.of());
      assertEquals(2, buffer.status().entries());
    }
  }

  @Test
  void aRestartSendsNothingAgainThatWasAcknowledged() {
    try (DurableBuffer buffer = open("main")) {
      buffer.append(entries(clock.instant(), 1, 5));
      buffer.acknowledge(buffer.next("main", false, 3).orElseThrow(), List.of());
    }
    clock.add(Duration.ofMinutes(2));
    try (DurableBuffer buffer = open("main")) {
      List<BufferEntry> waiting = drain(buffer);
      assertEquals(numbers(4, 5), rows(waiting));
      assertEquals(3, waiting.size());
      JsonObject gap = gaps(waiting).get(0);
      assertEquals(Gap.STOPPED, gap.get("reason").getAsString());
      assertEquals("2026-11-22T10:00:00.000000Z", gap.get("from").getAsString());
      assertEquals("2026-11-22T10:02:00.000000Z", gap.get("until").getAsString());
    }
  }

  @Test
  void aKilledDaemonLosesNothingThatWasAppendedAndItsRoundsAreCutShort() throws Exception {
    Path files;
    try (DurableBuffer buffer = open("main")) {
      Buffer.Additions additions = entries(clock.instant(), 1, 2);
      Instant done = clock.instant().minusSeconds(60);
      additions.started(done, "mesh", 1);
      additions.finished(done, "mesh");
      additions.started(clock.instant(), "mesh", 3);
      buffer.append(additions);
      Buffer.Additions later = entries(clock.instant(), 3, 3);
      later.finished(clock.instant(), "mesh");
      buffer.append(later);
      files = crashed();
    }
    clock.add(Duration.ofSeconds(30));
    try (DurableBuffer buffer = new DurableBuffer(in(files), time)) {
      List<BufferEntry> waiting = drain(buffer);
      assertEquals(numbers(1, 3), rows(waiting));
      List<JsonObject> gaps = gaps(waiting);
      assertEquals(2, gaps.size(), gaps::toString);
      assertEquals(Gap.CRASHED, gaps.get(0).get("reason").getAsString());
      assertEquals("2026-11-22T10:00:30.000000Z", gaps.get(0).get("until").getAsString());
      // of the firing's three rounds one was recorded; the firing before it was complete
      assertEquals(Gap.CUT_SHORT, gaps.get(1).get("reason").getAsString());
      assertEquals(2, gaps.get(1).get("rounds").getAsLong());
      assertEquals("mesh", gaps.get(1).get("schedule").getAsString());
    }
  }

  @Test
  void aClockThatWasSetBackMakesNoNegativeGap() {
    open("main").close();
    clock.add(Duration.ofHours(-1));
    try (DurableBuffer buffer = open("main")) {
      JsonObject gap = gaps(drain(buffer)).get(0);
      assertEquals(gap.get("from"), gap.get("until"));
    }
  }

  @Test
  void anotherNameOrCollectorOrphansNothing() {
    try (DurableBuffer buffer = open("old")) {
      buffer.append(entries(clock.instant(), 1, 2));
      buffer.reconfigure(config("p1-renamed", 256_000_000, "new"));
      buffer.append(entries(clock.instant(), 3, 4));
      Buffer.Batch fresh = next(buffer, "new");
      assertEquals(numbers(3, 4), jsons(fresh));
      assertEquals("p1-renamed", fresh.source());
      buffer.acknowledge(fresh, List.of());
      Buffer.Batch before = next(buffer, "new");
      assertEquals(numbers(1, 2), jsons(before));
      assertEquals("p1", before.source());
      assertTrue(buffer.next("old", false, MOST).isEmpty());
    }
  }

  @Test
  void aBatchIsOfOneSource() {
    try (DurableBuffer buffer = open("main")) {
      buffer.append(entries(clock.instant(), 1, 2));
      buffer.reconfigure(config("p1-renamed", 256_000_000, "main"));
      buffer.append(entries(clock.instant(), 3, 3));
      buffer.fellBehind("main");
      assertEquals(numbers(1, 2), jsons(next(buffer, "main")));
      buffer.acknowledge(next(buffer, "main"), List.of());
      assertEquals(numbers(3, 3), jsons(next(buffer, "main")));
    }
  }

  @Test
  void withoutACollectorEverythingIsKeptForTheFirst() {
    try (DurableBuffer buffer = open()) {
      buffer.append(entries(clock.instant(), 1, 3));
      assertEquals(3, buffer.status().entries());
      buffer.reconfigure(config("p1", 256_000_000, "main"));
      assertEquals(numbers(1, 3), jsons(next(buffer, "main")));
    }
  }

  @Test
  void aFullBufferDropsTheOldestAndCountsAndReportsIt() {
    DaemonConfig small = config("p1", 1_000_000, "main");
    try (DurableBuffer buffer = new DurableBuffer(small, time)) {
      for (int i = 0; i < 400; i++) {
        clock.add(Duration.ofSeconds(1));
        Buffer.Additions additions = new Buffer.Additions();
        for (int j = 0; j < 100; j++) {
          // what does not compress, so that the file fills
          String json =
              "\"" + Long.toHexString(Double.doubleToLongBits(Math.sin(i * 100 + j))) + "\"";
          additions.add(new BufferEntry(BufferEntry.Kind.ROW, clock.instant(), json));
        }
        buffer.append(additions);
        assertTrue(buffer.status().bytes() <= 1_000_000, buffer.status()::toString);
      }
      Buffer.Status status = buffer.status();
      assertTrue(status.dropped() > 1_000, status::toString);
      List<BufferEntry> waiting = drain(buffer);
      long rows = rows(waiting).size();
      long gapRounds = 0;
      for (JsonObject gap : gaps(waiting)) {
        assertEquals(Gap.DROPPED, gap.get("reason").getAsString());
        gapRounds += gap.get("rounds").getAsLong();
      }
      assertEquals(40_000, rows + status.dropped());
      // the rounds of a gap that is dropped later are counted again
      assertEquals(status.dropped(), gapRounds);
    }
  }

  @Test
  void whatIsTooOldGoesAndIsCounted() {
    try (DurableBuffer buffer = open("main")) {
      buffer.append(entries(clock.instant(), 1, 3));
      clock.add(Duration.ofDays(8));
      time.heard("main", clock.instant());
      for (int i = 0; i < 70; i++) {
        buffer.append(entries(clock.instant(), 10 + i, 10 + i));
      }
      assertEquals(3, buffer.status().dropped());
      List<BufferEntry> waiting = drain(buffer);
      assertEquals(numbers(10, 79), rows(waiting));
      assertEquals(3, gaps(waiting).get(0).get("rounds").getAsLong());
    }
  }

  @Test
  void refusedEntriesAreQuarantinedAndBlockNothing() {
    try (DurableBuffer buffer = open("main")) {
      buffer.append(entries(clock.instant(), 1, 3));
      Buffer.Batch batch = next(buffer, "main");
      buffer.acknowledge(batch, List.of(new Buffer.Refused(batch.entries().get(1), "400 too odd")));
      assertEquals(1, buffer.status().quarantined());
      JsonObject gap = gaps(drain(buffer)).get(0);
      assertEquals(Gap.QUARANTINED, gap.get("reason").getAsString());
      assertEquals(1, gap.get("rounds").getAsLong());
    }
    try (DurableBuffer buffer = open("main")) {
      assertEquals(1, buffer.status().quarantined());
    }
  }

  /** However much of the file's end is missing, the daemon opens, appends and delivers. */
  /** After any fault of the file, rounds measured from now on are delivered soon. */
  /** Marks, ends and rows of a firing that were held cross to the disk together. */
  @Test
  void whatWasSentAndThenOpenedAnewIsAcknowledgedAllTheSame() {
    try (DurableBuffer buffer = open("main")) {
      buffer.append(entries(clock.instant(), 1, 5));
      Buffer.Batch sent = buffer.next("main", false, 3).orElseThrow();
      assertFalse(sent.backlog());
      buffer.reconfigure(config("p1", 256_000_000, "main"));
      buffer.acknowledge(sent, List.of());
      assertEquals(numbers(4, 5), rows(drain(buffer)));
    }
  }

  @Test
  void aDropIsReportedToThoseThatMissItAndToNoOther() {
    try (DurableBuffer buffer = open("up", "down")) {
      buffer.append(entries(clock.instant(), 1, 3));
      buffer.acknowledge(next(buffer, "up"), List.of());
      clock.add(Duration.ofDays(8));
      time.heard("main", clock.instant());
      for (int i = 0; i < 70; i++) {
        buffer.append(entries(clock.instant(), 10 + i, 10 + i));
      }
      assertEquals(3, buffer.status().dropped());
      List<BufferEntry> down =
          next(buffer, "down").entries().stream().map(Buffer.Numbered::entry).toList();
      assertEquals(3, gaps(down).get(0).get("rounds").getAsLong());
      List<String> up = new ArrayList<>();
      Optional<Buffer.Batch> batch = buffer.next("up", false, MOST);
      while (batch.isPresent()) {
        up.addAll(jsons(batch.get()));
        buffer.acknowledge(batch.get(), List.of());
        batch = buffer.next("up", false, MOST);
      }
      up.sort(Comparator.comparingInt(Integer::parseInt));
      assertEquals(numbers(10, 79), up);
    }
  }

  @Test
  void twoDaemonsNeverShareABuffer() {
    DurableBuffer first = open("main");
    try (DurableBuffer second = open("main")) {
      second.append(entries(clock.instant(), 1, 1));
      assertTrue(second.status().trouble().contains("has the buffer open"));
      assertEquals("", first.status().trouble());
      first.close();
      nanos += 2 * SECOND;
      second.append(entries(clock.instant(), 2, 2));
      assertEquals(numbers(1, 2), rows(drain(second)));
    }
  }

  @Test
  void afterItsCloseNobodyOpensItAgain() {
    DurableBuffer first = open("main");
    first.append(entries(clock.instant(), 1, 1));
    first.close();
    nanos += 2 * SECOND;
    assertTrue(first.next("main", false, MOST).isEmpty());
    try (DurableBuffer second = open("main")) {
      assertEquals("", second.status().trouble());
      assertEquals(numbers(1, 1), rows(drain(second)));
    }
  }

  @Test
  void stepsOfTheClockDropNothingAndKeepTheOrder() {
    try (DurableBuffer buffer = open("main")) {
      Duration[] steps = {Duration.ofHours(1), Duration.ofHours(-2), Duration.ofHours(1)};
      for (int i = 0; i < 300; i++) {
        buffer.append(entries(clock.instant(), i, i));
        clock.add(i % 10 == 0 ? steps[i / 10 % 3] : Duration.ofSeconds(60));
      }
      assertEquals(0, buffer.status().dropped());
      assertEquals(numbers(0, 299), rows(drain(buffer)));
    }
  }

  @Test
  void whatWasDroppedBeforeIsNotReportedAgain() {
    try (DurableBuffer buffer = open("main")) {
      buffer.append(entries(clock.instant(), 1, 3));
      clock.add(Duration.ofDays(8));
      time.heard("main", clock.instant());
    }
    try (DurableBuffer buffer = open("main")) {
      buffer.append(entries(clock.instant(), 4, 4));
      assertEquals(3, buffer.status().dropped());
      assertEquals(numbers(4, 4), rows(drain(buffer)));
    }
  }

  /** What was refused takes room of the same file, and gives way to what waits. */
  @Test
  @Timeout(60)
  void aFullQuarantineOfTwoCollectorsKeepsNothingFromBeingStored() {
    DaemonConfig small = config("p1", 1_000_000, "a", "b");
    String reason = "no, ".repeat(60);
    try (DurableBuffer buffer = new DurableBuffer(small, time)) {
      for (int i = 0; i < 11; i++) {
        buffer.append(entries(clock.instant(), i * 500, i * 500 + 499));
        for (String collector : List.of("a", "b")) {
          Buffer.Batch batch = next(buffer, collector);
          buffer.acknowledge(
              batch,
              batch.entries().stream().map(entry -> new Buffer.Refused(entry, reason)).toList());
        }
      }
      assertTrue(buffer.status().bytes() > 1_000_000, buffer.status()::toString);
      for (int i = 0; i < 300; i++) {
        clock.add(Duration.ofSeconds(1));
        buffer.append(entries(clock.instant(), 10_000 + i, 10_000 + i));
        assertTrue(buffer.status().bytes() <= 1_000_000, buffer.status()::toString);
      }
      assertEquals(0, buffer.status().dropped());
      assertTrue(buffer.status().quarantined() > 0, "and no more of it went than had to");
      for (String collector : List.of("a", "b")) {
        List<BufferEntry> waiting =
            next(buffer, collector).entries().stream().map(Buffer.Numbered::entry).toList();
        assertTrue(rows(waiting).containsAll(numbers(10_000, 10_299)), collector);
      }
    }
  }

  /** Where nothing is left to drop, the loop ends all the same. */
  @Test
  @Timeout(60)
  void aLimitThatNothingFitsInEnds() {
    DaemonConfig none = config("p1", 1, "a", "b");
    try (DurableBuffer buffer = new DurableBuffer(none, time)) {
      for (int i = 0; i < 100; i++) {
        buffer.append(entries(clock.instant(), i * 10, i * 10 + 9));
      }
      assertTrue(buffer.status().dropped() >= 900, buffer.status()::toString);
      for (String collector : List.of("a", "b")) {
        List<BufferEntry> all = drain(buffer, collector);
        long reported = gaps(all).stream().mapToLong(gap -> gap.get("rounds").getAsLong()).sum();
        assertEquals(1_000, reported + rows(all).size(), collector);
      }
    }
  }

  @Test
  void quarantineKeepsTheYoungest() {
    try (DurableBuffer buffer = open("main")) {
      for (int i = 0; i < 11; i++) {
        buffer.append(entries(clock.instant(), i * 1_000, i * 1_000 + 999));
        Buffer.Batch batch = next(buffer, "main");
        buffer.acknowledge(
            batch, batch.entries().stream().map(entry -> new Buffer.Refused(entry, "no")).toList());
      }
      assertEquals(Quarantine.MOST, buffer.status().quarantined());
    }
  }
}
