package org.ixpqos.daemon.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Instant;
import org.ixpqos.model.Gap;
import org.junit.jupiter.api.Test;

class DroppedRoundsTest {
  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void nothingLostIsNoGap() {
    assertTrue(new DroppedRounds().gap().isEmpty());
  }

  @Test
  void whatAnEarlierGapToldIsToldAgain() {
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
}
