package org.ixpqos.daemon.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.ixpqos.model.Gap;
import org.junit.jupiter.api.Test;

class DroppedRoundsTest {
  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void nothingLostIsNoGap() {
    assertTrue(new DroppedRounds().gap().isEmpty());
  }

  @Test
  void whatAnEarlierGapReportedIsReportedAgain() {
    DroppedRounds first = new DroppedRounds();
    first.add(new BufferEntry(BufferEntry.Kind.ROW, TIME, "1"));
    first.add(new BufferEntry(BufferEntry.Kind.ROW, TIME.plusSeconds(1), "2"));
    DroppedRounds second = new DroppedRounds();
    second.add(new BufferEntry(BufferEntry.Kind.ROW, TIME.plusSeconds(9), "3"));
    second.add(first.gap().orElseThrow());
    JsonObject gap = JsonParser.parseString(second.gap().orElseThrow().json()).getAsJsonObject();
    assertEquals(3, gap.get("rounds").getAsLong());
    assertEquals(TIME, Instant.parse(gap.get("from").getAsString()));
    assertEquals(TIME.plusSeconds(9), Instant.parse(gap.get("until").getAsString()));
  }

  @Test
  void otherGapsAreNoDrops() {
    assertFalse(DroppedRounds.isOfDropped(BufferEntry.of(new Gap(TIME, TIME, Gap.STOPPED, "", 3))));
    assertFalse(DroppedRounds.isOfDropped(new BufferEntry(BufferEntry.Kind.ROW, TIME, "{}")));
  }

  private static JsonObject gap(DroppedRounds dropped) {
    return JsonParser.parseString(dropped.gap().orElseThrow().json()).getAsJsonObject();
  }

  private static void assertGap(DroppedRounds dropped, int rounds, Instant from, Instant until) {
    assertEquals(rounds, dropped.rounds());
    assertEquals(rounds, gap(dropped).get("rounds").getAsLong());
    assertEquals(from, Instant.parse(gap(dropped).get("from").getAsString()));
    assertEquals(until, Instant.parse(gap(dropped).get("until").getAsString()));
  }

  @Test
  void theTimeGoesFromTheEarliestToTheLatestInWhateverOrderTheyCome() {
    DroppedRounds dropped = new DroppedRounds();
    dropped.add(1, TIME.plusSeconds(5), TIME.plusSeconds(6));
    dropped.add(2, TIME.plusSeconds(1), TIME.plusSeconds(2));
    assertGap(dropped, 3, TIME.plusSeconds(1), TIME.plusSeconds(6));
    dropped.add(4, TIME.plusSeconds(3), TIME.plusSeconds(9));
    assertGap(dropped, 7, TIME.plusSeconds(1), TIME.plusSeconds(9));
  }

  @Test
  void theDroppedOfTwoAreAdded() {
    DroppedRounds dropped = new DroppedRounds();
    dropped.addAll(new DroppedRounds());
    assertTrue(dropped.gap().isEmpty());
    DroppedRounds other = new DroppedRounds();
    other.add(2, TIME, TIME.plusSeconds(1));
    dropped.addAll(other);
    assertGap(dropped, 2, TIME, TIME.plusSeconds(1));
  }

  /** No round is lost with it, but what it reported is: its time is part of the gap. */
  @Test
  void aGapThatIsDroppedCountsNoRoundUnlessItReportsDroppedRounds() {
    DroppedRounds dropped = new DroppedRounds();
    dropped.add(BufferEntry.of(new Gap(TIME, TIME.plusSeconds(3), Gap.STOPPED, "", 3)));
    assertEquals(0, dropped.rounds());
    assertTrue(dropped.gap().isPresent());
    DroppedRounds all = new DroppedRounds();
    all.addReported(BufferEntry.of(new Gap(TIME, TIME.plusSeconds(3), Gap.STOPPED, "", 3)));
    assertGap(all, 3, TIME, TIME.plusSeconds(3));
    DroppedRounds without = new DroppedRounds();
    without.addReported(new BufferEntry(BufferEntry.Kind.GAP, TIME, "[]"));
    assertGap(without, 0, TIME, TIME);
  }

  @Test
  void whatIsLostWithAFileIsWhatItsLastStateHad() {
    Buffer.Status last =
        new Buffer.Status("e", 7, 0, Optional.of(TIME), 0, 0, 0, Map.of(), Map.of(), "");
    assertGap(DroppedRounds.of(last, TIME.plusSeconds(60)), 7, TIME, TIME.plusSeconds(60));
  }
}
