package org.ixpqos.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultRowTest {
  private static final PacketCounts REPLIED = new PacketCounts(1, 1, 0, 0, 0, 0, 0, 0);
  private static final PacketCounts LOST = new PacketCounts(1, 0, 1, 0, 0, 0, 0, 0);

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesLossThatCantBe(double loss) {
    assertThrows(
        IllegalArgumentException.class, () -> Rows.row(loss, Rows.RTT, REPLIED, "user", List.of()));
  }

  @Test
  void hasTimesIfAndOnlyIfThereWereReplies() {
    assertThrows(
        IllegalArgumentException.class, () -> Rows.row(0.0, null, REPLIED, "user", List.of()));
    assertThrows(
        IllegalArgumentException.class, () -> Rows.row(1.0, Rows.RTT, LOST, "user", List.of()));
  }

  @Test
  void mayBeAnOriginalClients() {
    assertEquals(0.0, Rows.original(true, 0.0, Rows.RTT).loss());
    assertEquals(false, Rows.original(false, null, null).pinged());
  }
}
