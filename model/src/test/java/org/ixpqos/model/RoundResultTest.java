package org.ixpqos.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.ixpqos.model.wire.Results;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundResultTest {
  private static final PacketCounts REPLIED = new PacketCounts(1, 1, 0, 0, 0, 0, 0, 0);
  private static final PacketCounts LOST = new PacketCounts(1, 0, 1, 0, 0, 0, 0, 0);

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesLossThatCantBe(double loss) {
    assertThrows(
        IllegalArgumentException.class,
        () -> Results.row(loss, Results.RTT, REPLIED, "user", List.of()));
  }

  @Test
  void hasTimesIfAndOnlyIfThereWereReplies() {
    assertThrows(
        IllegalArgumentException.class, () -> Results.row(0.0, null, REPLIED, "user", List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> Results.row(1.0, Results.RTT, LOST, "user", List.of()));
  }

  @Test
  void mayBeAnOriginalClients() {
    assertEquals(0.0, Results.original(true, 0.0, Results.RTT).loss());
    assertEquals(false, Results.original(false, null, null).pinged());
  }
}
