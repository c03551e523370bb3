package org.ixpqos.service.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PartSizeTest {
  private final PartSize size = new PartSize(1_000);

  @Test
  void aPartThatIsTooLargeHalvesIt() {
    size.begin();
    size.tooLarge(1_000);
    assertEquals(500, size.most());
    size.tooLarge(301);
    assertEquals(151, size.most());
    size.tooLarge(1_000);
    assertEquals(151, size.most(), "an older part makes it no larger");
  }

  @Test
  void anItemThatIsTooLargeAloneBlamesNoOthers() {
    size.begin();
    for (int items = 1_000; items > 1; items = (items + 1) / 2) {
      size.tooLarge(items);
    }
    assertEquals(1, size.most());
    size.tooLarge(1);
    assertEquals(1_000, size.most());
  }

  @Test
  void largerPartsAreTriedAgainAfterManyBatches() {
    size.tooLarge(900);
    for (int i = 1; i < PartSize.PATIENCE; i++) {
      size.settled();
    }
    assertEquals(450, size.most());
    size.settled();
    assertEquals(900, size.most());
    for (int i = 0; i < PartSize.PATIENCE; i++) {
      size.settled();
    }
    assertEquals(1_000, size.most());
  }
}
